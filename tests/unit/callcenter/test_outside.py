"""What becomes of an outside number that a flow rings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.events import Cause
from callcenter.outcome import Outcome
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import cancels_leg, hangs_up, joins, of
from tests.unit.callcenter.happenings import (
    arrives,
    heard,
    join_refused,
    joined,
    leaves,
    leg_ends,
    picks_up,
    rings,
)
from tests.unit.callcenter.playbook import MONDAY, Playbook, play
from tests.unit.callcenter.test_transferring import center, ringing

pytestmark = pytest.mark.unit

NIGHT = contract.local("2026-02-02T20:00:00")


def test_two_people_talk_and_the_call_ends_when_the_number_hangs_up() -> None:
    made = ringing()
    assert play(made, rings("a~1")) == []
    assert of(commands.JoinLeg, play(made, picks_up("a~1"))) == [joins("a~1")]
    play(made, joined("a~1"), at=MONDAY + timedelta(seconds=10))
    assert made.state.calls["a"].state is CallState.OUTSIDE
    assert not made.state.calls["a"].is_leased
    book = Playbook(made, at=MONDAY + timedelta(seconds=70))
    assert book >> leg_ends("a~1") << hangs_up("a")
    (closed,) = of(commands.CloseCall, play(made, leaves("a"), at=book.at))
    assert (closed.outcome, closed.detail) == (Outcome.SELF_SERVED, "transferred_out")
    assert (closed.guidance_s, closed.talk_s, closed.answered_at) == (10, 60, None)
    assert closed.node == "welcome/city"


def test_when_the_caller_hangs_up_so_does_the_number() -> None:
    made = ringing()
    play(made, picks_up("a~1"), joined("a~1"))
    assert cancels_leg("a~1") in play(made, leaves("a"))
    assert made.state.calls == {}


@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.NO_ANSWER, Cause.UNREACHABLE])
def test_a_number_that_does_not_answer_leads_the_flow_on(cause: Cause) -> None:
    made = ringing()
    asked = play(made, leg_ends("a~1", cause))
    assert len(of(commands.Announce, asked)) == 1
    assert [each for each in made.state.timers if each.startswith("a")] == []


def test_a_join_that_is_refused_leads_on_too_and_the_caller_is_leased_again() -> None:
    made = ringing()
    play(made, picks_up("a~1"))
    assert play(made, join_refused("a~1")) == [cancels_leg("a~1")]
    asked = play(made, leg_ends("a~1"))
    assert of(commands.Lease, asked)[0].call == "a"
    assert len(of(commands.Announce, asked)) == 1


def test_who_is_closing_keeps_their_class() -> None:
    made = center()
    play(made, arrives("a"), heard("a~p1"), picks_up("a~1"), joined("a~1"), at=NIGHT)
    (closed,) = of(commands.CloseCall, play(made, leaves("a"), at=NIGHT))
    assert closed.outcome is Outcome.AFTER_HOURS
    assert closed.detail == "after_closing transferred_out"
