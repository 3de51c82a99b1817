"""A day's time by person, from the log's records and the sign-ins, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter.resuming import PAGE_LOST
from desk import seating, sessions, work_time
from desk.desk import Desk
from desk.work_time import Did
from storage.projection import Applied, Projection
from tests.integration.desk.conftest import MORNING, Clock
from tests.integration.desk.people import newcomer
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration


@pytest.mark.clause("SPR-II-3-1-イ-③")
async def test_a_persons_day_is_accounted_from_sitting_down_to_signing_out(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    person = await newcomer(desk)
    who = await person.who(await person.first_sign_in())
    await seating.sit_down(desk, who, "seat-01")
    story = Story(MORNING)
    story.wait(60)
    story.seat("seat-01", "ready")
    story.wait(119)
    story.seat("seat-01", "talking", "c1")
    story.wait(39)
    story.seat("seat-01", "talking", "c1")  # the same again is no new spell
    story.wait(19)
    story.seat("seat-01", "ready")
    assert isinstance(await projection.apply(story.records), Applied)
    clock.passes(300)
    day = MORNING.astimezone(desk.zone).date()
    (now,) = await work_time.of_day(desk, day)
    assert now.name == "札幌 花子"
    assert now.spent == {
        Did("not_ready"): 60.0,
        Did("ready"): 180.0,
        Did("talking"): 60.0,
    }
    await sessions.sign_out(desk, who)
    clock.passes(600)
    (later,) = await work_time.of_day(desk, day)
    assert later.whole_s == 300
    assert await work_time.of_day(desk, day - timedelta(days=1)) == []


async def test_a_page_that_was_lost_is_nobodys_absence(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    person = await newcomer(desk)
    await seating.sit_down(desk, await person.who(await person.first_sign_in()), "seat-01")
    story = Story(MORNING)
    story.seat("seat-01", "ready")
    story.wait(60)
    story.seat("seat-01", "not_ready", why=PAGE_LOST)
    assert isinstance(await projection.apply(story.records), Applied)
    clock.passes(90)
    (worked,) = await work_time.of_day(desk, MORNING.astimezone(desk.zone).date())
    assert worked.of(work_time.PAGE_LOST) > 0 == worked.of("not_ready")
    assert worked.whole_s == 90


async def test_who_changes_the_seat_goes_on_at_the_new_one(desk: Desk, clock: Clock) -> None:
    person = await newcomer(desk)
    who = await person.who(await person.first_sign_in())
    await seating.sit_down(desk, who, "seat-01")
    clock.passes(30)
    await seating.sit_down(desk, who, "seat-02")
    clock.passes(30)
    await seating.stand_up(desk, who)
    clock.passes(30)
    (worked,) = await work_time.of_day(desk, MORNING.astimezone(desk.zone).date())
    assert worked.whole_s == 60
