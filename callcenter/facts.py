"""What a flow may speak of or decide by, as the heart knows it at this step."""

from __future__ import annotations

from callcenter import pace
from callcenter.call import Call
from callcenter.guidance import EMERGENCY, Facts
from callcenter.turn import Turn


def facts_of(turn: Turn, call: Call) -> Facts:
    """Gather the facts of a call."""
    position = _position(turn, call)
    wait_s = pace.wait_s(turn.state, call.skill, place=position, at=turn.at) if position else None
    return Facts(
        verdict=EMERGENCY if call.detail == EMERGENCY else turn.opening.judge(call.arrived_at),
        services={
            each.id: turn.opening.judge_service(each.id, call.arrived_at)
            for each in turn.campaign.services
        },
        position=position,
        wait_s=wait_s,
        next_opening=turn.opening.next_opening(turn.at),
        withheld=call.caller is None,
        agreed=turn.campaign.agreed,
        language=call.language,
    )


def _position(turn: Turn, call: Call) -> int | None:
    """Tell a caller's place among those who wait for the same skill; None if they do not wait."""
    if call.id not in turn.state.queue:
        return None
    ahead = turn.state.queue[: turn.state.queue.index(call.id)]
    return 1 + sum(turn.state.calls[each].skill == call.skill for each in ahead)
