"""Which calls a figure counts, and which figures of a report open to calls or records. Pure.

Whoever opens a figure finds exactly as many calls as it says: the filter here and the counting in
`figures` are held against each other by the tests. Where the carrier's refusals are in a figure,
their number stands beside the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from callcenter.outcome import Outcome
from metrics.definition import Definition, Place
from metrics.ledger import is_called_back, is_in_time, is_short, repeated_calls
from storage.rollups import Filed


class Figure(StrEnum):
    """What is counted of some calls."""

    ALL = "all"
    OFFERED = "offered"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    OTHER = "other"
    """In the denominator, and neither answered nor abandoned."""
    BESIDE = "beside"
    TAKEN_OUT = "taken_out"
    """Left out of the denominator as short or repeated."""
    IN_TIME = "in_time"
    TALKED = "talked"
    """With the outcome `answered`: those over which times are averaged."""
    TRIED = "tried"
    """Of known callers: counted are people, each once a day."""
    SERVED = "served"
    """All offered calls of those people who were answered on that day."""


PEOPLE = frozenset({Figure.TRIED, Figure.SERVED})
"""Figures that count people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Of which days, hours, line and outcome; what is None or empty is not asked for."""

    first: date
    last: date
    begin_min: int | None = None
    """Minutes after midnight at which the calls arrived, from here on ..."""
    minutes: int = 30
    """... and so many minutes."""
    line: str = ""
    outcome: Outcome | None = None

    def has(self, call: Filed, zone: ZoneInfo) -> bool:
        """Tell whether a call is of these."""
        if self.begin_min is not None:
            at = call.arrived_at.astimezone(zone)
            if not 0 <= at.hour * 60 + at.minute - self.begin_min < self.minutes:
                return False
        return (
            self.first <= call.business_date <= self.last
            and self.line in ("", call.line)
            and self.outcome in (None, call.outcome)
        )


def behind(
    figure: Figure, definition: Definition, calls: Sequence[Filed], span: Span, zone: ZoneInfo
) -> list[Filed]:
    """List the calls that a figure counts.

    Args:
        figure: What is counted.
        definition: How it is counted.
        calls: Every call of the whole period: who tried again is looked for in it.
        span: The part of the period.
        zone: The campaign's.
    """
    within = [each for each in calls if span.has(each, zone)]
    if figure is Figure.ALL:
        return within
    # Sums by half-hour or line cannot tell what a definition leaves out, or who was called back.
    is_fine = span.begin_min is not None or bool(span.line)
    out = frozenset[str]() if is_fine else _taken_out(definition, calls)
    if is_fine:
        definition = replace(definition, counts_called_back=False)
    if figure in PEOPLE:
        return _of_people(figure, definition, within)
    counts = _counting(definition, out)[figure]
    return [each for each in within if counts(each)]


def has_refused(figure: Figure, definition: Definition, span: Span) -> bool:
    """Tell whether a figure counts callers whom the carrier refused, too: nothing lists those.

    They are noted by day alone, so that no half-hour, line or outcome has any.
    """
    is_of_days = span.begin_min is None and not span.line and span.outcome is None
    counts = definition.counts_carrier_busy and figure in (Figure.OFFERED, Figure.OTHER)
    return counts and is_of_days


def people(calls: Sequence[Filed]) -> int:
    """Count the callers, each once a day."""
    return len({(each.business_date, each.caller) for each in calls})


def _taken_out(definition: Definition, calls: Sequence[Filed]) -> frozenset[str]:
    short = {each.call for each in calls if is_short(definition, each)}
    again = {each.call for each in repeated_calls(definition, calls)}
    return frozenset(
        each.call
        for each in calls
        if each.call in short | again and _place(definition, each) is Place.OFFERED
    )


def _counting(
    definition: Definition, out: frozenset[str]
) -> Mapping[Figure, Callable[[Filed], bool]]:
    def offered(call: Filed) -> bool:
        return _place(definition, call) is not Place.BESIDE and call.call not in out

    def answered(call: Filed) -> bool:
        is_answered = _place(definition, call) is Place.ANSWERED
        return is_answered or is_called_back(definition, call)

    def abandoned(call: Filed) -> bool:
        return offered(call) and call.outcome in definition.hung_up

    return {
        Figure.OFFERED: offered,
        Figure.ANSWERED: answered,
        Figure.ABANDONED: abandoned,
        Figure.OTHER: lambda call: offered(call) and not (answered(call) or abandoned(call)),
        Figure.BESIDE: lambda call: _place(definition, call) is Place.BESIDE,
        Figure.TAKEN_OUT: lambda call: call.call in out,
        Figure.IN_TIME: lambda call: is_in_time(definition, call),
        Figure.TALKED: lambda call: call.outcome == Outcome.ANSWERED,
    }


def _of_people(figure: Figure, definition: Definition, calls: Sequence[Filed]) -> list[Filed]:
    known = [each for each in calls if each.caller and _place(definition, each) is not Place.BESIDE]
    if figure is Figure.TRIED:
        return known
    served = {
        (each.business_date, each.caller)
        for each in known
        if _place(definition, each) is Place.ANSWERED
    }
    return [each for each in known if (each.business_date, each.caller) in served]


def _place(definition: Definition, call: Filed) -> Place:
    return definition.places[Outcome(call.outcome)]


def days_of(first: date, last: date) -> list[date]:
    """List the days from `first` to `last`, both included."""
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def minute_of(clock: str) -> int | None:
    """Read `09:30` as minutes after midnight; None if it is no time of day."""
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        return None
    return at.hour * 60 + at.minute
