"""Applications in a real browser: found, unmasked, a deficiency added, sent back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import FilePayload, Page, Route, expect
from sqlmodel import select

from agent_ui.case_room import CaseRoom
from agent_ui.shown import Site
from callcenter.seat import SeatState
from cases.files import Kind
from cases.lifecycle import Status
from cases.paper import Sheet, receive, twice
from cases.schema import Channel
from cases.store import Actor
from desk.roles import Role
from storage.case_tables import Case
from storage.engine import transaction
from tests.browser.conftest import Look, begin_record, go, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.test_case_paper import typed
from tests.integration.agent_ui.test_cases import imported, number, with_cases
from tests.integration.cases.contract_office import office as contract_office
from tests.integration.desk.people import newcomer
from tests.unit.cases.applications import application

pytestmark = pytest.mark.browser

WHY = "/phone/recording"
SUPPORTED = {
    **{"区分": "追加", "対象者番号": "p1", "カナ氏名": "セタ　アイ", "氏名": "世田　愛"},
    **{"生年月日": "1990-04-01", "業務": "生活困窮者自立相談支援", "管轄の総合支所": "砧"},
    **{"対象者の別": "対象者", "電話番号": "", "配慮すること": ""},
}


@pytest.fixture
def site(site: Site) -> Site:
    return with_cases(site)


async def test_a_supervisor_works_through_the_applications(
    site: Site, page: Page, look: Look
) -> None:
    applicants = await imported(site)
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    await go(page, "申請")
    await look(page, "cases")
    await page.get_by_label("状態").select_option("deficient")
    await page.get_by_role("button", name="絞り込む").click()
    await page.get_by_label("絞り込みの名前").fill("不備のあるもの")
    await page.get_by_role("button", name="この絞り込みを残す").click()
    await expect(page.get_by_role("link", name="不備のあるもの")).to_be_visible()
    await look(page, "cases_view")
    await page.get_by_role("textbox").first.fill(applicants[0].document.values["phone"])
    await page.get_by_role("button", name="探す").click()
    await page.get_by_role("link", name=await number(site, 1)).click()
    await expect(page.get_by_text("申請の内容")).to_be_visible()
    await page.get_by_label("伏せ字を外す理由").select_option("papers")
    await page.get_by_role("button", name="伏せ字を外す").click()
    await expect(page.get_by_text(applicants[0].document.values["phone"])).to_be_visible()
    await page.get_by_role("link", name="伏せ字に戻す").click()
    await page.get_by_text("不備を登録する").click()
    await page.get_by_label("不備の種類").select_option("BANKBOOK")
    await page.get_by_role("button", name="登録する", exact=True).click()
    await expect(page.get_by_role("button", name="責任者の判断")).to_be_visible()
    await look(page, "case")


async def test_a_supervisor_screens_a_case_and_looks_at_the_boards(
    site: Site, page: Page, look: Look
) -> None:
    await imported(site)
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    await page.goto("/cases/boards/screening")
    await look(page, "case_screening_board")
    await page.get_by_role("button", name="次の申請を審査する").click()
    await look(page, "case_screening")
    for box in await page.get_by_role("checkbox").all():
        await box.check()
    await page.get_by_text("支給相当", exact=True).click()
    await page.get_by_role("button", name="審査結果を登録する").click()
    await page.wait_for_url("**/boards/screening")
    await page.get_by_role("link", name="不備と差し戻し").click()
    await look(page, "case_deficiencies")
    await page.get_by_role("button", name="差し戻し済み").first.click()
    await expect(page.get_by_role("heading", name="返答を待つ差し戻し")).to_be_visible()
    await page.clock.install()
    await page.get_by_role("link", name="状況と滞留").click()
    await page.wait_for_load_state()  # from now on it asks for its counts again
    await look(page, "case_stagnant")
    async with transaction(site.desk.engine) as session:
        for case in await session.exec(select(Case)):
            case.status = Status.PAID.value
    await page.clock.run_for(10_000)
    await expect(page.get_by_role("link", name="支給済")).to_be_visible()


@pytest.mark.clause("SET-I-12-12")
async def test_a_campaigns_own_step_asks_for_what_it_needs(site: Site, look: Look) -> None:
    desk = contract_office(site.desk.engine, "setagaya", site.desk.clock())
    await desk.take(Kind.ONLINE, [SUPPORTED])
    async with opened(replace(site, cases=CaseRoom(desk.shelf, desk.plan))) as page:
        await sign_in(page, await newcomer(site.desk, "op1", Role.AGENT))
        await page.goto(f"/cases/{await desk.number('p1')}")
        await expect(page.get_by_text("支援の終了", exact=True)).to_have_count(0)
        await page.get_by_text("アセスメント", exact=True).first.click()
        for label in ("現状・意欲・課題", "自己理解", "労働市場・職業の理解"):
            await page.get_by_label(label).fill("面談で確かめた")
        await look(page, "case_own_step")
        await page.get_by_role("button", name="アセスメント").click()
        await expect(page.get_by_text("アセスメント済", exact=True)).to_be_visible()
        await page.goto("/cases?status=assessed")
        await look(page, "cases_own_stage")


async def test_a_supervisor_takes_a_list_that_the_campaign_describes(
    site: Site, look: Look
) -> None:
    desk = contract_office(site.desk.engine, "setagaya", site.desk.clock())
    await desk.take(Kind.ONLINE, [{**SUPPORTED, "対象者番号": f"p{n}"} for n in range(3)])
    async with opened(replace(site, cases=CaseRoom(desk.shelf, desk.plan))) as page:
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await go(page, "申請")
        await page.get_by_role("link", name="業務の一覧").click()
        await page.get_by_role("button", name="業務ごとの対象者 作成する").click()
        await page.get_by_role("button", name="票を作成する").click()
        await expect(page.get_by_text("支援記録のない対象者.csv")).to_be_visible()
        async with page.expect_download() as coming:
            await page.get_by_role("link", name="業務ごとの対象者_").click()
        assert "業務ごとの対象者" in (await coming.value).suggested_filename
        await look(page, "case_lists")


async def test_paper_is_typed_by_the_keyboard(site: Site, page: Page, look: Look) -> None:
    muted: list[str] = []
    page.on(
        "request", lambda asked: muted.append(asked.post_data or "") if WHY in asked.url else None
    )
    await sign_in(page, await newcomer(site.desk))
    await page.goto("/cases/paper")
    for field, value in typed().items():
        control = page.locator(f"[id='{field}']")
        if await control.count() == 0:
            continue
        if await control.evaluate("each => each.tagName") == "SELECT":
            await control.select_option(value)
        else:
            await control.fill(value)
    await page.get_by_label("申請者電話番号").fill("090-1234-5678")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="半角数字")).to_be_visible()
    await look(page, "case_paper")
    for again in await page.get_by_role("group", name="口座をもう一度入力").locator("input").all():
        name = await again.get_attribute("name") or ""
        await again.fill(typed()[name])
    await page.get_by_label("申請者電話番号").fill("09012345678")
    await page.get_by_role("button", name="受付番号をつけて登録する").click()
    await expect(page.get_by_role("heading", name="S-P-000001")).to_be_visible()
    assert {"why=account_field&on=1", "why=account_field&on=0"} == set(muted)
    assert [each[-1] for each in muted] == ["1", "0"] * (len(muted) // 2)
    await correct(page, look)


async def correct(page: Page, look: Look) -> None:
    """Correct phone and account of the application that was typed."""
    await page.get_by_label("伏せ字を外す理由").select_option("papers")
    await page.get_by_role("button", name="内容を直す").click()
    phone = page.get_by_label("申請者電話番号")
    await expect(phone).to_have_value("09012345678")
    await phone.fill("0112113944")
    await page.get_by_label("口座番号").first.fill("7654321")
    await look(page, "case_correction")
    await (
        page.get_by_role("group", name="口座をもう一度入力")
        .get_by_label("口座番号")
        .fill("7654321")
    )
    await page.get_by_role("button", name="訂正を登録する").click()
    await expect(page.get_by_text("第2版「申請者電話番号」の変更")).to_be_visible()


async def test_an_account_field_mutes_the_talk_that_begins_or_goes_on_while_it_has_the_focus(
    site: Site, controller: Controller, page: Page
) -> None:
    asked: list[str] = []
    cut: list[str] = ["0"]
    reason = [""]

    async def phone(route: Route) -> None:
        asked.append((route.request.post_data or "")[-1])
        status = 409 if reason[0] else 200
        answer = {"error": "×", "reason": reason[0]}
        await (route.abort() if cut[0] == "1" else route.fulfill(json=answer, status=status))

    await page.route(f"**{WHY}", phone)
    case = await by_post(site)
    await sign_in(page, await newcomer(site.desk))
    await page.goto("/home")
    await page.get_by_role("button", name="seat-01").click()
    await expect(page.locator("#my-seat")).to_be_visible()
    async with page.expect_request(f"**{WHY}"):
        await page.goto(f"/cases/{case.number}/account")  # its first field has the focus by itself
    cut[0] = "1"
    async with page.expect_request(f"**{WHY}"):
        controller.show("seat-01", SeatState.TALKING, call="c1")
    told = page.get_by_role("alert").filter(has_text="録音を伏せられません")
    await expect(told).to_be_visible()
    cut[0] = "0"
    await expect(told).to_be_hidden()
    assert set(asked) == {"1"}
    async with page.expect_request(lambda each: (each.post_data or "").endswith("on=0")):
        await page.get_by_role("button", name="確かめる").focus()
    await refused_rightly(page, controller, reason)


async def refused_rightly(page: Page, controller: Controller, reason: list[str]) -> None:
    """What is not recorded, or not one's own talk, is not muted, and nobody is warned of that."""
    reason[0] = "not_recorded"
    warning = page.get_by_role("alert").filter(has_text="録音を伏せられません")
    async with page.expect_response(f"**{WHY}"):
        await page.get_by_label("口座番号", exact=True).focus()
    await settled(page)
    assert not await warning.is_visible()
    for tie in ("consulting", "three_way", "listening", "leaving"):
        reason[0] = "" if tie == "three_way" else "no_talk"
        async with page.expect_response(f"**{WHY}"):
            controller.show("seat-01", SeatState.TALKING, call="c1", tie=tie)
        await settled(page)
        assert not await warning.is_visible(), tie
    reason[0] = ""


