"""Whether contacts are called: paused, stopped, resting while callers are answered too seldom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcenter import commands
from callcenter.campaign import CapacityRow
from callcenter.commands import Command, ConfirmContact, MakeCitizen
from callcenter.contact import Calling
from callcenter.events import OutboundPaused, OutboundResumed, PhoneRegistered
from callcenter.outcome import Outcome
from callcenter.today import QUIET
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    arrives,
    citizen_answers,
    confirmed,
    fires,
    heard,
    leaves,
    picks_up,
    ready,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, play
from tests.unit.callcenter.test_outbound import OUT, kept, offered, offers, started, switched

pytestmark = pytest.mark.unit

PAUSED, RESUMED = OutboundPaused(at=NOW, by="sv-1"), OutboundResumed(at=NOW, by="sv-1")


def shown(asked: list[Command]) -> list[Calling]:
    return [each.calling for each in of(commands.ShowOutbound, asked)]


def test_a_pause_begins_nothing_frees_the_seat_and_lets_what_is_dialled_go_on() -> None:
    center = started()
    play(center, offers(offered()), confirmed(OUT), picks_up(f"{OUT}~1"))
    play(center, offers(offered(), offered("c2")))
    assert len(kept(center)) == 1
    asked = play(center, PAUSED)
    assert (kept(center), shown(asked)) == ([], [Calling.PAUSED])
    assert not of(commands.HangUpCaller, asked)
    assert not of(MakeCitizen, play(center, confirmed("out.c2.1")))
    play(center, citizen_answers(OUT))
    assert center.state.calls[OUT].answered_at is not None
    asked = play(center, RESUMED)  # and goes on with who was offered before
    assert [each.contact for each in of(ConfirmContact, asked)] == ["c2"]
    assert shown(asked) == [Calling.ON]


def test_a_seat_that_a_pause_frees_is_a_waiting_callers() -> None:
    center = started(ready=1)
    play(center, offers(offered()))
    assert kept(center) == ["seat-01"]
    play(center, PAUSED, arrives("b"))
    play(center, heard("b~p1"))
    assert center.state.seats["seat-01"].call == "b"


def test_what_is_not_started_cannot_be_paused_and_a_stop_ends_a_pause() -> None:
    center = started()
    again, wrong = (commands.Refuse(reason=each) for each in ("already_so", "not_started"))
    assert of(commands.Refuse, play(center, PAUSED, PAUSED)) == [again]
    assert shown(play(center, switched(False))) == [Calling.OFF]
    assert shown(play(center, switched(True))) == [Calling.ON]
    play(center, switched(False))
    assert [of(commands.Refuse, play(center, each)) for each in (PAUSED, RESUMED)] == [[wrong]] * 2


def test_it_rests_while_callers_are_answered_too_seldom_today() -> None:
    """Until nobody has waited for a while."""
    rules = replace(contract.SAPPORO.outbound, answer_rate=0.9)
    row = CapacityRow(contract.FIRST, 3, 5)
    center = contract.center(contract.campaign(capacity=(row,), outbound=rules), ready=0)
    play(center, switched(True), offers(offered()))
    today = center.state.today
    today.day, today.answered = contract.local("2026-02-02T10:00").date(), 8  # 8 of 9: too few
    play(center, arrives("b"), heard("b~p1"))
    asked = play(center, leaves("b"))
    (closed,) = of(commands.CloseCall, asked)
    assert (closed.outcome, shown(asked)) == (Outcome.ABANDONED_IN_QUEUE, [Calling.RESTING])
    play(center, PhoneRegistered(at=NOW, seat="seat-01", endpoint="seat-01"))
    assert not of(ConfirmContact, play(center, ready("seat-01")))
    timer = center.state.outbound_timer
    assert timer is not None
    asked = play(center, fires(timer), at=MONDAY + QUIET)
    assert shown(asked) == [Calling.ON]
    assert [each.contact for each in of(ConfirmContact, asked)] == ["c1"]
