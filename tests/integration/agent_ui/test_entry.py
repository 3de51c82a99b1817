"""Signing in over HTTP: the way of the first day, what is refused, what the cookie carries."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from agent_ui.shown import Site
from desk.roles import Role
from desk.rules import SignInRules
from storage.audit import Action, entries
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import OWN, newcomer

pytestmark = pytest.mark.integration


async def test_the_first_day_ends_at_the_choice_of_a_seat(site: Site) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        answer = await browser.sign_in(person)
        assert (answer.status, answer.url.path) == (200, "/home")
        assert "席を選んでください" in browser.page


async def test_the_cookie_is_bound_to_host_and_path_and_hidden_from_scripts(site: Site) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        answer = await browser.post("/sign-in", login=person.login, password=person.password)
        cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-madoguchi=")
    for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


async def test_where_no_second_factor_is_required_a_person_may_set_one_up(site: Site) -> None:
    rules = replace(site.desk.rules, sign_in=SignInRules(second_factor=False))
    easy = replace(site, desk=replace(site.desk, rules=rules))
    person = await newcomer(easy.desk)
    async with Browser(easy) as browser:
        answer = await browser.sign_in(person)
        assert (answer.url.path, person.secret) == ("/home", "")
        assert 'href="/second-factor"' in browser.page
        assert (await browser.get("/second-factor")).status == 200
        assert 'href="/home">あとで' in browser.page
        person.secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", browser.page))
        right = {"code": person.code(), "password": OWN}
        for wrong, told in (({"password": "x"}, "パスワードが違"), ({"code": "0"}, "コードが違")):
            assert (await browser.fill("/second-factor", right | wrong)).status == 422
            assert told in browser.page
        assert (await browser.fill("/second-factor", right)).status == 200
        assert "回復用コード" in browser.page
        await browser.get("/second-factor")
        assert "登録済みです" in browser.page
        assert (await browser.fill("/second-factor", right)).status == 422
    async with Browser(easy) as browser:
        await browser.follow(await browser.post("/sign-in", login="op1", password=OWN))
        assert 'action="/sign-in/code"' in browser.page
    assert len(await entries(site.desk.engine, last=9, action=Action.TOTP_SET_UP)) == 1


async def test_where_it_is_required_nobody_gets_in_without_one(site: Site) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.follow(
            await browser.post("/sign-in", login=person.login, password=person.password)
        )
        await browser.follow(await browser.post("/sign-in/password", new=OWN, again=OWN))
        assert 'action="/sign-in/authenticator"' in browser.page
        assert "あとで" not in browser.page
        for path in ("/home", "/second-factor"):
            assert (await browser.get(path)).headers["Location"] == "/sign-in/step"


@pytest.mark.parametrize(("login", "password"), [("op1", "wrong"), ("nobody", "wrong"), ("", "")])
async def test_what_is_wrong_is_not_told(site: Site, login: str, password: str) -> None:
    await newcomer(site.desk)
    async with Browser(site) as browser:
        answer = await browser.post("/sign-in", login=login, password=password)
        assert answer.status == 422
        assert "ログイン名かパスワードが違います。" in browser.page
        assert browser.token == ""


async def test_guessing_ends_in_429(site: Site) -> None:
    await newcomer(site.desk)
    async with Browser(site) as browser:
        found = [
            (await browser.post("/sign-in", login="op1", password="guess")).status for _ in range(6)
        ]
        assert found == [422] * 5 + [429]


async def test_steps_cannot_be_passed_over(site: Site) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.follow(
            await browser.post("/sign-in", login=person.login, password=person.password)
        )
        for path in ("/home", "/unlock"):
            answer = await browser.get(path)
            assert (answer.status, answer.headers["Location"]) == (303, "/sign-in/step")
        for path in ("/sign-in/take-over", "/sign-in/authenticator"):
            answer = await browser.post(path, code="1")
            assert (answer.status, answer.headers["Location"]) == (303, "/sign-in/step")


async def test_a_weak_or_different_password_is_told_and_asked_again(site: Site) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.follow(
            await browser.post("/sign-in", login=person.login, password=person.password)
        )
        answer = await browser.post("/sign-in/password", new=OWN, again=OWN + "x")
        assert (answer.status, "同じではありません" in browser.page) == (422, True)
        answer = await browser.post("/sign-in/password", new="short", again="short")
        assert (answer.status, "短すぎます" in browser.page) == (422, True)


@pytest.mark.clause("SET-特-14")
async def test_a_locked_page_shows_nothing_until_the_password(site: Site, clock: Clock) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        await browser.post("/seat/take", seat="seat-01")
        clock.passes(site.desk.rules.sign_in.idle_lock_s + 1)
        answer = await browser.follow(await browser.get("/home"))
        assert answer.url.path == "/unlock"
        assert (await browser.post("/unlock", password="wrong")).status == 422
        await browser.follow(await browser.post("/unlock", password=OWN))
        assert "seat-01" in browser.page


async def test_signing_out_ends_the_session_and_the_seats_calls(
    site: Site, controller: Controller
) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        await browser.post("/seat/take", seat="seat-01")
        await browser.post("/seat/ready")
        old = browser.token
        answer = await browser.post("/sign-out")
        assert "storage" in answer.headers["Clear-Site-Data"]
        assert browser.token == ""
        browser.token = old
        assert (await browser.get("/home")).headers["Location"] == "/sign-in"
    assert [type(each).__name__ for each in controller.wishes] == [
        "ReadyPressed",
        "NotReadyPressed",
    ]


async def test_english_is_asked_for_before_and_remembered_after(site: Site) -> None:
    person = await newcomer(site.desk, role=Role.ADMIN)
    async with Browser(site) as browser:
        await browser.get("/sign-in?lang=en")
        assert 'lang="en"' in browser.page
        assert "Password" in browser.page
        await browser.sign_in(person)
        await browser.follow(await browser.post("/language", language="en"))
        assert "Administration" in browser.page
        assert (await browser.post("/language", language="xx")).status == 400


@pytest.mark.parametrize("login", ["x" * 65, "a\0b"])
async def test_what_nobody_types_is_refused(site: Site, login: str) -> None:
    async with Browser(site) as browser:
        answer = await browser.post("/sign-in", login=login, password="x")
        assert answer.status == 400
        assert "受け取れませんでした" in browser.page


async def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    async with Browser(site) as browser:
        assert (await browser.post("/sign-in", login="a", password="x" * 70_000)).status == 413


@pytest.mark.clause("SPR-別紙-5-3", "SHJ-区-シ2")
async def test_what_was_refused_is_in_the_trail(site: Site) -> None:
    person = await newcomer(site.desk, role=Role.CLIENT)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        answer = await browser.post("/seat/take", seat="seat-01")
        assert answer.status == 403
        assert "この画面は開けません" in browser.page
    last = (await entries(site.desk.engine, last=1))[0]
    assert (last.action, last.subject) == (Action.REFUSED, "/seat/take")
