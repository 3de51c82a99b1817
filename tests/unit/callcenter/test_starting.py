"""Starts of ours, and which of them came to meet Asterisk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from callcenter import events
from tests.unit.callcenter import scenes
from tests.unit.callcenter.happenings import starts
from tests.unit.callcenter.playbook import MONDAY, play

pytestmark = pytest.mark.unit

MET = events.AsteriskMet(at=MONDAY, started="then", book="b00c", book_offset=7)


def test_the_first_start_counts_until_asterisk_is_met() -> None:
    center = scenes.waiting().center
    play(center, MET)
    for seconds in (1, 3):
        play(center, replace(starts(), at=MONDAY + timedelta(seconds=seconds)))
        assert center.state.unmet_since == MONDAY + timedelta(seconds=1)
    play(center, MET)
    assert center.state.unmet_since is None
    assert (center.state.asterisk, center.state.book_offset) == ("then", 7)


def test_a_desk_that_is_no_more_goes_and_one_in_a_call_stays() -> None:
    center = scenes.talking(ready=2).center
    center.campaign = replace(center.campaign, desks=())
    play(center, starts())
    assert list(center.state.seats) == ["seat-01"]
