"""A second member of staff at a call, after a time in which nobody listened: every row."""

from __future__ import annotations

from typing import Any

import pytest

from callcenter import events
from callcenter.call import CallState
from callcenter.events import Cause
from callcenter.guest import Guest, GuestKind, GuestState
from callcenter.state import State
from telephony import reconcile
from telephony.reconcile import Seen
from tests.unit.telephony.test_reconcile import AT, BRIDGE, LEG, LONG_AGO, met, remembered, seen

pytestmark = pytest.mark.unit

GUEST, SIDE, SNOOP = "c~2", "c~b2", "c~1~s2"
ALL = ("c", LEG, GUEST)


def with_guest(state: GuestState, **changes: Any) -> State:
    values: dict[str, Any] = {"kind": GuestKind.CONSULTED, "bridge": SIDE, **changes}
    guest = Guest(seat="seat-02", endpoint="seat-02", leg=GUEST, at=LONG_AGO, state=state, **values)
    return remembered(CallState.TALKING, guest=guest)


def there(*aside: str, call: tuple[str, ...] = ("c",), down: tuple[str, ...] = ()) -> Seen:
    """Everybody exists; some are in the side bridge, others in the call's."""
    return seen(*ALL, SNOOP, down=down, bridges={BRIDGE: frozenset(call), SIDE: frozenset(aside)})


def joined(bridge: str) -> events.LegJoined:
    return events.LegJoined(at=AT, call="c", leg=GUEST, bridge=bridge)


MEETING, MERGING = GuestState.MEETING, GuestState.MERGING
WATCHING = {"kind": GuestKind.WATCHING, "snoop": SNOOP}
CASES: dict[str, tuple[State, Seen, list[reconcile.Missed]]] = {
    "any: the leg is gone": (
        with_guest(GuestState.CONSULTING, has_seat=True),
        seen("c", LEG),
        [events.LegEnded(at=AT, call="c", leg=GUEST, cause=Cause.LOST)],
    ),
    "ringing: the leg is up": (
        with_guest(GuestState.RINGING),
        there(call=("c", LEG)),
        [events.LegAnswered(at=AT, call="c", leg=GUEST)],
    ),
    "ringing: it rings": (
        with_guest(GuestState.RINGING),
        there(call=("c", LEG), down=(GUEST,)),
        [],
    ),
    "meeting: both are there": (
        with_guest(MEETING, has_seat=True),
        there(LEG, GUEST),
        [joined(SIDE)],
    ),
    "meeting: the snoop is there": (
        with_guest(MEETING, **WATCHING),
        there(SNOOP, GUEST, call=("c", LEG)),
        [joined(SIDE)],
    ),
    "meeting: nobody is there": (
        with_guest(MEETING, has_seat=True),
        there(call=("c", LEG)),
        [met(legs=(LEG,))],
    ),
    "consulting: as it should be": (
        with_guest(GuestState.CONSULTING, has_seat=True),
        there(LEG, GUEST),
        [],
    ),
    "merging: it is with the caller": (
        with_guest(MERGING, has_seat=True, is_joining=True),
        there(LEG, call=("c", GUEST)),
        [joined(BRIDGE)],
    ),
    "merging: it is not": (
        with_guest(MERGING, has_seat=True),
        there(LEG, GUEST),
        [met(legs=())],
    ),
    "three-way: the seat did not come back": (
        with_guest(GuestState.THREE_WAY),
        there(LEG, call=("c", GUEST)),
        [met(legs=(GUEST,))],
    ),
    "listening: the seat is with its caller": (
        with_guest(GuestState.LISTENING, **WATCHING),
        there(SNOOP, GUEST, call=("c", LEG)),
        [],
    ),
    "leaving: it is still there": (
        with_guest(GuestState.LEAVING),
        there(call=("c", LEG)),
        [met(legs=(LEG,))],
    ),
    "nobody is left of it: the seat did not come back": (
        remembered(CallState.TALKING),
        seen("c", LEG, bridges={BRIDGE: frozenset({"c"}), SIDE: frozenset({LEG})}),
        [met(legs=())],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_row_of_the_table(case: str) -> None:
    state, found, missed = CASES[case]
    assert reconcile.missed_events(state, found) == missed


def test_an_ended_call_whose_guest_is_left_is_told_of() -> None:
    state = with_guest(GuestState.LEAVING)
    state.calls["c"].state = CallState.ENDED
    (told,) = reconcile.missed_events(state, seen(LEG, GUEST, bridges={}))
    assert isinstance(told, events.CallMet)
