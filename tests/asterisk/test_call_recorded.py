"""One call through a real Chromium: who rings, the talk, its record, the case's history; locked."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import FrameLocator, Page, expect

from callcenter.commands import CloseCall, ShowSeat
from callcenter.events import CallArrived
from cases.banks import shipped
from cases.numbering import number_of
from cases.sample import sample, sheet_of
from config.campaign import CAMPAIGNS as SHIPPED
from tests.asterisk.agents_browser import OWN, agent_at, look
from tests.asterisk.instance import CAMPAIGNS, LINE, Instance, running
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.unit.cases.applications import schema

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

SLOW_MS = 15_000
CITIZEN, PROTECTED = "0312345678", "0312340099"
CASE, HIDDEN = number_of("S", "O", 1), number_of("S", "O", 2)
NAME, BIRTH, ADDRESS = "笹倉　義則", "1971-12-31", "札幌市北区屯田九条１丁目２番"
CHANGED = {"wrap_up_s = 0": "wrap_up_s = 60", "ring_s = 2": "ring_s = 60"}
OF_SHIPPED = re.compile(r"\[\[?(records|categories|cases)")
"""What Sapporo's file says of records and applications; the rest is the short campaign's."""


def campaign_in(folder: Path) -> Path:
    """Write the short campaign with records, applications and a wrap-up."""
    tables = re.split(r"(?m)^(?=\[)", (SHIPPED / "sapporo.toml").read_text())
    whole = (CAMPAIGNS / "counter.toml").read_text()
    for before, after in CHANGED.items():
        assert before in whole
        whole = whole.replace(before, after)
    file = folder / "recorded.toml"
    file.write_text("\n".join([whole, *(each for each in tables if OF_SHIPPED.match(each))]))
    return file


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    folder = tmp_path_factory.mktemp("recorded")
    people = list(sample(2, schema=schema(), banks=shipped(), seed=3, flawless=True))
    for one, phone in zip(people, (CITIZEN, PROTECTED), strict=True):
        one.document.values["phone"] = phone
    people[0].document.values |= {
        **{"applicant_name": NAME, "applicant_kana": "ササクラ　ヨシノリ"},
        **{"applicant_birth": BIRTH, "address": ADDRESS},
    }
    csv = folder / "online.csv"
    csv.write_bytes(sheet_of(people, schema()))
    hidden, persons = people[1].document.values, folder / "protected.csv"
    row = (hidden["applicant_kana"], hidden["applicant_birth"], "追加", "支援措置")
    persons.write_text("カナ氏名,生年月日,区分,理由\n" + ",".join(row) + "\n")
    campaign = str(campaign_in(folder))
    async with running(folder, campaign=campaign, flows="flows") as instance:
        await instance.command("cases", "import", str(csv))
        await instance.command("cases", "import", str(persons), "--kind", "protected")
        yield instance


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(counter: Instance, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    async with agent_at(counter, "seat-01", tmp_path_factory.mktemp("browser")) as seated:
        await seated.keyboard.press("Alt+1")
        yield seated


@contextlib.asynccontextmanager
async def rung(counter: Instance, page: Page, who: str) -> AsyncIterator[tuple[OutgoingCall, str]]:
    """A citizen calls, and the agent's phone rings; gives the call and its id."""
    start = counter.log.n
    async with CallerPhone(counter.sip, who) as caller:
        call = caller.call(LINE)
        arrived = await counter.log.event(CallArrived, after=start)
        await shows(page, "ringing")
        yield call, arrived.call
    await shows(page, "idle")


async def shows(page: Page, state: str) -> None:
    await expect(page.locator("body")).to_have_attribute("data-phone", state)


async def proved(work: FrameLocator) -> None:
    """Check who it is, as the caller tells it."""
    case = work.locator("#caller .candidate").filter(has_text=CASE)
    for label, told in (("氏名", NAME), ("生年月日", BIRTH), ("住所", ADDRESS)):
        await case.get_by_label(label, exact=True).fill(told)
    await case.get_by_role("button", name="照合する").click()
    await expect(work.locator("#caller")).to_contain_text("屯田九条")


async def recorded(page: Page, work: FrameLocator) -> None:
    """Write the record of the talk, of its case, by the keyboard where there is a key."""
    await page.keyboard.press("Alt+w")
    await expect(work.get_by_role("heading", name="記録を書く")).to_be_visible()
    await work.get_by_role("button", name="この申請の記録にする").click()
    await expect(work.get_by_role("link", name=CASE)).to_be_visible()
    await work.get_by_label("分類").select_option(index=1)
    await work.get_by_text("完結", exact=True).click()
    await work.get_by_label("内容と回答").fill("必要な書類をご案内した。")
    await expect(work.locator("#saved")).to_contain_text("下書きを保存しました")
    await page.keyboard.press("Control+Enter")
    await expect(work.get_by_role("heading", name="下書きと本日の記録")).to_be_visible()


