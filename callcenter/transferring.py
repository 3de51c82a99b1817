"""Outside numbers that flows ring for a caller; `outside` has what becomes of them.

Only numbers that the campaign lists are ever rung, each on a line of its own.
"""

from __future__ import annotations

from callcenter import announcing, commands, lines
from callcenter.call import Call, CallState, Outside, Playing
from callcenter.guidance import Happened, Transfer, TransferFailed
from callcenter.turn import Turn

GRACE_S = 5.0
"""So long after its time a phone rings no more, or nobody will tell us."""


def begin(turn: Turn, call: Call, playing: Playing, wish: Transfer) -> Happened | None:
    """Ring the number, with music for the caller; gives the failure if that cannot be."""
    number = turn.campaign.transfers.get(wish.to)
    if number is None or not _has_lines(turn, call):
        return TransferFailed(wish.n)
    call.holds_line = True
    call.outside = Outside(leg=call.next_leg(), n=wish.n, at=turn.at)
    turn.emit(
        commands.RingOutside(
            call=call.id,
            leg=call.outside.leg,
            number=number,
            caller_id=turn.campaign.outbound.caller_id,
            ring_s=wish.ring_s,
        )
    )
    announcing.music(turn, call)
    playing.due[turn.set_call_timer(call, wish.ring_s + GRACE_S)] = TransferFailed(wish.n)
    return None


def leave_off(turn: Turn, call: Call) -> None:
    """The flow is left while the number rings: a seat was quicker, or the call ends."""
    if call.outside is not None and call.state is not CallState.OUTSIDE:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.outside.leg))
        call.outside = None


def overdue(turn: Turn, call: Call, due: Happened) -> None:
    """Ring no longer."""
    if isinstance(due, TransferFailed):
        leave_off(turn, call)


def _has_lines(turn: Turn, call: Call) -> bool:
    """Whether there is a line for the number, and for a caller who was on none so far."""
    row = turn.capacity
    needed = 1 if call.holds_line else 2
    return lines.in_use(turn.state) + needed <= row.lines
