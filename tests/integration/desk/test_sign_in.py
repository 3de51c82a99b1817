"""Signing in, step by step, on both databases: what opens a session, and what never does."""

from __future__ import annotations

import asyncio

import pytest

from desk import own_account, sessions, sign_in, staff
from desk.desk import Desk
from desk.errors import SessionMoved
from desk.lockout import FREE
from desk.passwords import Weakness
from desk.rules import SignInRules
from desk.sign_in import Entered, Wait, Wrong
from desk.stages import Stage
from storage.audit import Action, Anchor, entries
from storage.audit_proof import verify
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import ADDRESS, OPERATOR, OWN, newcomer

pytestmark = pytest.mark.integration


async def actions(desk: Desk) -> list[str]:
    return [each.action for each in await entries(desk.engine, last=100)]


async def test_the_first_day_own_password_authenticator_and_in(desk: Desk) -> None:
    person = await newcomer(desk)
    token = await person.first_sign_in()
    who = await person.who(token)
    assert (who.stage, who.login, who.is_locked, who.seat) == (Stage.ACTIVE, "op1", False, None)
    assert await actions(desk) == [
        Action.STAFF_ADDED,
        Action.PASSWORD_CHANGED,
        Action.TOTP_SET_UP,
        Action.SIGNED_IN,
    ]
    assert isinstance(await verify(desk.engine), Anchor)


async def test_each_step_gives_a_new_token_and_the_one_before_opens_nothing(desk: Desk) -> None:
    person = await newcomer(desk)
    first = await person.password_step()
    session = (await person.who(first.token)).session
    second = await own_account.change_password(desk, session, OWN)
    assert isinstance(second, Entered)
    assert await sessions.find(desk, first.token, is_active=True) is None
    assert await sessions.find(desk, second.token, is_active=True) is not None
    assert await sessions.find(desk, "", is_active=True) is None


@pytest.mark.clause("OTR-6-5-ア-イ")
async def test_the_password_alone_opens_nothing_and_a_code_is_taken_once(
    desk: Desk, clock: Clock
) -> None:
    person = await newcomer(desk)
    await sessions.sign_out(desk, await person.who(await person.first_sign_in()))
    step = await person.password_step()
    assert step.stage is Stage.TOTP
    session = (await person.who(step.token)).session
    # The code that set the authenticator up was taken then.
    assert isinstance(await sign_in.give_code(desk, session, person.code(), address=ADDRESS), Wrong)
    clock.passes(30)
    code = person.code()
    entered = await sign_in.give_code(desk, session, code, address=ADDRESS)
    assert isinstance(entered, Entered)
    assert entered.stage is Stage.ACTIVE


async def test_a_recovery_code_replaces_the_phone_once(desk: Desk) -> None:
    person = await newcomer(desk)
    await sessions.sign_out(desk, await person.who(await person.first_sign_in()))
    for expected in (Entered, Wrong):
        step = await person.password_step()
        session = (await person.who(step.token)).session
        given = await sign_in.give_code(
            desk, session, person.recovery_codes[0].upper(), address=ADDRESS
        )
        assert isinstance(given, expected)
    assert Action.RECOVERY_CODE_USED in await actions(desk)


@pytest.mark.clause("SUI-11-4-キ", "SHJ-区-シ2")
@pytest.mark.parametrize("login", ["op1", "nobody"])
async def test_guessing_is_slowed_down_alike_for_names_that_exist_and_that_do_not(
    desk: Desk, clock: Clock, login: str
) -> None:
    await newcomer(desk)
    for _ in range(FREE + 1):
        assert isinstance(await sign_in.give_password(desk, login, "guess", address=ADDRESS), Wrong)
    waiting = await sign_in.give_password(desk, login, "guess", address=ADDRESS)
    assert isinstance(waiting, Wait)
    wait_s = (waiting.until - clock()).total_seconds()
    clock.passes(wait_s)
    assert isinstance(await sign_in.give_password(desk, login, "x", address=ADDRESS), Wrong)
    longer = await sign_in.give_password(desk, login, "x", address=ADDRESS)
    assert isinstance(longer, Wait)
    assert (longer.until - clock()).total_seconds() > wait_s


