"""A seat whose microphone is lost gets no call until it is back, and supervisors know at once."""

from __future__ import annotations

from callcenter import alarming, staffing
from callcenter.seat import Seat
from callcenter.turn import Turn

MICROPHONE_LOST = "seat_microphone"


def seen(turn: Turn, seat: Seat, endpoint: str, *, is_lost: bool) -> None:
    """Take over what the page of a browser phone tells; a talk goes on either way."""
    if is_lost is (seat.voiceless == endpoint):
        return
    was_voiceless = seat.is_voiceless
    seat.voiceless = endpoint if is_lost else ""
    seat.voiceless_since = turn.at if is_lost else None
    if seat.is_voiceless != was_voiceless:
        turn.show_seat(seat)
        staffing.watch(turn)
    mind(turn, seat)


def mind(turn: Turn, seat: Seat) -> None:
    """Raise the alarm of a seat, or clear it: with its page the microphone is gone from sight."""
    alarming.mind(turn, MICROPHONE_LOST, seat.id, stands=seat.is_voiceless)
