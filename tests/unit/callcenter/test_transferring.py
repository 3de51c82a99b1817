"""A flow rings an outside number for its caller."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcenter import commands, lines
from callcenter.call import CallState
from callcenter.campaign import CapacityRow, Flows, Outbound
from callcenter.center import Center
from callcenter.outcome import Outcome
from ivr_flows.interpreter import Interpreter
from ivr_flows.schema import Flow
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import cancels_leg, music, of
from tests.unit.callcenter.happenings import (
    arrives,
    falls,
    fires,
    heard,
    joined,
    leaves,
    leg_ends,
    picks_up,
    ready,
    recorded,
    registers,
    starts,
)
from tests.unit.callcenter.playbook import MONDAY, play
from tests.unit.callcenter.test_conversing import named
from tests.unit.ivr_flows.sapporo import VALUES
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.unit

FLOW = flow_of(
    """
[nodes.city]
verb = "transfer"
text = "市役所におつなぎします。"
to = "city_hall"
failed = "sorry"
ring_s = 20

[nodes.sorry]
verb = "hangup"
text = "つながりませんでした。"
""",
    values=replace(VALUES, transfers=("city_hall",)),
)
RINGS = commands.RingOutside(
    call="a", leg="a~1", number="+81112112111", caller_id="+81110000100", ring_s=20.0
)


TOLD = flow_of(
    """
[nodes.notice]
verb = "record_consent"
text = "この通話を録音いたします。"
next = "city"

[nodes.city]
verb = "transfer"
to = "city_hall"
failed = "sorry"

[nodes.sorry]
verb = "hangup"
text = "つながりませんでした。"
""",
    values=replace(VALUES, transfers=("city_hall",)),
)


def center(
    *, row: int = 12, number: str = "+81112112111", flow: Flow = FLOW, record: bool = False
) -> Center:
    """One seat is ready; the welcome connects callers with the city hall."""
    start = contract.SAPPORO.capacity[0].start
    made = contract.campaign(
        flows=Flows(welcome="welcome", after_hours="welcome"),
        outbound=Outbound(caller_id="+81110000100"),
        transfers={"city_hall": number} if number else {},
        capacity=(CapacityRow(start, 10, row),),
        record=record,
    )
    found = Center(made, Interpreter([named(flow, "welcome")]))
    play(found, starts(), registers("seat-01"), ready("seat-01"))
    return found


def ringing() -> Center:
    """The number rings for `a`."""
    made = center()
    asked = play(made, arrives("a"), heard("a~p1"))
    assert [RINGS, music("a")] == [each for each in asked if each in (RINGS, music("a"))]
    return made


def test_while_it_rings_the_caller_hears_music_and_has_two_lines() -> None:
    assert lines.in_use(ringing().state) == 2


@pytest.mark.parametrize(("row", "number"), [(1, "+81112112111"), (12, "")])
def test_without_a_line_or_a_number_it_fails_at_once(row: int, number: str) -> None:
    made = center(row=row, number=number)
    asked = play(made, arrives("a"), heard("a~p1"))
    assert of(commands.RingOutside, asked) == []
    assert len(of(commands.Announce, asked)) == 1  # the flow goes on


def test_who_hangs_up_has_it_ring_no_longer() -> None:
    made = ringing()
    assert cancels_leg("a~1") in play(made, leaves("a"))
    assert lines.in_use(made.state) == 0


def test_who_falls_has_it_ring_no_longer_and_may_wait_on() -> None:
    made = ringing()
    assert cancels_leg("a~1") in play(made, falls("a"))
    assert made.state.calls["a"].outside is None


def test_nobody_waits_for_it_longer_than_it_may_ring() -> None:
    made = ringing()
    (timer,) = [each for each in made.state.timers if each.startswith("a")]
    asked = play(made, fires(timer))
    assert cancels_leg("a~1") in asked
    assert len(of(commands.Announce, asked)) == 1
    assert play(made, leg_ends("a~1")) == []
    assert made.state.calls["a"].state is CallState.GUIDED


def test_where_the_notice_was_said_both_are_recorded_before_they_are_joined() -> None:
    made = center(flow=TOLD, record=True)
    play(made, arrives("a"), heard("a~p1"))
    asked = play(made, picks_up("a~1"))
    assert of(commands.JoinLeg, asked) == []
    assert [each.leg for each in of(commands.RecordLeg, asked)] == ["a", "a~1"]
    assert of(commands.JoinLeg, play(made, recorded("a~r1"))) == []
    (join,) = of(commands.JoinLeg, play(made, recorded("a~r2")))
    assert join.leg == "a~1"
    play(made, joined("a~1"))
    (closed,) = of(commands.CloseCall, play(made, leaves("a")))
    assert (closed.outcome, closed.detail) == (Outcome.SELF_SERVED, "transferred_out")
    assert (closed.caller_recording, closed.seat_recording) == ("a~r1", "a~r2")
    assert (closed.answered_at, closed.led_out_at) == (None, MONDAY)


def test_an_unheard_notice_leaves_the_talk_unrecorded_and_the_row_says_so() -> None:
    made = center(record=True)
    play(made, arrives("a"), heard("a~p1"))
    asked = play(made, picks_up("a~1"))
    assert of(commands.RecordLeg, asked) == []
    assert len(of(commands.JoinLeg, asked)) == 1
    play(made, joined("a~1"))
    (closed,) = of(commands.CloseCall, play(made, leaves("a")))
    assert closed.detail == "transferred_out unrecorded"


def test_who_hangs_up_before_its_recording_runs_is_not_joined() -> None:
    made = center(flow=TOLD, record=True)
    play(made, arrives("a"), heard("a~p1"), picks_up("a~1"), leg_ends("a~1"))
    assert of(commands.JoinLeg, play(made, recorded("a~r1"), recorded("a~r2"))) == []
    assert made.state.calls["a"].awaited == []
