"""What Asterisk says of the endpoints that watch trunks, and what was missed meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from callcenter.events import TrunkBack, TrunkLost
from callcenter.state import State
from telephony.trunk_watch import missed, trunk_of, watcher

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, tzinfo=UTC)
LOST = "trunk_unreachable network"


def test_only_the_watcher_of_a_known_trunk_watches() -> None:
    assert trunk_of(watcher("network"), {"network"}) == "network"
    assert trunk_of("network", {"network"}) is None
    assert trunk_of("seat-01-watch", {"network"}) is None


@pytest.mark.parametrize(
    ("alarms", "listed", "found"),
    [
        ([], {"network-watch": "offline"}, [TrunkLost(at=AT, trunk="network")]),
        ([LOST], {"network-watch": "offline"}, []),
        ([LOST], {"network-watch": "unknown"}, []),
        ([LOST], {"network-watch": "online"}, [TrunkBack(at=AT, trunk="network")]),
        ([LOST], {}, [TrunkBack(at=AT, trunk="network")]),  # watched no more
        ([], {}, []),
        (["trunk_unreachable gone"], {}, [TrunkBack(at=AT, trunk="gone")]),
        (["seats_below_contract"], {"network-watch": "online"}, []),
    ],
)
def test_what_was_missed_is_told_and_nothing_twice(
    alarms: list[str], listed: dict[str, str], found: list[object]
) -> None:
    assert list(missed(State(alarms=alarms), listed, {"network"}, AT)) == found
