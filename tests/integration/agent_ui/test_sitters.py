"""The controller knows who sits where, so that an agent's callers find them at another seat."""

from __future__ import annotations

import pytest

from agent_ui.shown import Site
from callcenter.dial_events import PeopleSeated, Seated
from callcenter.events import Asked
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration


def told(wishes: list[Asked]) -> list[tuple[Seated, ...]]:
    return [each.people for each in wishes if isinstance(each, PeopleSeated)]


async def test_who_moves_to_another_seat_is_told_once_and_again_until_it_is_heard(
    site: Site, controller: Controller
) -> None:
    person = await newcomer(site.desk, "op1")
    async with Browser(site) as browser:
        await browser.sign_in(person)
        await site.sitters.tell()  # nobody yet: a controller may remember somebody
        for seat in ("seat-01", "seat-02"):
            await browser.post("/seat/take", seat=seat)
            controller.refuses = "unreachable"
            await site.sitters.tell()
            controller.refuses = ""
            await site.sitters.tell()
            await site.sitters.tell()
    nobody, *moved = told(controller.wishes)
    assert nobody == ()
    assert [[each.seat for each in people] for people in moved] == [
        *[["seat-01"]] * 2,
        *[["seat-02"]] * 2,
    ]
    assert len({each.staff for people in moved for each in people}) == 1
