"""Applicants who do not exist, as many as are wanted, always the same for the same seed.

They fill whatever form they are given, by roles and kinds, and a known share of them makes each of
the usual mistakes; what must be found in which row is part of the sample. Tests, demo and bench
read the same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cases import sample_names
from cases import sample_words as words
from cases.banks import Banks
from cases.document import Document
from cases.findings import Code
from cases.layout import cells_of, header_of
from cases.sample_mistakes import MISTAKES, Mistake
from cases.schema import Channel, Field, Kind, Role, Schema
from cases.sheet import write_sheet

ZONE = ZoneInfo("Asia/Tokyo")
FIRST_DAY = date(2026, 2, 2)
DAYS = 28
"""Applications are received on these days, if the form and who asks say nothing else."""

_FAMILY = (1,) * 45 + (2,) * 40 + (3,) * 12 + (4,) * 3
_YOUNGEST, _OLDEST = date(2026, 3, 31), date(2007, 4, 2)


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be found in an applicant's form."""

    field: str
    child: int
    code: Code


@dataclass(frozen=True, slots=True)
class Applicant:
    """One row: the form's own id, when it was received, what was written, what is wrong with it."""

    id: str
    received: datetime
    document: Document
    expected: tuple[Expected, ...] = ()


@dataclass(slots=True)
class _World:
    """What a sample is drawn from."""

    schema: Schema
    banks: Banks
    random: Random
    begun: datetime
    minutes: int
    """Applications are received in so many minutes from then on."""
    children: set[tuple[str, str]] = field(default_factory=set)
    accounts: set[tuple[str, str]] = field(default_factory=set)