async def test_a_call_rings_with_its_case_is_recorded_and_stands_in_the_cases_history(  # noqa: PLR0915 (one long walk)
    counter: Instance, page: Page
) -> None:
    work = page.frame_locator("#work")
    await (
        work.locator("nav").get_by_role("link", name="折り返し", exact=True).click()
    )  # a page without the caller's place
    await expect(work.get_by_role("heading", name="折り返し", exact=True)).to_be_visible()
    await page.get_by_text("受付不可にする").click()  # the bar has what the page lacks
    await page.get_by_role("button", name="休憩").click()
    await expect(page.locator("[data-phone-seat-reason]")).to_have_text("休憩")
    await page.keyboard.press("Alt+1")
    async with rung(counter, page, CITIZEN) as (call, name):
        await expect(work.locator("#pop")).to_contain_text(CASE)
        await expect(work.locator("#pop")).to_contain_text("申請書の電話番号")
        await expect(page.locator("[data-phone-caller]")).to_have_text("03-1234-5678")
        await look(page, "call_ringing")
        await page.keyboard.press("Alt+a")
        await shows(page, "talking")
        await proved(work)
        await look(page, "call_talking")
        await recorded(page, work)
        call.hang_up()
        closed = await counter.log.command(CloseCall, call=name)
    assert (closed.outcome, closed.seat) == ("answered", "seat-01")
    await expect(page.locator("body")).to_have_attribute("data-seat-state", "wrap_up")
    await look(page, "call_wrap_up")
    await page.keyboard.press("Alt+1")
    async with rung(counter, page, CITIZEN) as (call, _):
        earlier = work.locator("#caller .earlier li").first
        await expect(earlier.get_by_role("link", name=CASE)).to_be_visible()
        await expect(earlier).to_contain_text("応答")
        await earlier.get_by_role("link", name=CASE).click()
        await expect(work.get_by_role("heading", name=CASE)).to_be_visible()
        await expect(work.get_by_text(re.compile("^着信「"))).to_be_visible()
        pop = work.locator("#pop")  # also over there
        await expect(pop).to_contain_text("03-1234-5678", timeout=SLOW_MS)
        await look(page, "call_ringing_case")
        call.hang_up()


async def test_who_is_protected_rings_without_a_name_a_number_or_a_case(
    counter: Instance, page: Page
) -> None:
    work = page.frame_locator("#work")
    await page.keyboard.press("Alt+1")
    async with rung(counter, page, PROTECTED) as (call, _):
        await expect(work.locator("#caller h2")).to_have_text("責任者対応")
        await expect(work.locator("#caller .protected")).to_contain_text("管理者に代わってください")
        await expect(page.locator("[data-phone-caller]")).to_have_text("責任者対応")
        await look(page, "call_protected")
        for place in (page.locator("body"), work.locator("body")):
            for told in (HIDDEN, "03-1234-0099", PROTECTED, PROTECTED[1:]):
                await expect(place).not_to_contain_text(told)
        call.hang_up()


async def test_a_locked_page_keeps_its_call_as_it_is_and_hands_it_to_nobody(
    counter: Instance, page: Page
) -> None:
    work, shell, start = page.frame_locator("#work"), page.locator("body"), counter.log.n
    await page.keyboard.press("Alt+1")
    async with rung(counter, page, CITIZEN) as (call, _):
        await page.keyboard.press("Alt+a")
        await shows(page, "talking")
        await work.locator("body").press("Alt+l")
        await expect(work.get_by_role("heading", name="ロック中")).to_be_visible()
        await expect(shell).to_have_attribute("data-shut", "1")
        await expect(page.locator("[data-phone-caller]")).to_have_text("")
        await expect(page.get_by_text("転送・相談")).to_be_hidden()
        for held in ("1", ""):  # the bar hears of it, though the page is locked
            await page.keyboard.press("Alt+h")
            await expect(shell).to_have_attribute("data-held", held)
            await look(page, f"call_locked{held}")
        await page.wait_for_timeout(2000)  # a link that was lost would be told by now
        await expect(page.locator("[data-warning=network]")).to_be_hidden()
        await work.get_by_label("パスワード").fill(OWN)
        await page.keyboard.press("Enter")
        await expect(work.locator("#caller")).to_contain_text(CASE)
        await expect(page.get_by_text("転送・相談")).to_be_visible()
        await page.context.set_offline(True)
        await expect(page.locator("[data-warning=network]")).to_be_visible()
        await look(page, "call_offline")
        await page.context.set_offline(False)
        await expect(page.locator("[data-warning=network]")).to_be_hidden(timeout=SLOW_MS)
        await page.keyboard.press("Alt+h")
        await expect(shell).to_have_attribute("data-held", "1")
        await look(page, "call_held")
        call.hang_up()
    kinds = {each.seat for each in counter.log.commands(ShowSeat, after=start) if each.call}
    assert kinds == {"seat-01"}
