"""The playbook itself: it is what the other tests believe in."""

from __future__ import annotations

import pytest

from callcenter import commands
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import (
    answers,
    hangs_up,
    leases,
    opens,
    rejects,
    says,
    shows_call,
)
from tests.unit.callcenter.happenings import arrives, heard
from tests.unit.callcenter.playbook import MONDAY, After, Due, Playbook, Some, unplayed

pytestmark = pytest.mark.unit


def test_a_script_that_agrees_is_true() -> None:
    book = Playbook(contract.center())
    assert book >> arrives("a") << opens("a") << answers("a") << says("a~p1", "welcome")


def test_a_command_that_was_not_expected_shows_as_the_difference_of_two_scripts() -> None:
    book = Playbook(contract.center())
    with pytest.raises(AssertionError) as caught:
        bool(book >> arrives("a") << opens("a") << hangs_up("a") << says("a~p1", "welcome"))
    lines = str(caught.value).splitlines()
    assert "  << OpenBridge(call='a', bridge='a~b1')" in lines
    assert "- << HangUpCaller(call='a')" in lines
    assert "+ << AnswerCaller(call='a', bridge='a~b1')" in lines


def test_a_command_that_is_missing_or_too_much_is_a_difference() -> None:
    with pytest.raises(AssertionError, match=r"\+ << AnswerCaller"):
        bool(Playbook(contract.center()) >> arrives("a") << opens("a"))
    with pytest.raises(AssertionError, match="- << HangUpCaller"):
        bool(Playbook(contract.center()) >> heard("gone~p1") << hangs_up("a"))


def test_a_partial_command_says_what_it_wanted() -> None:
    book = Playbook(contract.center())
    wanted = Some(commands.OpenBridge, {"call": "b"})
    with pytest.raises(AssertionError, match=r"- << OpenBridge\(call='b', \.\.\.\)"):
        bool(book >> arrives("a") << wanted << answers("a") << says("a~p1", "welcome"))


def test_a_script_that_was_never_asserted_is_unfinished() -> None:
    book = Playbook(contract.center()) >> arrives("a")
    assert unplayed() == [book]
    assert unplayed() == []


def test_shows_are_part_of_the_script_only_if_asked_for() -> None:
    book = Playbook(contract.center(), shows=True)
    with pytest.raises(AssertionError, match=r"\+ << ShowCall"):
        bool(book >> arrives("a") << opens("a") << answers("a") << says("a~p1", "welcome"))
    book = Playbook(contract.center(), shows=True)
    assert (
        book
        >> arrives("a")
        << leases("a")
        << opens("a")
        << answers("a")
        << says("a~p1", "welcome")
        << (shows_call("a", "guided"))
    )


def test_the_clock_of_a_script_goes_on_from_play_to_play() -> None:
    book = Playbook(contract.center())
    began = book.at
    assert book >> After(2.5)
    assert book >> After(2.5)
    assert (book.at - began).total_seconds() == 5
    assert book >> arrives("a", line="0999") << rejects("a", busy=False)
    assert book.center.state.calls["a"].arrived_at == book.at


def test_the_clock_of_a_script_goes_on_to_the_instant_of_a_due_timer() -> None:
    book = scenes.waiting().book
    assert book >> Due("a~t2") << says("a~p3", "waiting")
    assert (book.at - MONDAY).total_seconds() == 10 + 45


def test_a_timer_that_is_not_set_cannot_be_due() -> None:
    with pytest.raises(KeyError):
        bool(Playbook(contract.center()) >> Due("a~t1"))
