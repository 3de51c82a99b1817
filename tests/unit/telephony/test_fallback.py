"""Who waits and who talks in the fallback, read off ARI's lists."""

from __future__ import annotations

from typing import Any

import pytest

from telephony.fallback import arrived_s, fallen

pytestmark = pytest.mark.unit


def channel(its_id: str, name: str, context: str) -> dict[str, Any]:
    return {"id": its_id, "name": name, "state": "Up", "dialplan": {"context": context}}


def bridge(*channels: str) -> dict[str, Any]:
    return {"id": "b", "channels": list(channels)}


def caller(its_id: str, context: str = "fallback") -> dict[str, Any]:
    return channel(its_id, "PJSIP/trunk-00000001", context)


def test_nobody_is_in_an_empty_asterisk() -> None:
    assert (fallen([], []).waiting, dict(fallen([], []).talking)) == ((), {})


def test_waiting_callers_stand_in_the_order_in_which_they_arrived() -> None:
    listed = [caller("a.b-1770000001.9"), caller("a.b-1770000001.10"), caller("a.b-1770000000.11")]
    assert fallen(listed, []).waiting == (
        "a.b-1770000000.11",
        "a.b-1770000001.9",
        "a.b-1770000001.10",
    )


@pytest.mark.parametrize("context", ["offer", "back", "closing", "from-trunk", "seats"])
def test_callers_elsewhere_in_the_dialplan_are_not_in_the_fallback(context: str) -> None:
    found = fallen([caller("x-1.1", context)], [bridge("x-1.1")])
    assert (found.waiting, dict(found.talking)) == ((), {})


def test_who_is_bridged_with_a_seats_phone_talks_and_does_not_wait() -> None:
    listed = [
        caller("x-1.1"),
        caller("x-1.2"),
        channel("x-1.3", "PJSIP/seat-01w-0000002a", "seats"),
        channel("x-1.4", "PJSIP/seat-02-0000002b", "seats"),
    ]
    found = fallen(listed, [bridge("x-1.1", "x-1.3"), bridge()])
    assert (found.waiting, dict(found.talking)) == (("x-1.2",), {"x-1.1": "seat-01w"})


def test_who_is_alone_in_a_bridge_waits() -> None:
    found = fallen([caller("x-1.1")], [bridge("x-1.1")])
    assert (found.waiting, dict(found.talking)) == (("x-1.1",), {})


def test_channel_that_came_between_the_two_lists_is_not_named() -> None:
    found = fallen([caller("x-1.1")], [bridge("x-1.1", "x-1.5")])
    assert found.waiting == ("x-1.1",)


def test_arrival_is_read_off_the_calls_id() -> None:
    assert arrived_s("test.x-sapporo-20260202T010000-1770000000.12") == 1770000000
