"""Who is admitted, who is told why not, and who is turned away (issue rows: hours, lines)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from callcenter import commands
from callcenter.campaign import Campaign, Flows, Line, OverLine
from callcenter.center import Center
from callcenter.events import Withheld
from callcenter.outcome import Outcome
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import (
    answers,
    files,
    hangs_up,
    leases,
    of,
    opens,
    rejects,
    removes,
    says,
    shows_call,
)
from tests.unit.callcenter.happenings import arrives, heard, leaves
from tests.unit.callcenter.playbook import MONDAY, After, Playbook, play

pytestmark = pytest.mark.unit

ANNOUNCE = contract.campaign(over_line=OverLine.ANNOUNCE)


def with_calls(count: int, made: Campaign = contract.SAPPORO, *, at: datetime = MONDAY) -> Center:
    """So many callers, nobody at work."""
    center = contract.center(made, ready=0, at=at)
    for each in range(count):
        play(center, arrives(f"c{each}"), at=at)
    return center


@pytest.mark.parametrize(
    ("at", "outcome", "detail", "flow"),
    [
        ("2026-01-30T10:00:00", Outcome.NOT_IN_OPERATION, "not_yet", "not_yet_open"),
        ("2026-02-01T23:59:59", Outcome.NOT_IN_OPERATION, "not_yet", "not_yet_open"),
        ("2026-02-02T08:59:59", Outcome.AFTER_HOURS, "before_opening", "after_hours"),
        ("2026-02-02T18:00:00", Outcome.AFTER_HOURS, "after_closing", "after_hours"),
        ("2026-02-07T10:00:00", Outcome.AFTER_HOURS, "closed_day", "after_hours"),
        ("2026-02-11T10:00:00", Outcome.AFTER_HOURS, "holiday", "holiday"),
        ("2026-05-06T10:00:00", Outcome.AFTER_HOURS, "holiday", "holiday"),
        ("2026-05-29T18:00:00", Outcome.AFTER_HOURS, "after_closing", "after_hours"),
        ("2026-05-30T10:00:00", Outcome.NOT_IN_OPERATION, "over", "ended"),
    ],
)
def test_a_call_outside_hours_hears_the_fitting_announcement_and_holds_no_line(
    at: str, outcome: Outcome, detail: str, flow: str
) -> None:
    book = Playbook(contract.center(at=MONDAY), at=contract.local(at))
    assert book >> arrives("a") << opens("a") << answers("a") << says("a~p1", flow)
    assert not book.center.state.calls["a"].holds_line
    assert (
        book
        >> After(8)
        >> heard("a~p1")
        << hangs_up("a")
        >> leaves("a")
        << files(
            "a",
            outcome,
            detail=detail,
            guidance_s=8.0,
            wait_s=0.0,
            talk_s=0.0,
            node=f"{flow}/1",
            seat=None,
        )
        << removes("a")
    )


@pytest.mark.parametrize("at", ["2026-02-02T09:00:00", "2026-02-02T17:59:59"])
def test_a_call_of_the_first_and_the_last_second_is_admitted(at: str) -> None:
    book = Playbook(contract.center(), at=contract.local(at))
    assert book >> arrives("a") << opens("a") << answers("a") << says("a~p1", "welcome")
    assert book.center.state.calls["a"].holds_line


def test_a_caller_who_leaves_a_closing_announcement_is_filed_with_what_they_were_hearing() -> None:
    book = Playbook(contract.center(), at=contract.local("2026-02-02T18:00:00"))
    assert book >> arrives("a") << opens("a") << answers("a") << says("a~p1", "after_hours")
    assert (
        book
        >> After(3)
        >> leaves("a")
        << (files("a", Outcome.AFTER_HOURS, node="after_hours", guidance_s=3.0))
        << removes("a")
    )


def test_an_announcement_that_cannot_be_played_ends_the_call_and_keeps_its_node() -> None:
    book = Playbook(contract.center(), at=contract.local("2026-02-02T18:00:00"))
    assert book >> arrives("a") << opens("a") << answers("a") << says("a~p1", "after_hours")
    book.center.handle(heard("a~p1", to_its_end=False))
    assert (
        book
        >> leaves("a")
        << files("a", Outcome.AFTER_HOURS, detail="after_closing", node="after_hours/1")
        << removes("a")
    )


def test_without_a_closing_flow_the_caller_hears_busy() -> None:
    made = contract.campaign(flows=Flows(welcome="welcome", notice="notice"))
    book = Playbook(contract.center(made), at=contract.local("2026-02-02T18:00:00"))
    assert (
        book
        >> arrives("a")
        << rejects("a")
        >> leaves("a")
        << (files("a", Outcome.AFTER_HOURS, detail="after_closing", node=""))
    )


def test_the_thirteenth_caller_on_twelve_lines_hears_busy() -> None:
    book = Playbook(with_calls(12))
    assert (
        book
        >> arrives("late")
        << rejects("late")
        >> leaves("late")
        << (files("late", Outcome.NO_LINE, detail="", guidance_s=0.0))
    )


def test_the_thirteenth_caller_may_hear_why_instead() -> None:
    book = Playbook(with_calls(12, ANNOUNCE))
    assert (
        book
        >> arrives("late")
        << opens("late")
        << answers("late")
        << (says("late~p1", "lines_full"))
        >> heard("late~p1")
        << hangs_up("late")
        >> leaves("late")
        << (files("late", Outcome.NO_LINE))
        << removes("late")
    )


def test_an_announcing_campaign_without_the_announcement_answers_busy() -> None:
    flows = Flows(all_busy="all_busy", notice="notice")
    made = contract.campaign(over_line=OverLine.ANNOUNCE, flows=flows)
    assert Playbook(with_calls(12, made)) >> arrives("late") << rejects("late")


def test_a_line_that_was_given_back_is_there_for_the_next_caller() -> None:
    center = with_calls(12)
    play(center, leaves("c5"))
    asked = play(center, arrives("late"))
    assert of(commands.RejectCall, asked) == []
    assert center.state.calls["late"].holds_line


def test_callers_who_hear_that_lines_are_full_do_not_take_one_themselves() -> None:
    center = with_calls(14, ANNOUNCE)
    play(center, leaves("c0"))
    play(center, arrives("late"))
    assert center.state.calls["late"].holds_line


def test_above_announce_max_callers_hear_busy_and_below_it_they_are_told_again() -> None:
    closed = contract.local("2026-02-02T18:00:00")
    center = with_calls(2, contract.campaign(announce_max=2), at=closed)
    book = Playbook(center, at=closed)
    assert (
        book
        >> arrives("c")
        << rejects("c")
        >> leaves("c")
        << (files("c", Outcome.AFTER_HOURS, detail="after_closing"))
    )
    assert book >> leaves("c0") << files("c0", Outcome.AFTER_HOURS) << removes("c0")
    assert book >> arrives("d") << opens("d") << answers("d") << says("d~p1", "after_hours")


def test_the_calendar_decides_before_the_lines_do() -> None:
    center = with_calls(12)
    book = Playbook(center, at=contract.local("2026-02-02T18:00:00"))
    assert book >> arrives("a") << opens("a") << answers("a") << says("a~p1", "after_hours")
    assert center.state.calls["a"].outcome is Outcome.AFTER_HOURS


def test_a_lower_row_at_midnight_cuts_nobody_and_admits_none_until_lines_are_free() -> None:
    before, after = contract.local("2026-03-31T17:59:00"), contract.local("2026-04-01T09:00:00")
    center = with_calls(12, at=before)
    midnight = contract.local("2026-04-01T00:00:00")
    book = Playbook(center, at=midnight)
    assert (
        book
        >> arrives("night")
        << opens("night")
        << answers("night")
        << (says("night~p1", "after_hours"))
    )
    assert sum(each.holds_line for each in center.state.calls.values()) == 12
    book = Playbook(center, at=after)
    assert book >> arrives("x") << rejects("x")
    for each in range(5):
        play(center, leaves(f"c{each}"), at=after)
    assert book >> arrives("y") << rejects("y")
    play(center, leaves("c5"), at=after)
    assert of(commands.RejectCall, play(center, arrives("z"), at=after)) == []
    assert center.state.calls["z"].holds_line


def test_a_number_that_is_no_line_of_ours_is_unknown() -> None:
    book = Playbook(contract.center())
    assert (
        book
        >> arrives("a", line="+81110000199")
        << rejects("a", busy=False)
        >> leaves("a")
        << (files("a", Outcome.FAILED, detail="unknown_line", line="+81110000199"))
    )


def test_a_withheld_caller_is_filed_as_such() -> None:
    book = Playbook(contract.center())
    play(book.center, arrives("a", caller=None, withheld=Withheld.PAYPHONE))
    assert (
        book
        >> leaves("a")
        << (files("a", Outcome.ABANDONED_IN_GUIDANCE, caller=None, withheld=Withheld.PAYPHONE))
        << removes("a")
    )


def test_the_board_is_told_who_holds_a_line() -> None:
    book = Playbook(contract.center(), at=contract.local("2026-02-02T18:00:00"), shows=True)
    assert (
        book
        >> arrives("a")
        << shows_call("a", "closing", holds_line=False)
        << opens("a")
        << (answers("a"))
        << leases("a", last_word="after_hours/0", holds_line=False)
        << says("a~p1", "after_hours")
    )


def test_with_two_seats_the_third_caller_hears_that_all_are_busy() -> None:
    book = Playbook(contract.center(ready=2))
    play(book.center, arrives("a"), arrives("b"))
    asked = play(book.center, arrives("c"))
    sounds = [each.sounds[0] for each in asked if isinstance(each, commands.Announce)]
    assert sounds == ["all_busy/0"]


def test_a_seat_of_another_skill_is_no_free_seat() -> None:
    lines = (Line(contract.LINE), Line("+81110000101", skill="english"))
    book = Playbook(contract.center(contract.campaign(lines=lines), ready=1))
    asked = play(book.center, arrives("a", line="+81110000101"))
    assert [each.sounds[0] for each in asked if isinstance(each, commands.Announce)] == [
        "all_busy/0"
    ]
    asked = play(book.center, arrives("b"))
    assert [each.sounds[0] for each in asked if isinstance(each, commands.Announce)] == [
        "welcome/0"
    ]


def test_the_same_arrival_twice_is_one_call() -> None:
    center = contract.center()
    play(center, arrives("a"))
    assert play(center, arrives("a"), at=MONDAY + timedelta(seconds=1)) == []
    assert center.state.arrivals == 1
