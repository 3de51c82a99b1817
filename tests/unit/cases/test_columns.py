"""What documents say, column by column, is what they say one by one."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace

import pytest

from cases.banks import shipped
from cases.claims import Claims
from cases.columns import Asked, Wanted, columns_of, told_in
from cases.document import Document
from cases.keys_of import Roles
from cases.one_way import EDITION, Way, maker
from cases.sample import sample
from tests.unit.cases.applications import schema

pytestmark = pytest.mark.unit

COMPARED = Claims(Roles(schema())).wanted
WANTED = Wanted((*COMPARED.own, Asked("account_holder"), Asked("")), COMPARED.child)


def test_columns_say_what_each_document_says() -> None:
    documents = [each.document for each in sample(60, schema=schema(), banks=shipped())]
    documents.append(Document({}))  # says nothing, and has no children
    told = told_in(columns_of(schema(), documents), WANTED)
    assert told is not None
    assert list(told) == [WANTED.of(each) for each in documents]


def test_what_was_not_written_then_is_told_and_not_taken_for_empty() -> None:
    younger = schema()
    older = replace(younger, fields=tuple(each for each in younger.fields if each.id != "phone"))
    assert told_in(columns_of(older, [Document({})]), WANTED) is None


@pytest.mark.parametrize(("field", "may"), [("account_kind", True), ("address", False)])
def test_texts_stand_in_no_column(field: str, may: bool) -> None:
    assert Wanted((Asked(field),), ()).stand_in(schema()) is may


def test_another_way_to_compare_is_another_edition() -> None:
    """Copies of before hold what was made then: raise `EDITION`, then write the new hash here."""
    ranges = (0x20, 0x7F), (0x3000, 0x3100), (0x4E00, 0x9FA6), (0xFF01, 0xFF9F)
    letters = [chr(code) for first, end in ranges for code in range(first, end)]
    said = [maker(way)("".join(letters)) for way in Way]
    said += [maker(Way.DAY)(each) for each in ("2026/2/3", "2026年2月3日", "いつか")]
    made = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
    assert (EDITION.partition("/")[0], made) == ("1", "430745f17dbd3e5d")
    assert EDITION.endswith(unicodedata.unidata_version)
