"""From counts to figures: pure, exact (fractions and whole milliseconds), one place for each rule.

`Counted` is what was counted of some calls, by whatever way; `figures` reads it as a definition
says. Two countings that are equal give figures that are equal to the last digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from callcenter.outcome import Outcome
from metrics.definition import Definition, Place
from storage.rollups import BITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Ended calls of a period, counted; an outcome that is left out has none."""

    calls: Mapping[Outcome, int] = field(default_factory=dict)
    spans_ms: Mapping[tuple[Outcome, str], int] = field(default_factory=dict)
    """Sums of guidance, wait, ring, talk and hold."""
    in_time: int = 0
    """Answered calls that came to a seat in time."""
    short: Mapping[Outcome, int] = field(default_factory=dict)
    """Those that the definition's `short` leaves out."""
    repeated: Mapping[Outcome, int] = field(default_factory=dict)
    """Those that its `repeats` leaves out, and `short` does not."""
    callers: Mapping[int, int] = field(default_factory=dict)
    """Known callers of a day by the set of their outcomes, all days together."""
    carrier_busy: int | None = None
    """None: not measured on at least one day."""
    called_back: int = 0
    """Calls that took a callback and whose caller was reached by it since, if it counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a definition makes of it; a share without anything to share is None (「－」)."""

    offered: int
    answered: int
    in_time: int
    in_time_of: int
    """What `in_time` is a share of."""
    abandoned: int
    taken_out: int
    """Calls that the definition left out as short or repeated."""
    beside: Mapping[Outcome, int]
    rate: Fraction | None
    service_level: Fraction | None
    abandonment: Fraction | None
    speed_ms: Fraction | None
    """Average time until a seat answered."""
    parts_ms: Mapping[str, Fraction | None]
    """Average of talk and hold of an answered call."""
    tried: int
    """Known callers who had an offered call on a day, each once a day."""
    served: int
    """Of those, who were answered on that day."""
    carrier_busy: int | None
    unmeasured: bool
    """The definition needs the carrier's number, and nobody gave it."""

    @property
    def served_rate(self) -> Fraction | None:
        """Of those who tried, the share who were served on the same day."""
        return _share(self.served, self.tried)


def figures(definition: Definition, counted: Counted) -> Figures:
    """Read what was counted as a definition says."""
    answered_by = definition.at(Place.ANSWERED)
    out = _out(definition, counted)
    answered = sum(counted.calls.get(each, 0) for each in answered_by) + counted.called_back
    offered = sum(counted.calls.get(each, 0) for each in definition.offered) - out
    unmeasured = definition.counts_carrier_busy and counted.carrier_busy is None
    if definition.counts_carrier_busy:
        offered += counted.carrier_busy or 0
    abandoned = sum(
        counted.calls.get(each, 0) - counted.short.get(each, 0) - counted.repeated.get(each, 0)
        for each in definition.hung_up & definition.offered
    )
    talked = counted.calls.get(Outcome.ANSWERED, 0)
    in_time_of = offered if definition.in_time_of == "offered" else answered
    tried, served = _people(definition, counted.callers)
    return Figures(
        offered=offered,
        answered=answered,
        in_time=counted.in_time,
        in_time_of=in_time_of,
        abandoned=abandoned,
        taken_out=out,
        beside={each: counted.calls.get(each, 0) for each in definition.at(Place.BESIDE)},
        rate=None if unmeasured else _share(answered, offered),
        service_level=None if unmeasured else _share(counted.in_time, in_time_of),
        abandonment=None if unmeasured else _share(abandoned, offered),
        speed_ms=_share(sum(_ms(counted, each) for each in definition.measures.speed), talked),
        parts_ms={each: _share(_ms(counted, each), talked) for each in ("talk", "hold")},
        tried=tried,
        served=served,
        carrier_busy=counted.carrier_busy,
        unmeasured=unmeasured,
    )


def meets_target(definition: Definition, rate: Fraction | None) -> bool | None:
    """Compare unrounded: 899 of 999 is shown as 89.9 % and does not meet 90 %; None: no answer."""
    if rate is None or definition.target_percent is None:
        return None
    return rate >= Fraction(definition.target_percent, 100)


def together(parts: Iterable[Counted]) -> Counted:
    """Add up countings of different calls."""
    calls: Counter[Outcome] = Counter()
    spans: Counter[tuple[Outcome, str]] = Counter()
    short: Counter[Outcome] = Counter()
    repeated: Counter[Outcome] = Counter()
    callers: Counter[int] = Counter()
    in_time, busy, called_back = 0, 0, 0
    measured = True
    for each in parts:
        for sums, more in ((calls, each.calls), (short, each.short), (repeated, each.repeated)):
            sums.update(more)
        spans.update(each.spans_ms)
        callers.update(each.callers)
        in_time += each.in_time
        measured = measured and each.carrier_busy is not None
        busy += each.carrier_busy or 0
        called_back += each.called_back
    return Counted(
        calls=calls,
        spans_ms=spans,
        in_time=in_time,
        short=short,
        repeated=repeated,
        callers=callers,
        carrier_busy=busy if measured else None,
        called_back=called_back,
    )


def _out(definition: Definition, counted: Counted) -> int:
    in_it = definition.at(Place.OFFERED)
    return sum(counted.short.get(each, 0) + counted.repeated.get(each, 0) for each in in_it)


def _people(definition: Definition, callers: Mapping[int, int]) -> tuple[int, int]:
    offered = sum(BITS[each] for each in definition.offered)
    answered = sum(BITS[each] for each in definition.at(Place.ANSWERED))
    tried = sum(count for outcomes, count in callers.items() if outcomes & offered)
    served = sum(count for outcomes, count in callers.items() if outcomes & answered)
    return tried, served


def _ms(counted: Counted, span: str) -> int:
    return counted.spans_ms.get((Outcome.ANSWERED, span), 0)


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
