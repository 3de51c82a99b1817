"""Who is in the fallback: read off Asterisk's lists, when the controller is back.

Pure: what ARI listed goes in. Who waits is pulled back (`ari_requests.pull_back`), whoever waited
longest first; who talks is left alone until the talk ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CONTEXT = "fallback"
"""Of the dialplan; who hears a closing announcement there is in `closing`, and is neither."""
CONTEXTS = (CONTEXT, "closing")
WITHIN = (*CONTEXTS, "withhold", "remember")
"""The same with what they call on their way (`Gosub`)."""
BACK_CONTEXT = "back"
"""Who is on the way from there to us, or was."""
ADMITTED = "MDG_ADMITTED"
"""The variable that says `yes` of whom it let in."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """The callers whom Asterisk serves by itself."""

    waiting: tuple[str, ...]
    """Calls, in the order in which they arrived."""
    talking: Mapping[str, str]
    """The endpoint of the seat's phone, `seat-01w`, by call."""


def fallen(channels: Iterable[Mapping[str, Any]], bridges: Iterable[Mapping[str, Any]]) -> Fallen:
    """Find who waits and who talks in the fallback.

    Args:
        channels: As `GET /channels` lists them.
        bridges: As `GET /bridges` lists them, asked for after the channels.
    """
    by_id = {each["id"]: each for each in channels}
    callers = [each for each, it in by_id.items() if it["dialplan"]["context"] == CONTEXT]
    talking = {
        call: _endpoint(by_id[other]["name"])
        for bridge in bridges
        for call in bridge["channels"]
        for other in bridge["channels"]
        if call in callers and other != call and other in by_id
    }
    waiting = sorted((call for call in callers if call not in talking), key=arrival_order)
    return Fallen(tuple(waiting), talking)


def arrived_s(call: str) -> int:
    """Tell when a caller's channel was made (epoch seconds of the machine's clock)."""
    return arrival_order(call)[0]


def arrival_order(call: str) -> tuple[int, int]:
    """Tell when, and as the how many-th, a caller's channel was made: `...-<seconds>.<count>`."""
    seconds, _, count = call.rpartition("-")[2].partition(".")
    return int(seconds), int(count)


def _endpoint(channel: str) -> str:
    """Read `seat-01w` off `PJSIP/seat-01w-0000002a`."""
    return channel.rpartition("/")[2].rpartition("-")[0]
