"""A week's figures as one would first write them: GROUP BY over all calls."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import Outcome
from metrics.definition import Definition
from metrics.figures import Counted
from storage.rollups import BITS, SPANS
from storage.tallies import SlotSum


async def naive(
    session: AsyncSession, definition: Definition, first: date, last: date
) -> dict[date, Counted]:
    """Count the days from `first` to `last`, both included, on SQLite or PostgreSQL.

    Of a definition that leaves out repeated calls, all but those.
    """
    whole = "CAST({} AS BIGINT)"
    if session.get_bind().dialect.name == "postgresql":
        whole = "CAST(FLOOR({}) AS BIGINT)"
    ms = {span: whole.format(f"COALESCE({span}_s, 0) * 1000 + 0.5") for span in SPANS}
    since = (
        ("wait", "ring") if definition.in_time_since == "queue" else ("guidance", "wait", "ring")
    )
    to_seat = " + ".join(ms[each] for each in since)
    to_end = " + ".join(ms[each] for each in ("guidance", "wait", "ring"))
    given = {"first": first, "last": last}
    sqlite = session.get_bind().dialect.name == "sqlite"
    if sqlite:
        given = {name: day.isoformat() for name, day in given.items()}  # type: ignore[misc]
    within = (
        "business_date BETWEEN :first AND :last AND outcome IS NOT NULL AND direction = 'inbound'"
    )
    counted = await session.exec(  # type: ignore[call-overload]
        text(
            f"SELECT business_date, outcome, COUNT(*), {', '.join(f'SUM({ms[s]})' for s in SPANS)},"
            f" SUM(CASE WHEN {to_seat} <= {definition.in_time_s * 1000} THEN 1 ELSE 0 END),"
            f" SUM(CASE WHEN {to_end} < {definition.short_under_s * 1000} THEN 1 ELSE 0 END)"
            f" FROM calls WHERE {within} GROUP BY business_date, outcome"
        ),
        params=given,
    )
    bits = " ".join(f"WHEN '{outcome}' THEN {bit}" for outcome, bit in BITS.items())
    sets = await session.exec(  # type: ignore[call-overload]
        text(
            "SELECT business_date, outcomes, COUNT(*) FROM (SELECT business_date, caller,"
            f" SUM(DISTINCT CASE outcome {bits} END) AS outcomes FROM calls"
            f" WHERE {within} AND caller IS NOT NULL GROUP BY business_date, caller) AS each_caller"
            " GROUP BY business_date, outcomes"
        ),
        params=given,
    )
    called_back = await _called_back(session, definition, within, given)
    calls, short = _by_outcome(), _by_outcome()
    spans: dict[str, Counter[tuple[Outcome, str]]] = defaultdict(Counter)
    in_time: dict[str, int] = {}
    callers: dict[str, dict[int, int]] = defaultdict(dict)
    for day, word, count, *rest in counted.all():
        outcome = Outcome(word)
        calls[str(day)][outcome] = count
        for span, length in zip(SPANS, rest, strict=False):
            spans[str(day)][outcome, span] = int(length)
        if outcome is Outcome.ANSWERED:
            in_time[str(day)] = rest[-2]
        elif outcome in definition.hung_up and rest[-1]:
            short[str(day)][outcome] = rest[-1]
    for day, outcomes, count in sets.all():
        callers[str(day)][int(outcomes)] = count
    asked = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return {
        day: Counted(
            calls=calls[str(day)],
            spans_ms=spans[str(day)],
            in_time=in_time.get(str(day), 0),
            short=short[str(day)],
            callers=callers[str(day)],
            carrier_busy=0,
            called_back=called_back.get(str(day), 0),
        )
        for day in asked
    }


async def naive_slots(session: AsyncSession, first: date, last: date) -> list[SlotSum]:
    """Sum up the days by half-hour, line and outcome, in order of time."""
    floor = "CAST(FLOOR({}) AS BIGINT)"
    slot = (
        "date_trunc('hour', arrived_at) + interval '30 minutes'"
        " * FLOOR(EXTRACT(MINUTE FROM arrived_at) / 30)"
    )
    given: dict[str, object] = {"first": first, "last": last}
    if session.get_bind().dialect.name == "sqlite":
        floor = "CAST({} AS BIGINT)"
        slot = (
            "substr(arrived_at, 1, 14) ||"
            " CASE WHEN substr(arrived_at, 15, 2) < '30' THEN '00' ELSE '30' END"
        )
        given = {"first": first.isoformat(), "last": last.isoformat()}
    ms = ", ".join(f"SUM({floor.format(f'COALESCE({s}_s, 0) * 1000 + 0.5')})" for s in SPANS)
    found = await session.exec(  # type: ignore[call-overload]
        text(
            f"SELECT business_date, {slot} AS slot, line, outcome, COUNT(*), {ms} FROM calls"
            " WHERE business_date BETWEEN :first AND :last AND outcome IS NOT NULL"
            " AND direction = 'inbound' GROUP BY business_date, slot, line, outcome"
            " ORDER BY slot, line, outcome"
        ),
        params=given,
    )
    return [
        SlotSum(
            day=date.fromisoformat(str(day)),
            slot=datetime.fromisoformat(str(at)).replace(tzinfo=UTC),
            line=line,
            outcome=outcome,
            calls=calls,
            spans_ms=tuple(map(int, spans)),
        )
        for day, at, line, outcome, calls, *spans in found.all()
    ]


async def _called_back(
    session: AsyncSession, definition: Definition, within: str, given: dict[str, date]
) -> dict[str, int]:
    if not definition.counts_called_back:
        return {}
    found = await session.exec(  # type: ignore[call-overload]
        text(
            "SELECT business_date, COUNT(*) FROM calls JOIN callbacks ON taken_from = calls.id"
            f" WHERE {within} AND outcome = 'callback_taken' AND callbacks.state = 'reached'"
            " GROUP BY business_date"
        ),
        params=given,
    )
    return {str(day): count for day, count in found.all()}


def _by_outcome() -> dict[str, Counter[Outcome]]:
    return defaultdict(Counter)
