"""Ids are made from ids, and tell which call they were made for."""

from __future__ import annotations

import pytest

from callcenter import ids

pytestmark = pytest.mark.unit

CALL = "mado-1.1767225600.12"


def test_names_of_what_is_made_for_a_call() -> None:
    assert ids.leg(CALL, 1) == f"{CALL}~1"
    assert ids.bridge(CALL, 1) == f"{CALL}~b1"
    assert ids.playback(CALL, 2) == f"{CALL}~p2"
    assert ids.recording(CALL, 3) == f"{CALL}~r3"
    assert ids.timer(CALL, 4) == f"{CALL}~t4"
    assert ids.snoop(CALL, 1) == f"{CALL}~s1"
    assert ids.snoop(ids.leg(CALL, 2), 1) == f"{CALL}~2~s1"


@pytest.mark.parametrize(
    "made",
    [
        CALL,
        ids.leg(CALL, 1),
        ids.bridge(CALL, 1),
        ids.playback(CALL, 1),
        ids.recording(CALL, 1),
        ids.timer(CALL, 1),
        ids.snoop(ids.leg(CALL, 1), 1),
    ],
)
def test_the_call_is_read_off_every_name(made: str) -> None:
    assert ids.root(made) == CALL


def test_no_two_kinds_share_a_name() -> None:
    makers = (ids.leg, ids.bridge, ids.playback, ids.recording, ids.timer, ids.snoop)
    names = [make(CALL, count) for make in makers for count in (1, 2, 11)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("call", "whom", "is_so"),
    [
        ("out.c1.2", "c1", True),
        ("out.c11.2", "c1", False),
        ("out.c1.x", "c1", False),
        ("c1", "c1", False),
        ("out.a.c1.1", "a~c1", True),
    ],
)
def test_an_attempt_tells_whom_it_calls(call: str, whom: str, *, is_so: bool) -> None:
    assert ids.is_attempt_of(call, whom) is is_so
