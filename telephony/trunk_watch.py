"""Each trunk's far side is watched by an endpoint of its own, through which nobody is called.

Asterisk sends OPTIONS there (`qualify_frequency`) and tells its state like a phone's; any answer is
one. Were the trunk's own contact watched, Asterisk would refuse calls through a carrier that does
not answer OPTIONS: an alarm must never cost a call.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from callcenter.events import TrunkBack, TrunkLost
from callcenter.state import State
from callcenter.trunk_watch import TRUNK_UNREACHABLE

WATCH = "-watch"
"""What the name of the watching endpoint adds to the trunk's."""


def watcher(trunk: str) -> str:
    """Name the endpoint that watches a trunk."""
    return f"{trunk}{WATCH}"


def trunk_of(endpoint: str, trunks: Collection[str]) -> str | None:
    """Give the trunk that an endpoint watches; None if it watches none."""
    trunk = endpoint.removesuffix(WATCH)
    return trunk if trunk != endpoint and trunk in trunks else None


def told(trunk: str, at: datetime, *, is_reachable: bool) -> TrunkBack | TrunkLost:
    """Say that a trunk's far side answers, or does not."""
    return TrunkBack(at=at, trunk=trunk) if is_reachable else TrunkLost(at=at, trunk=trunk)


def missed(
    state: State, listed: Mapping[str, str], trunks: Collection[str], at: datetime
) -> Iterator[TrunkBack | TrunkLost]:
    """Tell what of the trunks was missed while nobody listened.

    Args:
        state: What we remember.
        listed: The state of each of Asterisk's endpoints: `online`, `offline` or `unknown`.
        trunks: Their names; the alarm of one that the settings name no more is over.
        at: When we asked.
    """
    known = {name.partition(" ")[2] for name in state.alarms if name.startswith(TRUNK_UNREACHABLE)}
    for trunk in sorted(known | set(trunks)):
        found = listed.get(watcher(trunk), "" if trunk in trunks else "online")
        if found == "offline" and trunk not in known:
            yield TrunkLost(at=at, trunk=trunk)
        elif found in ("online", "") and trunk in known:
            yield TrunkBack(at=at, trunk=trunk)
