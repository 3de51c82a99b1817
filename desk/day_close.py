"""The close of a day (締め): what is open is named, and it is kept who closed it with that open.

SPR-II-3-4-イ (as many records as answered calls), SPR-II-3-4-オ (the complaints' report),
SPR-III-3-3-ウ-2 (the progress list of each day).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from desk.desk import Desk
from desk.open_work import BY_CLOSING, Kind, Line, call_line, of_calls, of_people
from storage import day_close as rows
from storage.audit import Action, Actor, Fact, trailed
from storage.day_tables import DayClose
from storage.engine import transaction

COMPLAINTS, PROGRESS, DRAFT = "complaint", "progress", "draft"
"""A report's kind, a run's kind, and the state of a report that may be made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLook:
    """A day as it stands now."""

    day: date
    answered: int
    recorded: int
    complaints: int
    lines: tuple[Line, ...]
    report: str = ""
    """Id of the complaints' report that is frozen."""
    run: str = ""
    """Id of the run that keeps the day's last progress list."""
    closings: tuple[Closing, ...] = ()

    @property
    def left(self) -> tuple[Line, ...]:
        """What is open that the closing does not do by itself."""
        return tuple(each for each in self.lines if each.kind not in BY_CLOSING)

    @property
    def seal(self) -> str:
        """Name what is left open, so that nobody closes a day with more open than they saw."""
        told = "\n".join(f"{each.kind} {each.subject}" for each in self.left)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """One time that a day was closed."""

    day: date
    n: int
    at: datetime
    by: str
    """Name of the person, or `cli:` and the operator's account."""
    answered: int
    recorded: int
    left: tuple[tuple[Kind, str], ...]
    report: str
    run: str


async def look(
    desk: Desk, day: date, *, with_report: bool = True, with_cases: bool = True
) -> DayLook:
    """Gather what is open of a day.

    Args:
        desk: Whose.
        day: The campaign's day, today or before.
        with_report: The campaign has a report of complaints.
        with_cases: The campaign takes applications, so it has a progress list.

    Raises:
        DatabaseUnavailable: there is no answer now.
    """
    start, end = _instant(desk, day), _instant(desk, day + timedelta(days=1))
    async with transaction(desk.engine) as session:
        calls = await rows.answered(session, day)
        recorded = await rows.with_record(session, day)
        lines = [
            *await of_calls(session, day, is_today=day == desk.today),
            *(
                call_line(Kind.UNRECORDED, each.id, each.arrived_at, each.seat)
                for each in calls
                if each.id not in recorded
            ),
            *await of_people(session, day, before=end),
        ]
        complaints = await rows.complaints(session, day)
        report = await rows.report_of(session, COMPLAINTS, day) if with_report else None
        run = await rows.last_run(session, PROGRESS, start, end) if with_cases else None
        closings = await _named(session, await rows.closings(session, day))
    if with_report and complaints:
        is_older = (
            report is not None and report.state == DRAFT and complaints[-1] > report.frozen_at
        )
        if report is None or is_older:
            lines.append(Line(kind=Kind.COMPLAINT_REPORT, subject=f"{COMPLAINTS}-{day}"))
    if with_cases and run is None:
        lines.append(Line(kind=Kind.PROGRESS_LIST, subject=day.isoformat()))
    return DayLook(
        day=day,
        answered=len(calls),
        recorded=sum(each.id in recorded for each in calls),
        complaints=len(complaints),
        lines=tuple(lines),
        report=report.id if report is not None else "",
        run=run.id if run is not None else "",
        closings=closings,
    )


async def keep(desk: Desk, actor: Actor, seen: DayLook) -> Closing:
    """Keep that somebody closed a day with what was open: a row and an entry of the trail."""
    at = desk.clock()
    left = [(each.kind.value, each.subject) for each in seen.lines]
    async with trailed(desk.engine) as trail:
        row = DayClose(
            day=seen.day,
            n=len(await rows.closings(trail.session, seen.day)) + 1,
            at=at,
            by=actor.who,
            answered=seen.answered,
            recorded=seen.recorded,
            left_open=json.dumps(left),
            complaint_report=seen.report,
            progress_list=seen.run,
        )
        trail.session.add(row)
        detail: dict[str, Fact] = {
            "n": row.n,
            "answered": seen.answered,
            "recorded": seen.recorded,
            "open": len(left),
            "report": seen.report,
            "run": seen.run,
        }
        await trail.note(at, actor, Action.DAY_CLOSED, seen.day.isoformat(), detail)
        (kept,) = await _named(trail.session, [row])
    return kept


async def latest(desk: Desk, count: int) -> tuple[Closing, ...]:
    """List the latest closings, the newest first."""
    async with transaction(desk.engine) as session:
        return await _named(session, await rows.last_closings(session, count))


async def _named(session: AsyncSession, found: Collection[DayClose]) -> tuple[Closing, ...]:
    names = await rows.names_of(session, {each.by for each in found})
    return tuple(_closing(each, names.get(each.by, each.by)) for each in found)


def _closing(row: DayClose, name: str) -> Closing:
    left: Sequence[tuple[str, str]] = json.loads(row.left_open)
    return Closing(
        day=row.day,
        n=row.n,
        at=row.at,
        by=name,
        answered=row.answered,
        recorded=row.recorded,
        left=tuple((Kind(kind), subject) for kind, subject in left),
        report=row.complaint_report,
        run=row.progress_list,
    )


def _instant(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=desk.zone)
