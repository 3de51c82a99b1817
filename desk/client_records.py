"""Inquiry records as the client sees them: one by one, personal fields by the campaign's rule.

SPR-II-3-4-イ. What is hidden is taken out here, so that no page, file or search can show it; each
look is an entry of the trail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.desk import Desk
from desk.hidden_digits import hide, names_digits
from desk.inquiry import Language, Result, Severity
from desk.rules import ClientRules, Numbers
from desk.sessions import Who
from storage import client_records as rows
from storage.audit import Action, Fact, trailed
from storage.client_records import Row, Wanted

EVERYTHING = ClientRules(numbers=Numbers.WHOLE, staff=True, cases=True, digits=True)
"""What our own people see."""
PAGE = 50
MOST = 20_000
"""So many records are exported at once."""
PIECE = 500
"""So many are read at a time, so that nobody waits for the export."""
HIDDEN = "＊＊＊＊"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One matter as the client sees it."""

    category: str
    result: Result | None
    text: str
    ward: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One record as the client sees it; what is hidden is empty."""

    id: str
    at: datetime
    language: Language
    is_complaint: bool
    severity: Severity | None
    is_simple: bool
    is_withheld: bool
    """About somebody who is dealt with by the responsible alone: no text is shown."""
    matters: tuple[Told, ...]
    number: str
    writer: str
    cases: tuple[str, ...]


NumberOf = Callable[[str], str]
"""Gives the number behind a caller's id as people write it."""


async def find(
    desk: Desk, who: Who, wanted: Wanted, *, page: int, by: str, number_of: NumberOf
) -> tuple[list[Shown], int]:
    """Give a page of what is looked for, and how many there are; `by` names the fields used."""
    found, count = await rows.find(desk.engine, wanted, skip=(page - 1) * PAGE, most=PAGE)
    await _note(desk, who, Action.RECORDS_LISTED, "", {"found": count, "by": by, "page": page})
    return [shown(each, desk.rules.client, number_of) for each in found], count


async def export(
    desk: Desk, who: Who, wanted: Wanted, *, by: str, number_of: NumberOf
) -> Sequence[Shown]:
    """Give everything that is looked for, up to `MOST`, to be written into a file."""
    found: dict[str, Shown] = {}  # what is recorded meanwhile moves the others down: each once
    count = skip = 0
    while skip == 0 or skip < min(count, MOST):
        piece, count = await rows.find(desk.engine, wanted, skip=skip, most=PIECE)
        found |= {each.inquiry.id: shown(each, desk.rules.client, number_of) for each in piece}
        skip += PIECE
    detail: dict[str, Fact] = {"found": count, "written": len(found), "by": by}
    await _note(desk, who, Action.RECORDS_EXPORTED, "", detail)
    return list(found.values())


async def see(desk: Desk, who: Who, record: str, *, number_of: NumberOf) -> Shown | None:
    """Give one closed record; None if there is none."""
    found = await rows.one(desk.engine, record)
    if found is None:
        return None
    await _note(desk, who, Action.RECORD_SEEN, record, {})
    return shown(found, desk.rules.client, number_of)


async def looked(desk: Desk, who: Who, at: str) -> None:
    """Keep that the client opened a page, a report or its file."""
    await _note(desk, who, Action.CLIENT_LOOKED, at, {})


def may_seek(text: str, rules: ClientRules) -> bool:
    """Tell whether a word may be looked for: hidden digits are not found either. Pure."""
    return rules.digits or not names_digits(text)


def shown(row: Row, rules: ClientRules, number_of: NumberOf) -> Shown:
    """Take out what the client may not see. Pure."""
    inquiry = row.inquiry
    is_withheld = row.is_protected
    number = number_of(row.caller) if row.caller and not is_withheld else ""
    return Shown(
        id=inquiry.id,
        at=inquiry.begun_at,
        language=Language(inquiry.language),
        is_complaint=inquiry.is_complaint,
        severity=Severity(inquiry.severity) if inquiry.severity else None,
        is_simple=inquiry.is_simple,
        is_withheld=is_withheld,
        matters=tuple(
            Told(
                category=each.category,
                result=Result(each.result) if each.result else None,
                text="" if is_withheld else told(each.text, rules),
                ward=each.ward,
                section=each.section,
            )
            for each in row.matters
        ),
        number=number_seen(number, rules.numbers),
        writer=row.writer if rules.staff else "",
        cases=tuple(each.number for each in row.cases) if rules.cases and not is_withheld else (),
    )


def told(text: str, rules: ClientRules) -> str:
    """Give a text that somebody wrote as the client may see it. Pure."""
    return text if rules.digits else hide(text, HIDDEN)


def number_seen(number: str, seen: Numbers) -> str:
    """Give a caller's number as far as it may be seen. Pure."""
    match seen:
        case Numbers.WHOLE:
            return number
        case Numbers.LAST_FOUR:
            return f"…{number[-4:]}" if number else ""
        case Numbers.NONE:
            return ""


async def _note(
    desk: Desk, who: Who, action: Action, subject: str, detail: dict[str, Fact]
) -> None:
    async with trailed(desk.engine) as trail:
        await trail.note(desk.clock(), who.actor, action, subject, detail)
