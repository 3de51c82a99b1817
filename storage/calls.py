"""Questions about calls, by name. All raise `DatabaseUnavailable` when there is no answer now."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from callcenter.events import Withheld
from callcenter.outcome import DialResult, Outcome
from storage.engine import transaction
from storage.kept import PLAIN
from storage.rollup_tables import CallSlot
from storage.tables import OUTBOUND, Call, Projected, Recording
from storage.talk_tables import LegQuality


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One call as it is listed; durations in seconds, null until the call has ended."""

    id: str
    line: str
    caller: str | None
    """Id of the people's store, which has the number; None if withheld."""
    withheld: Withheld | None
    business_date: date
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    state: str
    outcome: Outcome | None
    """Of a caller's call."""
    result: DialResult | None
    """Of a call that we made: what the network answered; the caller is whom we called."""
    detail: str
    seat: str | None
    guidance_s: float | None
    wait_s: float | None
    ring_s: float | None
    talk_s: float | None
    hold_s: float | None
    node: str
    recording_state: str | None
    """`pending`, `kept` (in the vault), `lost`, `erased`; None if it was not to be recorded."""
    recording: str | None
    """What the vault has, relative to the home; None until it is there."""
    recording_s: float | None
    recording_flaw: str = ""
    """Why it is lost, or what is wrong with what is kept."""
    direction: str = "inbound"
    dialled_at: datetime | None = None
    contact: str = ""
    dialled_by: str = ""
    language: str = "ja"
    collected: Mapping[str, str] = field(default_factory=dict)
    """What the caller keyed in flows that is no secret, by the variable."""
    asked_in: Mapping[str, str] = field(default_factory=dict)
    """Which flow asked for it, by the variable: `version/flow`."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Ended calls by outcome, exactly as far as record n: records up to n are counted in it."""

    n: int
    day: date
    slots: Mapping[datetime, Mapping[Outcome, int]]
    """Of the day, by the instant at which the half-hour of their arrival began."""
    ever: dict[Outcome, int]

    @property
    def of_day(self) -> dict[Outcome, int]:
        """Give the day's counts; those with none are left out."""
        return dict(sum((Counter(each) for each in self.slots.values()), Counter()))


async def calls_of_day(
    engine: AsyncEngine, day: date, *, outcome: Outcome | None = None
) -> list[CallRow]:
    """List the calls of a business date in order of arrival, ended or not."""
    return await _listed(engine, _calls(outcome).where(col(Call.business_date) == day))


async def dialled_since(engine: AsyncEngine, since: datetime) -> list[CallRow]:
    """List the calls of ours that began since then, in their order."""
    ours = _calls(None).where(col(Call.direction) == OUTBOUND, col(Call.arrived_at) >= since)
    return await _listed(engine, ours)


async def last_calls(
    engine: AsyncEngine, count: int, *, outcome: Outcome | None = None
) -> list[CallRow]:
    """List the latest calls in order of arrival."""
    newest = _calls(outcome, newest_first=True).limit(count)
    return (await _listed(engine, newest))[::-1]


async def last_typed(engine: AsyncEngine, staff: str) -> str | None:
    """Find whom a person of the staff has called last by a typed number, not for a contact.

    Gives the number's id; None if nobody yet.
    """
    asked = (
        select(Call.caller)
        .where(
            col(Call.dialled_by) == staff,
            col(Call.contact) == "",
            col(Call.caller).is_not(None),
        )
        .order_by(col(Call.arrived_at).desc())
        .limit(1)
    )
    async with transaction(engine) as session:
        return (await session.exec(asked)).first()