def sample(
    n: int,
    *,
    schema: Schema,
    banks: Banks,
    seed: int = 1,
    flawless: bool = False,
    until: datetime | None = None,
) -> Iterator[Applicant]:
    """Draw applicants one by one; a mistake of each kind has exactly its share of `n`.

    They are received from the first day on which the form may be dated `until` then, so that
    nobody's application comes from the future; without it, or before that day, in four weeks.
    """
    random = Random(seed)
    begun = datetime.combine(_first_day(schema), time(), ZONE)
    minutes = DAYS * 24 * 60
    if until is not None and until > begun:
        minutes = max(1, int((until - begun).total_seconds() // 60))
    world = _World(schema, banks, random, begun, minutes)
    mistakes: list[Mistake | None] = []
    for each in () if flawless else MISTAKES:
        mistakes += [each] * (n * each.per_mille // 1000)
    mistakes += [None] * (n - len(mistakes))
    random.shuffle(mistakes)
    for number, mistake in enumerate(mistakes, start=1):
        yield _applicant(world, number, mistake)


def sheet_of(applicants: Sequence[Applicant], schema: Schema) -> bytes:
    """Write the online form's CSV."""
    fields = schema.on(Channel.ONLINE)
    children = max((len(each.document.children) for each in applicants), default=1)
    rows = (
        [
            each.id,
            *([each.received.strftime("%Y-%m-%d %H:%M:%S")] if schema.received_column else []),
            *cells_of(each.document, fields, children),
        ]
        for each in applicants
    )
    return write_sheet(header_of(schema, fields, children), rows)


def _first_day(schema: Schema) -> date:
    field = schema.having(Role.APPLIED_ON)
    return (field.not_before if field else None) or FIRST_DAY


def _applicant(world: _World, number: int, mistake: Mistake | None) -> Applicant:
    random = world.random
    received = world.begun + timedelta(minutes=random.randrange(world.minutes))
    document = _document(world, received.date())
    expected: tuple[Expected, ...] = ()
    if mistake is not None:
        found = mistake.make(document, world.schema, random)
        expected = tuple(Expected(*each) for each in found)
    return Applicant(f"G{number:08d}", received, document, expected)


def _document(world: _World, day: date) -> Document:
    """Fill the form: what plays a role together first, the rest by kind."""
    random = world.random
    surname, surname_kana = sample_names.surname(random)
    given = sample_names.given(random, words.ADULTS)
    bank = _account(world)
    kana = f"{surname_kana}　{given[1]}"
    count = random.choice(_FAMILY)
    by_role: dict[Role | None, str] = {
        Role.APPLIED_ON: day.isoformat(),
        Role.APPLICANT_KANA: kana,
        Role.APPLICANT_NAME: f"{surname}　{given[0]}",
        Role.APPLICANT_BIRTH: _day(random, date(1965, 1, 1), date(2003, 12, 31)),
        Role.ADDRESS: f"{words.CITY}{random.choice(words.PARTS)}{_block(random)}",
        Role.PHONE: f"0{random.choice('789')}0{random.randrange(10**8):08d}",
        Role.ACCOUNT_HOLDER: kana,
        **bank,
    }
    own: dict[str, str] = {}
    for each in world.schema.on(Channel.ONLINE):
        if not each.per_child:
            own[each.id] = by_role.get(each.role) or _filled(each, own, random, given[2], count)
    children = [_child(world, surname, surname_kana) for _ in range(count)]
    return Document(own, children)


def _child(world: _World, surname: str, surname_kana: str) -> dict[str, str]:
    random = world.random
    while True:
        name, kana, sex = sample_names.given(random, words.CHILDREN)
        birth = _day(random, _OLDEST, _YOUNGEST)
        key = f"{surname_kana}{kana}", birth
        if key not in world.children:
            break
    world.children.add(key)
    by_role: dict[Role | None, str] = {
        Role.CHILD_KANA: f"{surname_kana}　{kana}",
        Role.CHILD_NAME: f"{surname}　{name}",
        Role.CHILD_BIRTH: birth,
    }
    block: dict[str, str] = {}
    for each in world.schema.fields:
        if each.per_child:
            block[each.id] = by_role.get(each.role) or _filled(each, block, random, sex, 0)
    return block


def _filled(each: Field, before: dict[str, str], random: Random, sex: str, count: int) -> str:
    """Fill a field that has no role; what it depends on stands before it in the form."""
    condition = each.only_if
    if condition and condition.field in before and before[condition.field] != condition.value:
        return ""
    if each.kind is Kind.CHOICE:
        if sex in each.choices:
            return sex
        # The last choice is the usual one in some forms and the first in others: mostly the first.
        return each.choices[0] if random.random() < 0.9 else each.choices[-1]
    if each.kind is Kind.COUNT:
        return str(count)
    if not each.required:
        return ""
    if each.kind is Kind.ATTACHMENT:
        return f"{each.label}.jpg"
    is_place = "住所" in each.label
    return random.choice(words.ELSEWHERE if is_place else words.OFFICES)


def _account(world: _World) -> dict[Role | None, str]:
    random = world.random
    [(code, name, _)] = random.choices(words.BANKS, weights=[share for _, _, share in words.BANKS])
    branches = world.banks[code].branches
    branch = random.choice(list(branches))
    while True:
        number = f"{random.randrange(1, 10**7):07d}"
        if (code + branch, number) not in world.accounts:
            break
    world.accounts.add((code + branch, number))
    return {
        Role.BANK_CODE: code,
        Role.BANK_NAME: name,
        Role.BRANCH_CODE: branch,
        Role.BRANCH_NAME: branches[branch].name,
        Role.ACCOUNT_KIND: "普通" if random.random() < 0.98 else "当座",
        Role.ACCOUNT_NUMBER: number,
    }


def _day(random: Random, first: date, last: date) -> str:
    return (first + timedelta(days=random.randrange((last - first).days + 1))).isoformat()


def _block(random: Random) -> str:
    digits = "０１２３４５６７８９"
    block = f"{digits[random.randrange(1, 10)]}丁目{digits[random.randrange(1, 10)]}番"
    return block + (f"{digits[random.randrange(1, 10)]}号" if random.random() < 0.5 else "")
