"""What flows may speak of: as the heart knows it at this step."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from callcenter.events import Withheld
from callcenter.facts import facts_of
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.happenings import arrives, heard
from tests.unit.callcenter.playbook import MONDAY, play

pytestmark = pytest.mark.unit


def test_the_place_counts_those_who_wait_for_the_same_skill() -> None:
    center = contract.center(ready=0)
    play(center, arrives("a"), arrives("b"), arrives("c"))
    center.state.calls["a"].skill = "letters"
    turn = contract.turn(center)
    places = [facts_of(turn, center.state.calls[each]).position for each in "abc"]
    assert places == [1, 1, 2]


def test_who_does_not_wait_has_neither_place_nor_wait() -> None:
    scene = scenes.guided()
    facts = facts_of(contract.turn(scene.center), scene.call)
    assert (facts.position, facts.wait_s, facts.waited_s) == (None, None, 0)


def test_the_time_waited_counts_from_the_queue() -> None:
    scene = scenes.waiting()
    assert scene.call.queued_at is not None
    at = scene.call.queued_at + timedelta(seconds=70)
    assert facts_of(contract.turn(scene.center, at=at), scene.call).waited_s == 70


def test_the_wait_follows_from_the_pace() -> None:
    scene = scenes.waiting()
    at = [MONDAY - timedelta(minutes=each) for each in (6, 4, 1)]
    scene.center.state.answers["general"] = at
    assert facts_of(contract.turn(scene.center), scene.call).wait_s == 120


@pytest.mark.parametrize(
    ("arrived", "verdict", "opening"),
    [
        ("2026-02-02T10:00:00", "open", date(2026, 2, 3)),
        ("2026-02-02T08:00:00", "before_opening", date(2026, 2, 2)),
        ("2026-02-06T20:00:00", "after_closing", date(2026, 2, 9)),
        ("2026-02-10T20:00:00", "after_closing", date(2026, 2, 12)),
        ("2026-02-11T12:00:00", "holiday", date(2026, 2, 12)),
        ("2026-05-29T18:00:00", "after_closing", None),
        ("2026-07-01T12:00:00", "over", None),
        ("2026-01-05T12:00:00", "not_yet", date(2026, 2, 2)),
    ],
)
def test_calendar_and_next_opening_are_those_of_the_campaign(
    arrived: str, verdict: str, opening: date | None
) -> None:
    at = contract.local(arrived)
    center = contract.center(at=at, ready=0)
    play(center, arrives("a"), at=at)
    facts = facts_of(contract.turn(center, at=at), center.state.calls["a"])
    assert (facts.verdict, facts.next_opening) == (verdict, opening)


@pytest.mark.parametrize(
    ("now", "answered_minutes_ago", "agreed"),
    [
        # Any other evening there is a next day.
        ("2026-02-02T17:59:00", (29, 15, 1), ("callback",)),
        # On the last one a turn must come by 18:30: the pace says some ten minutes.
        ("2026-05-29T18:10:00", (29, 15, 1), ("callback",)),
        ("2026-05-29T18:21:00", (29, 15, 1), ()),
        ("2026-05-29T18:29:00", (), ("callback",)),
        ("2026-05-29T18:30:00", (), ()),
    ],
)
def test_on_the_last_day_no_callback_is_offered_that_cannot_be_kept(
    now: str, answered_minutes_ago: tuple[int, ...], agreed: tuple[str, ...]
) -> None:
    at = contract.local(now)
    came = min(at, at.replace(hour=8, minute=59))  # 17:59 there
    center = contract.center(contract.campaign(agreed=("callback",)), at=came, ready=0)
    play(center, arrives("a"), heard("a~p1"), heard("a~p2"), at=came)
    answers = [at - timedelta(minutes=each) for each in answered_minutes_ago]
    center.state.answers["general"] = answers
    assert facts_of(contract.turn(center, at=at), center.state.calls["a"]).agreed == agreed


def test_what_was_agreed_and_who_calls_is_told() -> None:
    center = contract.center(contract.campaign(agreed=("callback",)), ready=0)
    play(center, arrives("a", caller=None, withheld=Withheld.ANONYMOUS))
    facts = facts_of(contract.turn(center), center.state.calls["a"])
    assert (facts.agreed, facts.withheld, facts.language) == (("callback",), True, "ja")