async def one_call(engine: AsyncEngine, call: str) -> CallRow | None:
    """Find one call by its id."""
    found = await _listed(engine, _calls(None).where(col(Call.id) == call))
    return found[0] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How well one end of a call was heard."""

    seat: str
    """Empty: the caller."""
    loss_percent: float
    jitter_ms: float
    round_trip_ms: float | None


async def quality_of(engine: AsyncEngine, calls: Collection[str]) -> dict[str, list[Heard]]:
    """Tell of these calls how well their ends were heard: the caller first, then seat by seat."""
    asked = select(LegQuality).where(col(LegQuality.call).in_(calls))
    found: dict[str, list[Heard]] = {each: [] for each in calls}
    async with transaction(engine) as session:
        rows = (await session.exec(asked.order_by(col(LegQuality.leg)))).all()
    for row in rows:
        found[row.call].append(
            Heard(
                seat=row.seat,
                loss_percent=row.loss_percent,
                jitter_ms=row.jitter_ms,
                round_trip_ms=row.round_trip_ms,
            )
        )
    return found


async def outcomes_of_day(engine: AsyncEngine, day: date) -> dict[Outcome, int]:
    """Count the ended calls of a business date by outcome; those with none are left out."""
    return (await tally(engine, day)).of_day


async def tally(engine: AsyncEngine, day: date) -> Tally:
    """Count ended calls by outcome, of a business date and ever, and tell how far that goes."""
    # One statement is one snapshot: the position and the counts cannot drift apart. The outer join
    # gives the position even when there is no call yet. Summed rows are read, never the calls.
    counted = select(col(Projected.n), CallSlot).join(
        CallSlot, col(CallSlot.calls) > 0, isouter=True
    )
    async with transaction(engine) as session:
        rows: Sequence[tuple[int, CallSlot | None]] = (await session.exec(counted)).all()
    ever: Counter[Outcome] = Counter()
    slots: defaultdict[datetime, Counter[Outcome]] = defaultdict(Counter)
    for _, each in rows:
        if each is None:
            continue
        ever[Outcome(each.outcome)] += each.calls
        if each.business_date == day:
            slots[each.slot][Outcome(each.outcome)] += each.calls
    return Tally(n=rows[0][0], day=day, slots=dict(slots), ever=dict(ever))


def collected_text(collected: Mapping[str, str], asked_in: Mapping[str, str]) -> str:
    """Write what a caller keyed as the row has it; empty if nothing."""
    kept = {name: [each, asked_in.get(name, "")] for name, each in collected.items()}
    return json.dumps(kept) if kept else ""


def collected_of(text: str) -> dict[str, str]:
    """Read what a caller keyed, as the row has it."""
    return {name: keyed for name, (keyed, _) in _collected(text).items()}


def asked_in_of(text: str) -> dict[str, str]:
    """Read which flow asked for what a caller keyed (`version/flow`), where it was noted."""
    return {name: asked for name, (_, asked) in _collected(text).items() if asked}


def _collected(text: str) -> dict[str, tuple[str, str]]:
    read: dict[str, str | list[str]] = json.loads(text) if text else {}
    return {
        name: (each, "") if isinstance(each, str) else (each[0], each[1])
        for name, each in read.items()
    }


async def ways_of_day(engine: AsyncEngine, day: date) -> Counter[str]:
    """Count the ways through flows (`flow/node>node`) that a day's callers went."""
    asked = select(Call.ways).where(col(Call.business_date) == day, col(Call.ways) != "")
    async with transaction(engine) as session:
        rows = (await session.exec(asked)).all()
    counted: Counter[str] = Counter()
    for row in rows:
        counted.update(json.loads(row))
    return counted


def _calls(
    outcome: Outcome | None, *, newest_first: bool = False
) -> Select[Call, Recording | None]:
    arrived, call = col(Call.arrived_at), col(Call.id)
    asked = (
        select(Call, Recording)
        .join(Recording, col(Recording.call) == col(Call.id), isouter=True)
        .order_by(*((arrived.desc(), call.desc()) if newest_first else (arrived, call)))
    )
    if outcome is None:
        return asked
    return asked.where(col(Call.outcome) == outcome.value, col(Call.direction) != OUTBOUND)


async def _listed(engine: AsyncEngine, asked: Select[Call, Recording | None]) -> list[CallRow]:
    async with transaction(engine) as session:
        rows = (await session.exec(asked)).all()
    return [_row(call, recording) for call, recording in rows]


def _row(call: Call, recording: Recording | None) -> CallRow:
    is_ours = call.direction == OUTBOUND
    is_plain = recording is not None and (recording.path or "").endswith(PLAIN)
    return CallRow(
        id=call.id,
        line=call.line,
        caller=call.caller,
        withheld=Withheld(call.withheld) if call.withheld else None,
        business_date=call.business_date,
        arrived_at=call.arrived_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        state=call.state,
        outcome=Outcome(call.outcome) if call.outcome and not is_ours else None,
        result=DialResult(call.outcome) if call.outcome and is_ours else None,
        detail=call.detail,
        seat=call.seat,
        guidance_s=call.guidance_s,
        wait_s=call.wait_s,
        ring_s=call.ring_s,
        talk_s=call.talk_s,
        hold_s=call.hold_s,
        node=call.node,
        recording_state="pending" if is_plain else recording.state if recording else None,
        recording=None if is_plain or recording is None else recording.path,
        recording_s=recording.duration_s if recording else None,
        recording_flaw=recording.why if recording else "",
        direction=call.direction,
        dialled_at=call.dialled_at,
        contact=call.contact,
        language=call.language,
        collected=collected_of(call.collected),
        asked_in=asked_in_of(call.collected),
        dialled_by=call.dialled_by,
    )
