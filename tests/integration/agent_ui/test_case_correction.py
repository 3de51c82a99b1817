"""An application on paper is corrected on its page, by the rules and roles of its receipt."""

from __future__ import annotations

import pytest
from sqlmodel import select

from agent_ui.shown import Site
from cases.lifecycle import Status
from desk.roles import Role
from storage.case_desk_tables import CaseAccountCheck
from storage.case_tables import Case, CaseChange, CaseDeficiency, CaseSight
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_case_desk import put, status
from tests.integration.agent_ui.test_case_paper import PLACE, typed
from tests.integration.agent_ui.test_cases import audited, imported, number, with_cases
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration


async def received(site: Site, browser: Browser, **changed: str) -> str:
    """Receive an application on paper as it is; gives its address."""
    await browser.sign_in(await newcomer(site.desk))
    await browser.get(PLACE)
    answer = await browser.fill(PLACE, typed(accept="1", **changed))
    return answer.headers["Location"]


def corrected(revision: int = 1, **changed: str) -> dict[str, str]:
    """Give the page of correction as it is sent with nothing typed a second time."""
    fields = {key: each for key, each in typed().items() if not key.startswith("again-")}
    return fields | {"revision": str(revision)} | changed


async def test_what_was_missing_is_written_in_judged_and_kept_in_the_history(site: Site) -> None:
    site = with_cases(site)
    async with Browser(site) as browser:
        place = await received(site, browser, phone="")
        await browser.get(place)
        assert f'formaction="{place}/correction"' in browser.page
        assert (await browser.post(f"{place}/correction")).status == 422
        assert 'value="髙橋　花子"' not in browser.page
        assert (await browser.post(f"{place}/correction", ground="papers")).status == 200
        assert 'value="髙橋　花子"' in browser.page
        wrong = await browser.fill(f"{place}/corrected", corrected(phone="090-1234-5678"))
        assert wrong.status == 422
        assert "「申請者電話番号」：半角数字" in browser.page
        assert 'value="090-1234-5678"' in browser.page
        assert (await browser.fill(f"{place}/corrected", corrected())).status == 303
        await browser.get(place)
        assert "第2版「申請者電話番号」の変更" in browser.page
    async with transaction(site.desk.engine) as session:
        [case] = await session.exec(select(Case))
        [change] = await session.exec(select(CaseChange))
        [row] = await session.exec(select(CaseDeficiency))
        sights = [each.how for each in await session.exec(select(CaseSight))]
    room = site.cases
    assert room is not None
    assert (case.status, case.revision, change.field) == ("resolved", 2, "phone")
    assert (change.by, change.source, change.form) == ("op1", "correction", room.shelf.form)
    assert (row.how, row.closer) == ("corrected", "op1")
    assert room.shelf.read(case).at("phone") == "09012345678"
    assert sights.count("unmasked") == 1
    assert await audited(site, "case_corrected") == [case.number]
    assert await audited(site, "case_unmasked") == [case.number]


async def test_a_corrected_account_is_typed_twice_and_waits_for_another_person(
    site: Site,
) -> None:
    site = with_cases(site)
    async with Browser(site) as browser, Browser(site) as second:
        place = await received(site, browser)
        await second.sign_in(await newcomer(site.desk, "op2"))
        await second.get(place)
        right = {key: typed()[key] for key in ("bank_code", "branch_code", "account_holder")}
        first = right | {"account_number": "0012345"}
        assert (await second.fill(f"{place}/account", first)).status == 303
        changed = corrected(account_number="7654321")
        for again in ("", "7654322"):
            sent = changed | {"again-account_number": again}
            assert (await browser.fill(f"{place}/corrected", sent)).status == 422
            assert "<li>口座番号</li>" in browser.page
        sent = changed | {"again-account_number": "7654321"}
        assert (await browser.fill(f"{place}/corrected", sent)).status == 303
        mine = right | {"account_number": "7654321"}
        assert (await browser.fill(f"{place}/account", mine)).status == 409
        async with transaction(site.desk.engine) as session:
            [row] = await session.exec(select(CaseAccountCheck))
        assert (row.entered_by, row.checked_by, row.checked_at) == ("op1", "", None)
        assert (await second.fill(f"{place}/account", mine)).status == 303


async def test_who_may_correct_follows_status_channel_and_role(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    online = f"/cases/{await number(site, 2)}"
    async with Browser(site) as browser, Browser(site) as chief:
        place = await received(site, browser, phone="")
        await browser.get(online)
        assert "/correction" not in browser.page
        for way in ("correction", "corrected"):
            assert (await browser.fill(f"{online}/{way}", corrected())).status == 409
        assert "差し戻し" in browser.page
        assert (await browser.fill(f"{place}/corrected", corrected(revision=7))).status == 409
        assert "ほかの人が先に直しました" in browser.page
        assert (
            await browser.fill(f"{place}/corrected", corrected() | {"revision": "x"})
        ).status == 400
        await put(site, 5, Status.DELIVERED)
        assert (await browser.fill(f"{place}/corrected", corrected())).status == 409
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await chief.get(place)
        assert (await chief.fill(f"{place}/corrected", corrected())).status == 303
        assert await status(site, 5) == "delivered"
        await put(site, 5, Status.PAYMENT_MADE)
        later = corrected(revision=2, phone="0112113944")
        assert (await chief.fill(f"{place}/corrected", later)).status == 409
        async with transaction(site.desk.engine) as session:
            case = await session.get_one(Case, 5)
            case.status, case.is_protected = Status.RECEIVED.value, True
        assert (await browser.fill(f"{place}/corrected", later)).status == 403
        assert (await chief.fill(f"{place}/corrected", later)).status == 303
