"""A seat hands its caller over to an outside number that the campaign lists, and to no other.

When the seat's own leg has ended the caller hears music and the number is rung, on a line of its
own. Answered, two people talk without us, unrecorded; else the caller waits before everybody
else.
"""

from __future__ import annotations

from callcenter import announcing, commands, consulting, holding, lines, queue
from callcenter.call import Call, Outside
from callcenter.seat import Seat
from callcenter.turn import Turn

UNKNOWN_NUMBER, LINES_FULL = "unknown_number", "lines_full"
RING_S = 30.0
_MARK = "outside:"
"""Stands before the number's name where a seat's id would stand."""


def ask(turn: Turn, seat: Seat, to: str) -> None:
    """Look at a seat's wish; done when its own leg has ended."""
    call = holding.talk_of(turn, seat)
    if call is None or call.offer is None:
        turn.emit(commands.Refuse(reason=holding.NO_TALK))
    elif consulting.is_busy(call):
        turn.emit(commands.Refuse(reason=consulting.GUEST_THERE))
    elif to not in turn.campaign.transfers:
        turn.emit(commands.Refuse(reason=UNKNOWN_NUMBER))
    elif not _has_line(turn):
        turn.emit(commands.Refuse(reason=LINES_FULL))
    elif call.transfer_to is None:
        call.transfer_to = f"{_MARK}{to}"
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))


def number_of(turn: Turn, to: str) -> str | None:
    """Give the number that a call is handed over to; None if that is a seat, or the queue."""
    name = to.removeprefix(_MARK)
    return turn.campaign.transfers.get(name) if name != to else None


def ring(turn: Turn, call: Call, number: str) -> None:
    """Ring the number while the caller, whom no seat is offered meanwhile, hears music."""
    call.priority, call.waits_again_at = queue.INTERRUPTED, turn.at
    turn.lease(call)
    call.outside = Outside(leg=call.next_leg(), n=0, at=turn.at)
    call.limit_timer = turn.set_call_timer(call, turn.campaign.wait_limit_s)
    turn.emit(
        commands.RingOutside(
            call=call.id,
            leg=call.outside.leg,
            number=number,
            caller_id=turn.campaign.outbound.caller_id,
            ring_s=RING_S,
        )
    )
    announcing.music(turn, call)


def _has_line(turn: Turn) -> bool:
    return lines.in_use(turn.state) < turn.capacity.lines