async def test_many_attempts_at_once_are_no_way_around_the_delay(desk: Desk) -> None:
    await newcomer(desk)
    given = await asyncio.gather(
        *(sign_in.give_password(desk, "op1", f"guess {n}", address=ADDRESS) for n in range(12))
    )
    assert sum(isinstance(each, Wrong) for each in given) == FREE + 1
    assert sum(isinstance(each, Wait) for each in given) == 12 - FREE - 1


async def test_wrong_codes_count_although_the_password_is_right(desk: Desk, clock: Clock) -> None:
    person = await newcomer(desk)
    await sessions.sign_out(desk, await person.who(await person.first_sign_in()))
    clock.passes(60)
    session = (await person.who((await person.password_step()).token)).session
    found = [
        await sign_in.give_code(desk, session, "000000", address=ADDRESS) for _ in range(FREE + 2)
    ]
    assert isinstance(found[-1], Wait)
    assert isinstance(
        await sign_in.give_password(desk, "op1", person.password, address=ADDRESS), Wait
    )


async def test_a_first_password_expires_and_a_disabled_person_stays_out(
    desk: Desk, clock: Clock
) -> None:
    person = await newcomer(desk)
    clock.passes(desk.rules.sign_in.first_password_s + 1)
    late = await sign_in.give_password(desk, "op1", person.password, address=ADDRESS)
    assert isinstance(late, Wrong)
    person.password = await staff.reset(desk, "op1", authenticator=False, actor=OPERATOR)
    token = await person.first_sign_in()
    await staff.disable(desk, "op1", actor=OPERATOR)
    assert await sessions.find(desk, token, is_active=True) is None
    assert isinstance(await sign_in.give_password(desk, "op1", OWN, address=ADDRESS), Wrong)


@pytest.mark.clause("SET-特-15")
async def test_former_and_weak_passwords_are_refused(desk: Desk) -> None:
    person = await newcomer(desk)
    await person.first_sign_in()
    person.password = await staff.reset(desk, "op1", authenticator=True, actor=OPERATOR)
    session = (await person.who((await person.password_step()).token)).session
    assert await own_account.change_password(desk, session, OWN) is Weakness.USED_BEFORE
    same = await own_account.change_password(desk, session, person.password)
    assert same is Weakness.USED_BEFORE
    assert await own_account.change_password(desk, session, "short") is Weakness.TOO_SHORT


@pytest.mark.clause("SPR-別紙-5-8", "SHJ-受-シ3")
async def test_one_sign_in_at_a_time_and_the_second_takes_over_with_its_seat(
    desk: Desk, clock: Clock
) -> None:
    from desk import seating

    person = await newcomer(desk)
    old = await person.first_sign_in()
    await seating.sit_down(desk, await person.who(old), "seat-01")
    clock.passes(60)
    step = await person.code_step((await person.password_step()).token)
    assert step.stage is Stage.TAKE_OVER
    assert await sessions.find(desk, old, is_active=True) is not None
    session = (await person.who(step.token)).session
    new = await sign_in.take_over(desk, session)
    assert await sessions.find(desk, old, is_active=True) is None
    assert (await person.who(new.token)).seat == "seat-01"
    with pytest.raises(SessionMoved):
        await sign_in.take_over(desk, session)


async def test_where_no_second_factor_is_asked_the_password_is_enough(desk: Desk) -> None:
    import dataclasses

    rules = dataclasses.replace(desk.rules, sign_in=SignInRules(second_factor=False))
    easy = dataclasses.replace(desk, rules=rules)
    person = await newcomer(easy)
    await person.first_sign_in()
    assert person.secret == ""


@pytest.mark.clause("SET-特-15")
async def test_nothing_secret_is_in_the_rows(desk: Desk) -> None:
    from sqlalchemy import text

    person = await newcomer(desk)
    token = await person.first_sign_in()
    async with desk.engine.connect() as connection:
        dump = ""
        for table in ("staff", "sessions", "staff_recovery_codes", "sign_in_failures", "audit"):
            dump += str((await connection.execute(text(f"SELECT * FROM {table}"))).all())
    for secret in (OWN, token, person.secret, *person.recovery_codes):
        assert secret not in dump
    audit = dump[dump.rindex("staff_added") - 200 :]
    assert "花子" not in audit
    assert "op1" not in audit
