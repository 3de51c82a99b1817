"""The usual mistakes of applicants, each with its share and with what must be found of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from cases.document import Document
from cases.findings import Code
from cases.schema import Kind, Role, Schema

Found = list[tuple[str, int, Code]]
"""Field, child, code."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake."""

    name: str
    per_mille: int
    make: Callable[[Document, Schema, Random], Found]
    """Spoils a right document in place and tells what must be found."""


def _id(schema: Schema, role: Role) -> str:
    found = schema.having(role)
    if found is None:
        raise LookupError(role)
    return found.id


def _left_out(document: Document, schema: Schema, random: Random) -> Found:
    roles = (Role.ADDRESS, Role.PHONE, Role.APPLICANT_KANA, Role.ACCOUNT_HOLDER)
    field = _id(schema, random.choice(roles))
    document.values[field] = random.choice(("", "\u3000"))
    return [(field, 0, Code.MISSING)]


def _hyphens(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.PHONE)
    number = document.values[field]
    document.values[field] = f"{number[:3]}-{number[3:7]}-{number[7:]}"
    return [(field, 0, Code.DIGIT)]


def _half_width(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.ADDRESS)
    document.values[field] = unicodedata.normalize("NFKC", document.values[field]) + "1"
    return [(field, 0, Code.WIDTH)]


def _hiragana(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.APPLICANT_KANA)
    document.values[field] = "やまだ　はなこ"
    return [(field, 0, Code.KANA)]


def _no_space(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.CHILD_KANA)
    document.children[0][field] = document.children[0][field].replace("\u3000", "")
    return [(field, 1, Code.NAME_SPACE)]


def _short_account(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.ACCOUNT_NUMBER)
    document.values[field] = document.values[field][:6]
    return [(field, 0, Code.LENGTH)]


def _wide_account(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.ACCOUNT_NUMBER)
    wide = "".join(chr(ord(each) + 0xFEE0) for each in document.values[field])
    document.values[field] = wide
    return [(field, 0, Code.DIGIT)]


def _other_bank(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.BANK_NAME)
    document.values[field] = "拓殖銀行"
    return [(field, 0, Code.BANK_NAME)]


def _no_branch(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.BRANCH_CODE)
    document.values[field] = "000"
    return [(field, 0, Code.BANK_UNKNOWN)]


def _holder_in_kanji(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.ACCOUNT_HOLDER)
    document.values[field] = document.values[_id(schema, Role.APPLICANT_NAME)]
    return [(field, 0, Code.KANA)]


def _miscounted(document: Document, schema: Schema, _: Random) -> Found:
    field = next(each.id for each in schema.fields if each.kind is Kind.COUNT)
    document.values[field] = str(len(document.children) + 1)
    return [(field, 0, Code.CHILD_COUNT)]


def _too_young(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.CHILD_BIRTH)
    document.children[-1][field] = "2026-04-01"
    return [(field, len(document.children), Code.DATE_LATE)]


def _no_such_day(document: Document, schema: Schema, _: Random) -> Found:
    field = _id(schema, Role.APPLICANT_BIRTH)
    document.values[field] = "1990-02-30"
    return [(field, 0, Code.DATE)]


def _twins_on_paper(document: Document, schema: Schema, _: Random) -> Found:
    document.children.append(dict(document.children[0]))
    count = next(each.id for each in schema.fields if each.kind is Kind.COUNT)
    document.values[count] = str(len(document.children))
    return [(_id(schema, Role.CHILD_KANA), len(document.children), Code.CHILD_TWICE)]


MISTAKES: tuple[Mistake, ...] = (
    Mistake("left_out", 12, _left_out),
    Mistake("hyphens", 15, _hyphens),
    Mistake("half_width", 15, _half_width),
    Mistake("hiragana", 5, _hiragana),
    Mistake("no_space", 10, _no_space),
    Mistake("short_account", 6, _short_account),
    Mistake("wide_account", 4, _wide_account),
    Mistake("other_bank", 5, _other_bank),
    Mistake("no_branch", 5, _no_branch),
    Mistake("holder_in_kanji", 6, _holder_in_kanji),
    Mistake("miscounted", 8, _miscounted),
    Mistake("too_young", 3, _too_young),
    Mistake("no_such_day", 2, _no_such_day),
    Mistake("twins_on_paper", 4, _twins_on_paper),
)
"""A tenth of the applications, as the contract expects 2,000 deficient ones among 20,000."""