async def test_a_search_by_name_is_heard_and_one_by_number_left_out_for_a_reason_of_its_own(
    site: Site, page: Page
) -> None:
    asked: list[str] = []

    async def phone(route: Route) -> None:
        asked.append(route.request.post_data or "")
        await route.fulfill(json={"error": "", "reason": ""})

    await page.route(f"**{WHY}", phone)
    case = await by_post(site)
    await sign_in(page, await newcomer(site.desk))
    await page.goto("/cases")
    field = page.get_by_label("口座で探す")
    for text, told in (("笹倉　義則", ""), ("１２", "on=1"), ("", "on=0"), ("S-P-000001", "on=1")):
        if told:
            async with page.expect_response(f"**{WHY}"):
                await field.fill(text)
        else:
            await field.fill(text)
            await settled(page)
        assert asked == [f"why=search_field&{told}"] * bool(told), text
        asked.clear()
    async with page.expect_response(f"**{WHY}"):
        await page.get_by_label("状態").focus()
    assert asked == ["why=search_field&on=0"]
    asked.clear()
    # From the one to the other field nothing is heard between: the new reason stands before.
    await page.goto(f"/cases/{case.number}/account")
    await page.evaluate(BESIDE_AN_ACCOUNT)
    async with page.expect_response(lambda each: each.request.post_data == CHANGED[-1]):
        await page.locator("#beside").focus()
    assert asked == CHANGED


