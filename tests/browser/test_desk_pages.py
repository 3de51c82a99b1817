"""People at real pages: the first sign-in with an authenticator, a seat, ready, the floor."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from agent_ui.shown import Site
from callcenter.guest_wishes import Watch, WatchPressed
from callcenter.seat import SeatState
from callcenter.wishes import HandPressed
from desk import seating
from desk.roles import Role
from desk.rules import SignInRules
from desk.sessions import Who
from storage.projection import Applied, Projection
from tests.browser.conftest import Look, begin_record, go, opened
from tests.integration.agent_ui.calling import rings, with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import OWN, Person, newcomer
from tests.integration.storage.story import Story

pytestmark = pytest.mark.browser


async def sign_in(page: Page, person: Person, look: Look | None = None) -> None:
    """Go the way of the first day by the keyboard alone."""
    await page.goto("/sign-in")
    await expect(page.get_by_label("ログイン名")).to_be_focused()  # keys typed before are lost
    if look:
        await look(page, "sign_in")
    await page.keyboard.type(person.login)
    await page.keyboard.press("Tab")
    await page.keyboard.type(person.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("新しいパスワード")).to_be_focused()
    if look:
        await look(page, "change_password")
    await page.keyboard.type(OWN)
    await page.keyboard.press("Tab")
    await page.keyboard.type(OWN)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("コード", exact=True)).to_be_focused()
    if look:
        await look(page, "authenticator")
    groups = await page.locator("#secret span").all_text_contents()
    person.secret = "".join(groups)
    await page.keyboard.type(person.code())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="回復用コード")).to_be_visible()
    await expect(page.get_by_role("link", name="保管しました")).to_be_focused()
    if look:
        await look(page, "recovery_codes")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/home")


async def test_a_person_sets_up_a_second_factor_that_is_not_required(
    site: Site, look: Look
) -> None:
    rules = replace(site.desk.rules, sign_in=SignInRules(second_factor=False))
    easy = replace(site, desk=replace(site.desk, rules=rules))
    person = await newcomer(easy.desk)
    async with opened(easy) as page:
        await page.goto("/sign-in")
        await page.get_by_label("ログイン名").fill(person.login)
        await page.get_by_label("パスワード").fill(person.password)
        await page.keyboard.press("Enter")
        await page.get_by_label("新しいパスワード").fill(OWN)
        await page.get_by_label("もう一度").fill(OWN)
        await page.keyboard.press("Enter")
        await page.locator("details.me summary").click()
        await page.get_by_role("link", name="二段階認証").click()
        await expect(page.get_by_role("link", name="あとで")).to_be_visible()
        await look(page, "second_factor")
        person.secret = "".join(await page.locator("#secret span").all_text_contents())
        await page.get_by_label("コード", exact=True).fill(person.code())
        await page.get_by_label("パスワード").fill(OWN)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="回復用コード")).to_be_visible()


@pytest.mark.clause("OTR-6-5-イ-カ")
async def test_an_agent_signs_in_takes_a_seat_and_is_ready(
    site: Site, controller: Controller, page: Page, look: Look
) -> None:
    await page.clock.set_system_time("2019-04-01T09:00:00")  # a terminal whose clock is far off
    await sign_in(page, await newcomer(site.desk), look)
    await look(page, "seat_choice")
    await page.get_by_role("button", name="seat-01").click()
    mine = page.locator("#my-seat")
    await expect(page.locator("body[data-live]")).to_be_visible()
    await look(page, "agent_not_ready")
    await page.keyboard.press("Alt+1")
    await expect(mine).to_have_attribute("data-state", "ready")
    await expect(mine.locator("time[data-since]")).to_have_text(re.compile(r"^\d:\d\d$"))
    await look(page, "agent_ready")
    await page.keyboard.press("Alt+2")
    await expect(mine.locator("[data-reason-word]")).to_have_text("休憩")
    controller.show("seat-01", SeatState.WRAP_UP)
    await expect(page.get_by_role("button", name="後処理を終える")).to_be_visible()
    kept = await page.evaluate(
        "localStorage.length + sessionStorage.length + document.cookie.length"
    )
    assert kept == 0


async def test_a_silent_network_is_told_and_forgotten_once_it_is_back(
    site: Site, page: Page
) -> None:
    ways: list[WebSocketRoute] = []
    hears = True

    def carry(way: WebSocketRoute) -> None:
        far = way.connect_to_server()
        far.on_message(lambda said: way.send(said) if hears else None)
        ways.append(way)

    await page.route_web_socket("**/live*", carry)
    await page.clock.install()
    await sign_in(page, await newcomer(site.desk))
    await expect(page.locator("body[data-live]")).to_be_visible()
    hears = False  # nothing says so: the cable of a switch far away was pulled
    first = len(ways)
    await page.clock.run_for(12_000)
    await expect(page.get_by_text("つなぎ直しています…")).to_be_visible()
    assert len(ways) > first  # it is tried anew
    hears = True
    await page.clock.run_for(12_000)
    await expect(
        page.get_by_text("つなぎ直しています…")
    ).to_be_hidden()  # though nothing has changed


async def seated_agent(site: Site) -> Who:
    person = await newcomer(site.desk, "op9")
    return await person.who(await person.first_sign_in())


async def test_a_supervisor_sees_the_floor_change_and_locks_the_page(
    site: Site, controller: Controller, page: Page, look: Look, clock: Clock
) -> None:
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    await expect(page.locator("body[data-live]")).to_be_visible()
    for seat, state in (("seat-01", SeatState.READY), ("seat-02", SeatState.TALKING)):
        controller.show(seat, state)
        place = page.locator(f'[data-of="{seat}"]')
        await expect(place).to_have_attribute("data-state", state.value)
    await controller.submit(HandPressed(at=clock(), seat="seat-02", by="op1"))
    hand = page.locator('[data-of="seat-02"] .hand')
    await expect(hand).to_contain_text("手挙げ")
    await look(page, "supervisor")
    await page.get_by_label("着く席").select_option("sv-01")
    await page.get_by_role("button", name="この席に着く").click()
    await page.wait_for_load_state()  # its forms leave the page where it is
    await page.get_by_role("button", name="seat-02 聞く").click()
    await page.get_by_label("seat-02 交代する").click()
    await look(page, "supervisor_watching")
    await page.get_by_role("button", name="電話を引き取る").click()
    await hand.get_by_role("button", name="対応した").click()
    await expect(hand).to_be_hidden()
    asked = [each.how for each in controller.wishes if isinstance(each, WatchPressed)]
    assert asked == [Watch.LISTEN, Watch.TAKE_OVER]
    await go(page, "作業時間")
    await expect(page.get_by_role("cell", name="この日に席に着いた人はいません。")).to_be_visible()
    await seating.sit_down(site.desk, await seated_agent(site), "seat-01")
    clock.passes(605)
    await page.reload()
    await expect(page.get_by_role("cell", name="0:10:05").first).to_be_visible()
    await look(page, "work_times")
    await page.keyboard.press("Alt+l")
    await page.wait_for_url("**/unlock")
    await look(page, "locked")


async def test_a_draft_is_kept_as_typed_through_a_reload(site: Site, page: Page) -> None:
    await sign_in(page, await newcomer(site.desk))
    await page.goto("/records")
    await page.keyboard.press("Alt+Shift+1")
    await expect(page.get_by_role("cell", name="簡易記録")).to_be_visible()
    await begin_record(page)
    await page.get_by_role("button", name="制度案内").click()
    await page.get_by_label("内容と回答").press_sequentially(" 1234-5678-9018")
    await expect(page.locator("#refused")).to_contain_text("マイナンバー")
    for _ in range(15):
        await page.keyboard.press("Backspace")
    await expect(page.locator("#saved")).to_contain_text("下書きを保存しました")
    await expect(page.locator("#refused")).to_be_hidden()
    await page.reload()
    await expect(page.get_by_label("内容と回答")).to_have_value("制度の概要をご案内した。")


async def test_no_key_does_anything_while_kana_are_being_converted(site: Site, page: Page) -> None:
    await sign_in(page, await newcomer(site.desk))
    await page.goto("/records")
    await begin_record(page)
    text = page.get_by_label("内容と回答")
    await text.focus()
    ime = await page.context.new_cdp_session(page)
    for key in ("Control+Enter", "Alt+l", "Alt+n"):
        kana = {"text": "せいど", "selectionStart": 3, "selectionEnd": 3}
        await ime.send("Input.imeSetComposition", kana)
        await page.keyboard.press(key)
    await ime.send("Input.insertText", {"text": "制度"})
    await expect(text).to_have_value(re.compile("制度$"))
    await expect(page.locator("#saved")).to_contain_text("下書きを保存しました")
    await expect(page.get_by_role("alert")).to_be_hidden()
    await expect(
        text
    ).to_be_focused()  # neither closed nor locked, nor told that there is no answer
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("alert").first).to_contain_text("分類を選んでください")


async def call_taken(site: Site) -> None:
    story = Story(site.desk.clock())
    story.whole_call("c1")
    rows = Projection(site.desk.engine, instance="home-1", zone=site.desk.zone)
    assert isinstance(await rows.apply(story.records), Applied)


async def test_a_complaint_is_recorded_and_closed_by_the_keyboard(
    site: Site, page: Page, look: Look
) -> None:
    await sign_in(page, await newcomer(site.desk))
    await page.get_by_role("button", name="seat-01").click()
    await page.goto("/records")
    await begin_record(page)
    await page.get_by_label("分類").select_option("complaint")
    await page.get_by_role("button", name="制度案内").click()
    await page.get_by_role("button", name="用件を追加する").click()
    second = page.locator(".matter").nth(1)
    await expect(second).to_be_visible()
    await page.wait_for_load_state()  # its keys are heard
    await second.get_by_text("区役所案内").click()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("alert").first).to_contain_text("苦情の分類です")
    await look(page, "record_lacks")
    await second.get_by_role("button", name="この用件を消す").click()
    await expect(page.locator(".matter")).to_have_count(1)
    await page.wait_for_load_state()
    await page.get_by_text("完結", exact=True).click()
    await page.get_by_text("苦情として記録する").click()
    await page.get_by_text("至急", exact=True).click()
    await look(page, "record_complaint")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**/records")
    await call_taken(site)
    await page.reload()
    await expect(page.get_by_role("heading", name="記録のない通話")).to_be_visible()
    await look(page, "records")
    await page.get_by_role("link", name="苦情", exact=True).click()  # no reminder
    await expect(page.get_by_text("制度の概要をご案内した。")).to_be_visible()
    await look(page, "record_closed")


async def test_an_agent_sees_who_calls_and_checks_who_it_is(
    site: Site, controller: Controller, look: Look
) -> None:
    site = await with_cases(site)
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk))
        await page.get_by_role("button", name="seat-01").click()
        await expect(page.locator("body[data-live]")).to_be_visible()
        await rings(site, controller)
        caller = page.locator("#caller")
        await expect(caller).to_contain_text("+81112345678")
        first = caller.locator(".candidate").filter(has_text="S-O-000001")
        await first.get_by_text("本人確認をする").click()
        await look(page, "caller_masked")
        await first.get_by_label("氏名", exact=True).fill("ささくら よしのり")
        await first.get_by_role("button", name="照合する").click()
        await expect(caller.get_by_role("alert")).to_contain_text("まだ確認できません")
        await look(page, "caller_not_proved")
        for label, told in (
            ("氏名", "笹倉義則"),
            ("生年月日", "1971/12/31"),
            ("住所", "屯田九条１丁目"),
        ):
            await first.get_by_label(label, exact=True).fill(told)
        await first.get_by_role("button", name="照合する").click()
        await expect(caller).to_contain_text("札幌市北区屯田九条")
        await look(page, "caller_open")
        await expect(caller.get_by_role("button", name="この通話を記録する")).to_be_hidden()
        controller.show("seat-01", SeatState.TALKING, call="c1")
        await expect(caller.get_by_role("button", name="この通話を記録する")).to_be_visible()
        await look(page, "caller_talking")
        await page.keyboard.press("Alt+w")
        await expect(page.get_by_role("heading", name="記録を書く")).to_be_visible()
        await expect(caller).to_contain_text(
            "+81112345678"
        )  # beside its record, without the way to it
        await expect(caller.get_by_role("button", name="この通話を記録する")).to_be_hidden()


async def test_what_is_typed_beside_a_caller_outlives_the_slower_of_two_ways_to_tell_who_it_is(
    site: Site, controller: Controller
) -> None:
    """The socket tells it, and the page asks; whichever comes second changes nothing."""
    site = await with_cases(site)
    held: list[tuple[WebSocketRoute, str | bytes]] = []

    def carry(way: WebSocketRoute) -> None:
        def hear(said: str | bytes) -> None:
            if "caller" in json.loads(said):
                held.append((way, said))
            else:
                way.send(said)

        way.connect_to_server().on_message(hear)

    async with opened(site) as page:
        await page.route_web_socket("**/live*", carry)
        await sign_in(page, await newcomer(site.desk))
        await page.get_by_role("button", name="seat-01").click()
        await expect(page.locator("body[data-live]")).to_be_visible()
        await rings(site, controller)
        first = page.locator("#caller .candidate").filter(has_text="S-O-000001")
        await first.get_by_text("本人確認をする").click()
        field = first.get_by_label("氏名", exact=True)
        await field.fill("ささくら")
        [(way, said)] = held
        way.send(said)
        await page.evaluate("() => new Promise((heard) => setTimeout(heard, 50))")
        assert await field.input_value() == "ささくら"
        await expect(field).to_be_visible()
