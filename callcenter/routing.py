"""Which seat gets a call, and why: the longest idle one that is good enough.

A caller's demand relaxes with the waiting time: the campaign's rows say from when on which skill
level is good enough. A decision carries its reasons, so that nobody has to guess afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from callcenter.campaign import Relaxation
from callcenter.seat import Seat, SeatState


class Reason(StrEnum):
    """Why a seat was or was not chosen."""

    LONGEST_IDLE = "longest_idle"
    IDLE_SHORTER = "idle_shorter"
    NOT_READY = "not_ready"
    BUSY = "busy"
    KEPT = "kept"
    """It is about to call somebody."""
    NO_PHONE = "no_phone"
    NO_MICROPHONE = "no_microphone"
    NO_SKILL = "no_skill"


@dataclass(frozen=True, slots=True)
class Decision:
    """The seat chosen for a call, if any, and on demand the reason of each one."""

    seat: str | None
    seats: Collection[Seat]
    skill: str
    level: int

    @property
    def fit(self) -> int:
        """Count the seats that could take the call now."""
        return sum(1 for _ in fit_seats(self.seats, skill=self.skill, level=self.level))

    def suits(self, seat: Seat) -> bool:
        """Tell whether this seat could take the call as well."""
        return why_not(seat, self.skill, self.level) is None

    def reason(self, seat: Seat) -> Reason:
        """Say why a seat was chosen or not; to be asked before anything else happens."""
        if seat.id == self.seat:
            return Reason.LONGEST_IDLE
        return why_not(seat, self.skill, self.level) or Reason.IDLE_SHORTER


def min_level(relaxation: Sequence[Relaxation], waited_s: float) -> int:
    """Tell which skill level is good enough after this waiting time."""
    return [row for row in relaxation if row.after_s <= waited_s][-1].min_level


def next_relaxation(relaxation: Sequence[Relaxation], waited_s: float) -> float | None:
    """Tell the waiting time at which the demand relaxes next; None if it does not any more."""
    return next((row.after_s for row in relaxation if row.after_s > waited_s), None)


def why_not(seat: Seat, skill: str, level: int) -> Reason | None:
    """Say why a seat cannot take a call of this skill and level; None if it can."""
    if seat.state is SeatState.NOT_READY:
        return Reason.NOT_READY
    if seat.state is not SeatState.READY:
        return Reason.BUSY
    if not seat.phones:
        return Reason.NO_PHONE
    if seat.is_voiceless:
        return Reason.NO_MICROPHONE
    if seat.kept_for is not None:
        return Reason.KEPT
    if seat.skills.get(skill, 0) < level or not seat.skills:
        return Reason.NO_SKILL
    return None


def fit_seats(seats: Iterable[Seat], *, skill: str, level: int) -> Iterator[Seat]:
    """Yield the seats that can take a call of this skill and level now."""
    # `why_not`, said at once: every caller waits while all seats are looked at.
    return (
        seat
        for seat in seats
        if seat.state is SeatState.READY
        and seat.phones
        and seat.phones[-1] != seat.voiceless
        and seat.kept_for is None
        and seat.skills
        and seat.skills.get(skill, 0) >= level
    )


def choose_seat(seats: Collection[Seat], *, skill: str, level: int) -> Decision:
    """Choose the longest idle seat that can take the call; ties fall to the smaller id."""
    chosen = min(fit_seats(seats, skill=skill, level=level), key=_key, default=None)
    return Decision(chosen.id if chosen else None, seats, skill, level)


def _key(seat: Seat) -> tuple[datetime, str]:
    return seat.idle_since, seat.id
