"""The arrival register (到着簿): strays, copies, late papers and returned mail, from door to file.

What arrives and is no application gets no receipt number; it is written down when it comes, and
stays open until somebody says what became of it (SPR-III-3-1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import NoSuchArrival
from cases.free_text import insist_without_number
from cases.schema import Channel
from cases.store import Actor, Shelf, case_numbered, lock
from storage.case_desk_tables import CaseArrival
from storage.case_tables import Case

SHOWN = 200
"""So many settled ones are shown, the newest first."""


class ArrivalKind(StrEnum):
    """What arrived."""

    STRAY = "stray"
    COPY = "copy"
    SUPPLEMENT = "supplement"
    RETURNED = "returned"


class Settled(StrEnum):
    """What became of it."""

    FILED = "filed"
    SENT_BACK = "sent_back"
    CLIENT = "client"
    KEPT = "kept"


KINDS: dict[ArrivalKind, str] = {
    ArrivalKind.STRAY: "対象外の書類",
    ArrivalKind.COPY: "同じ申請の重複・写し",
    ArrivalKind.SUPPLEMENT: "追加の書類",
    ArrivalKind.RETURNED: "返送された郵便",
}
ENDS: dict[Settled, str] = {
    Settled.FILED: "申請に綴じた",
    Settled.SENT_BACK: "差出人に返した",
    Settled.CLIENT: "委託者に渡した",
    Settled.KEPT: "保管した",
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """What somebody writes into the register."""

    kind: ArrivalKind
    channel: Channel
    at: datetime
    pieces: int = 1
    note: str = ""
    number: str = ""
    """Receipt number of the case that it belongs to, if that is known."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register."""

    row: CaseArrival
    number: str
    """Of its case; empty if it has none."""
    note: str
    is_withheld: bool = False
    """Its case is a protected person's and the reader no supervisor: neither number nor note."""


async def write_down(session: AsyncSession, shelf: Shelf, what: Arrived, actor: Actor) -> int:
    """Write something down; gives its number in the register.

    Raises:
        NoSuchCase: no case has the number that it was given.
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(what.note)
    await lock(session)
    case = await case_numbered(session, what.number) if what.number else None
    row = CaseArrival(
        kind=what.kind.value,
        channel=what.channel.value,
        arrived_at=what.at,
        pieces=what.pieces,
        case=case.seq if case else None,
        at=actor.at,
        by=actor.by,
    )
    session.add(row)
    await session.flush()
    if what.note:
        row.note = shelf.vault.close(what.note, row=_name(row))
    return row.id or 0


async def settle(
    session: AsyncSession, id_: int, how: Settled, actor: Actor, *, number: str = ""
) -> None:
    """Say what became of something; with `number` it belongs to that case.

    Raises:
        NoSuchArrival: the register has no open line with this number.
        NoSuchCase: no case has the number that it was given.
    """
    await lock(session)
    row = await session.get(CaseArrival, id_)
    if row is None or row.settled_at is not None:
        raise NoSuchArrival(line=id_)
    if number:
        row.case = (await case_numbered(session, number)).seq
    row.settled_at, row.settled_by, row.settled_how = actor.at, actor.by, how.value


async def register(session: AsyncSession, shelf: Shelf, *, is_supervisor: bool) -> list[Line]:
    """Give the register: what is open, the oldest first; then what is settled, the newest first.

    Raises:
        Unreadable: a note was sealed with another key.
    """
    both = select(CaseArrival, Case).join(
        Case, col(Case.seq) == col(CaseArrival.case), isouter=True
    )
    is_open = col(CaseArrival.settled_at).is_(None)
    waiting = await session.exec(both.where(is_open).order_by(col(CaseArrival.arrived_at)))
    found = list(waiting)
    settled = both.where(~is_open).order_by(col(CaseArrival.settled_at).desc()).limit(SHOWN)
    found += list(await session.exec(settled))
    return [_line(shelf, row, case, is_supervisor=is_supervisor) for row, case in found]


def _line(shelf: Shelf, row: CaseArrival, case: Case | None, *, is_supervisor: bool) -> Line:
    hides = case is not None and case.is_protected and not is_supervisor
    if hides:
        return Line(row, "", "", is_withheld=True)
    note = shelf.vault.open(row.note, row=_name(row)) if row.note else ""
    return Line(row, case.number if case else "", note)


def _name(row: CaseArrival) -> str:
    return f"arrival:{row.id}"
