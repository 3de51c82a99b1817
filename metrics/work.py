"""How the seats spent a day's opening hours, for occupancy, wrap-up and the contract's seats. Pure.

Only what lies inside the hours counts; before its first spell a seat is not ready.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from storage.time_tables import SeatSpell

BUSY = frozenset({"ringing", "talking", "wrap_up"})
WORKING = BUSY | {"ready"}
"""What a staffed seat does; the rest is `not_ready`."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of a day, as far as they are over."""

    day: date
    begin: datetime
    end: datetime

    @property
    def length_ms(self) -> int:
        """How long they are."""
        return max(0, _ms(self.begin, self.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What all seats did in one day's hours."""

    hours: Hours
    spent_ms: Mapping[str, int] = field(default_factory=dict)
    """By state."""

    def in_states(self, states: Iterable[str]) -> int:
        """Give the time that seats spent in these states; milliseconds."""
        return sum(self.spent_ms.get(each, 0) for each in set(states))

    @property
    def working_ms(self) -> int:
        """All time of staffed seats."""
        return self.in_states(WORKING)

    @property
    def busy_ms(self) -> int:
        """Of that, the time with a call or after one."""
        return self.in_states(BUSY)


def worked(spells: Iterable[SeatSpell], hours: Sequence[Hours]) -> list[Worked]:
    """Cut the seats' spells, which are in their order, along each day's hours."""
    by_seat: dict[str, list[SeatSpell]] = defaultdict(list)
    for spell in spells:
        by_seat[spell.seat].append(spell)
    return [Worked(hours=each, spent_ms=_spent(by_seat.values(), each)) for each in hours]


def _spent(seats: Iterable[Sequence[SeatSpell]], hours: Hours) -> dict[str, int]:
    spent: Counter[str] = Counter()
    for spells in seats:
        for each in _cut(spells, hours):
            spent[each.state] += each.length_ms
    return dict(spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a seat did from when to when."""

    seat: str
    state: str
    begin: datetime
    end: datetime

    @property
    def length_ms(self) -> int:
        """How long it was."""
        return _ms(self.begin, self.end)


def cut_spells(spells: Iterable[SeatSpell], hours: Sequence[Hours]) -> list[Piece]:
    """List the pieces that `worked` adds up, seat by seat."""
    by_seat: dict[str, list[SeatSpell]] = defaultdict(list)
    for spell in spells:
        by_seat[spell.seat].append(spell)
    return [
        piece for _, mine in sorted(by_seat.items()) for each in hours for piece in _cut(mine, each)
    ]


def _cut(spells: Sequence[SeatSpell], hours: Hours) -> Iterator[Piece]:
    ends = [*(each.began_at for each in spells[1:]), hours.end]
    for spell, end in zip(spells, ends, strict=True):
        begin, until = max(spell.began_at, hours.begin), min(end, hours.end)
        if until > begin:
            yield Piece(seat=spell.seat, state=spell.state, begin=begin, end=until)


def _ms(begin: datetime, end: datetime) -> int:
    return round((end - begin).total_seconds() * 1000)
