"""Open sessions: locked when idle, ended on time, revoked at once; seats with one person each."""

from __future__ import annotations

from datetime import date

import pytest

from desk import roster, seating, sessions, staff
from desk.desk import Desk
from desk.errors import LoginTaken, LoginUnusable, NameUnusable, UnknownStaff
from desk.roles import Role
from desk.seating import Sitting, Taken
from desk.sign_in import Wait, Wrong
from storage.audit import Action, entries
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import OPERATOR, OWN, newcomer

pytestmark = pytest.mark.integration


@pytest.mark.clause("SET-特-14")
async def test_an_idle_page_is_locked_and_opened_with_the_password(
    desk: Desk, clock: Clock
) -> None:
    person = await newcomer(desk)
    token = await person.first_sign_in()
    clock.passes(desk.rules.sign_in.idle_lock_s + 1)
    who = await person.who(token)
    assert who.is_locked
    assert isinstance(await sessions.unlock(desk, who, "wrong"), Wrong)
    assert await sessions.unlock(desk, who, OWN) is True
    assert not (await person.who(token)).is_locked


async def test_a_page_that_refreshes_itself_does_not_keep_a_session_awake(
    desk: Desk, clock: Clock
) -> None:
    person = await newcomer(desk)
    token = await person.first_sign_in()
    for _ in range(19):
        clock.passes(60)
        await sessions.find(desk, token, is_active=False)
    found = await sessions.find(desk, token, is_active=False)
    assert found is not None
    assert found.is_locked


async def test_somebody_who_works_is_not_locked_out(desk: Desk, clock: Clock) -> None:
    person = await newcomer(desk)
    token = await person.first_sign_in()
    for _ in range(20):
        clock.passes(60)
        assert not (await person.who(token)).is_locked


async def test_guessing_at_a_locked_page_is_slowed_down(desk: Desk, clock: Clock) -> None:
    person = await newcomer(desk)
    token = await person.first_sign_in()
    who = await person.who(token)
    await sessions.lock(desk, who)
    found = [await sessions.unlock(desk, who, "wrong") for _ in range(6)]
    assert isinstance(found[-1], Wait)


async def test_a_session_ends_on_time_and_a_half_done_sign_in_too(desk: Desk, clock: Clock) -> None:
    person = await newcomer(desk)
    step = await person.password_step()
    clock.passes(sessions.STEP_S + 1)
    assert await sessions.find(desk, step.token, is_active=True) is None
    token = await person.first_sign_in()
    clock.passes(desk.rules.sign_in.session_s + 1)
    assert await sessions.find(desk, token, is_active=True) is None
    last = (await entries(desk.engine, last=1))[0]
    assert (last.action, last.detail["why"]) == (Action.SESSION_ENDED, "expired")


async def test_revoking_ends_every_session_at_once(desk: Desk) -> None:
    person = await newcomer(desk)
    token = await person.first_sign_in()
    who = await person.who(token)
    assert await sessions.end_all(desk, who.staff, actor=OPERATOR, why="revoked") == 1
    assert await sessions.find(desk, token, is_active=True) is None


async def test_a_seat_has_one_person_and_a_person_one_seat(desk: Desk) -> None:
    one, two = await newcomer(desk, "op1"), await newcomer(desk, "op2")
    first, second = await one.first_sign_in(), await two.first_sign_in()
    assert isinstance(await seating.sit_down(desk, await one.who(first), "seat-01"), Sitting)
    refused = await seating.sit_down(desk, await two.who(second), "seat-01")
    assert refused == Taken(by="札幌 花子")
    await seating.sit_down(desk, await one.who(first), "seat-02")
    assert isinstance(await seating.sit_down(desk, await two.who(second), "seat-01"), Sitting)
    assert set(await seating.sittings(desk)) == {"seat-01", "seat-02"}
    await sessions.sign_out(desk, await one.who(first))
    await seating.stand_up(desk, await two.who(second))
    assert await seating.sittings(desk) == {}


@pytest.mark.clause("OTR-特-5", "SHJ-受-3", "SUI-13-3/4", "SPR-III-3-7")
async def test_the_roster_is_dated_and_nothing_of_it_is_lost(desk: Desk) -> None:
    person = await newcomer(desk)
    who = await person.who(await person.first_sign_in())
    first = date(2026, 2, 2)
    assert not await roster.is_designated(desk, who.staff)
    assert await roster.designate(desk, "op1", first_day=first, actor=OPERATOR)
    assert not await roster.designate(desk, "op1", first_day=first, actor=OPERATOR)
    assert await roster.is_designated(desk, who.staff)
    last = date(2026, 2, 2)
    assert await roster.end_designation(desk, "op1", last_day=last, actor=OPERATOR)
    assert not await roster.end_designation(desk, "op1", last_day=last, actor=OPERATOR)
    assert await roster.designate(desk, "op1", first_day=date(2026, 3, 1), actor=OPERATOR)
    assert len(await roster.roster(desk)) == 2
    assert len(await roster.roster(desk, day=date(2026, 2, 2))) == 1
    assert await roster.roster(desk, day=date(2026, 2, 10)) == []


@pytest.mark.clause("OTR-特-1", "SHJ-区-3", "SHJ-特-22")
async def test_disabling_ends_the_designation_and_the_sessions_too(desk: Desk) -> None:
    token = await (await newcomer(desk)).first_sign_in()
    await roster.designate(desk, "op1", first_day=date(2026, 2, 1), actor=OPERATOR)
    await staff.disable(desk, "op1", actor=OPERATOR)
    assert await sessions.find(desk, token, is_active=True) is None
    assert (await roster.roster(desk))[0].last_day == date(2026, 2, 2)
    card = (await staff.listed(desk, actor=OPERATOR))[0]
    assert card.disabled_at is not None


async def test_wrong_names_are_told_plainly(desk: Desk) -> None:
    await newcomer(desk)
    with pytest.raises(LoginTaken):
        await newcomer(desk, "OP1")
    for login in ("", "1a", "a b", "a", "日本", "x" * 40, "a;b"):
        with pytest.raises(LoginUnusable):
            await staff.add(desk, login=login, name="n", role=Role.AGENT, actor=OPERATOR)
    number = "花子 1234 5678 9018"  # a right check digit, and nobody's
    with pytest.raises(NameUnusable):
        await staff.add(desk, login="op2", name=number, role=Role.AGENT, actor=OPERATOR)
    with pytest.raises(UnknownStaff):
        await staff.disable(desk, "nobody", actor=OPERATOR)