BESIDE_AN_ACCOUNT = """
  const field = "<input id=beside data-sensitive=search value=7>";
  document.querySelector("main").insertAdjacentHTML("beforeend", field);
"""
CHANGED = ["why=account_field&on=1", "why=search_field&on=1", "why=account_field&on=0"]


async def by_post(site: Site) -> Case:
    """Write down an application that came by post."""
    room = site.cases
    assert room is not None
    async with transaction(site.desk.engine) as session:
        form = Sheet(Channel.POST, site.desk.clock(), application(Channel.POST), [])
        return await receive(session, room.shelf, form, Actor("op9", site.desk.clock()))


async def settled(page: Page) -> None:
    """Let the page draw what it has just heard."""
    await page.evaluate("() => new Promise((drawn) => setTimeout(drawn, 0))")
    await page.evaluate("() => new Promise(requestAnimationFrame)")


async def test_what_arrives_is_written_down_and_an_account_typed_twice(
    site: Site, page: Page, look: Look
) -> None:
    await imported(site)
    room, sheet = site.cases, application(Channel.POST)
    assert room is not None
    async with transaction(site.desk.engine) as session:
        form = Sheet(Channel.POST, site.desk.clock(), sheet, [])
        case = await receive(session, room.shelf, form, Actor("op9", site.desk.clock()))
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    await page.goto("/cases/arrivals")
    await page.get_by_label("種類").select_option("copy")
    await page.get_by_label("内容・差出人").fill("同じ申請書がもう一通")
    await page.get_by_role("button", name="到着簿に記録する").click()
    await expect(page.get_by_text("同じ申請書がもう一通")).to_be_visible()
    await look(page, "case_arrivals")
    await page.goto("/cases/boards/accounts")
    await look(page, "case_accounts")
    await page.get_by_role("link", name="入力して確かめる").click()
    for field in twice(room.shelf.schema):
        await page.get_by_label(field.label, exact=True).fill(sheet.at(field.id) or "1")
    await page.get_by_label("口座番号", exact=True).fill("0000001")
    await page.get_by_role("button", name="確かめる", exact=True).click()
    await expect(page.get_by_text("はじめの入力と違う項目があります")).to_be_visible()
    await look(page, "case_account")
    await page.goto(f"/cases/{case.number}")
    photo: FilePayload = {
        "name": "通帳.png",
        "mimeType": "image/png",
        "buffer": b"\x89PNG\r\n\x1a\nx",
    }
    await page.get_by_label("添付するファイル").set_input_files(photo)
    await page.get_by_role("button", name="添付する", exact=True).click()
    await expect(page.get_by_text("通帳.png")).to_be_visible()
    await look(page, "case_files")


