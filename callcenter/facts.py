"""What a flow may speak of or decide by, as the heart knows it at this step."""

from __future__ import annotations

from callcenter import pace
from callcenter.call import Call
from callcenter.campaign import CALLBACK
from callcenter.guidance import EMERGENCY, Facts
from callcenter.pacing import Hours
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
        waited_s=turn.since(call.queued_at),
        next_opening=turn.opening.next_opening(turn.at),
        withheld=call.caller is None,
        agreed=_agreed(turn, wait_s),
        language=call.language,
    )


def _agreed(turn: Turn, wait_s: float | None) -> tuple[str, ...]:
    """Leave out the callback when its turn would come after the last one that is dialled."""
    hours = Hours(turn.campaign, turn.opening)
    if hours.can_keep(wait_s or 0.0, turn.at):
        return turn.campaign.agreed
    return tuple(each for each in turn.campaign.agreed if each != CALLBACK)


def _position(turn: Turn, call: Call) -> int | None:
    """Tell a caller's place among those who wait for the same skill; None if they do not wait."""
    if call.id not in turn.state.queue:
        return None
    ahead = turn.state.queue[: turn.state.queue.index(call.id)]
    return 1 + sum(turn.state.calls[each].skill == call.skill for each in ahead)