REMOVED_SILENTLY = """
  const inner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
  const swallow = (event) => event.stopImmediatePropagation();
  Object.defineProperty(Element.prototype, "innerHTML", { ...inner, set(text) {
    addEventListener("focusout", swallow, true);
    inner.set.call(this, text);
    removeEventListener("focusout", swallow, true);
  } });
"""
"""As the HTML standard has it and Chromium does not: what is removed tells of no lost focus."""


async def test_a_record_is_linked_to_the_case_that_it_is_about(
    site: Site, page: Page, look: Look
) -> None:
    applicants = await imported(site)
    await page.add_init_script(REMOVED_SILENTLY)
    await sign_in(page, await newcomer(site.desk))
    await page.get_by_role("button", name="seat-01").click()
    await go(page, "記録")
    await begin_record(page)
    about = page.locator("#record-cases")
    searched = about.get_by_role("textbox")
    await searched.fill(applicants[0].document.values["phone"])
    async with page.expect_request(lambda each: each.post_data == "why=search_field&on=0"):
        await searched.press("Enter")  # the field is replaced while it has the focus
    await about.get_by_role("button", name="この申請の記録にする").first.click()
    await expect(about.get_by_role("link", name=await number(site, 1))).to_be_visible()
    await look(page, "record_cases")
