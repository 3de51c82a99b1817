"""Applications over HTTP: lists, one case, boards; masked, withheld, audited, refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from agent_ui.case_room import CaseRoom
from agent_ui.shown import Site
from callcenter.seat import SeatState
from cases.banks import shipped
from cases.importing import Importer
from cases.sample import Applicant
from cases.store import Actor, Shelf
from cases.vault import Vault
from desk.roles import Role
from storage.audit import entries
from storage.case_tables import Case, CaseSight
from storage.case_work_tables import CaseSendBack
from storage.engine import transaction
from tests.integration.agent_ui import calling
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import TOLD
from tests.integration.agent_ui.conftest import Controller
from tests.integration.cases.test_importing import file, people
from tests.integration.desk.people import newcomer
from tests.unit.cases.applications import plan, schema

pytestmark = pytest.mark.integration


def with_cases(site: Site) -> Site:
    """Give the site applications of Sapporo's form."""
    room = CaseRoom(Shelf(schema(), Vault(b"k" * 32, encrypted=True)), plan())
    return replace(site, cases=room)


async def imported(site: Site) -> list[Applicant]:
    """Take in four: the second lacks digits, the third is protected."""
    room = site.cases
    assert room is not None
    found = people(4, flawless=True)
    found[1].document.values["phone"] = "090-1111-2222"
    importer = Importer(site.desk.engine, room.shelf, shipped(), zone=site.desk.zone)
    await importer.take(file(found), Actor("op-01", site.desk.clock()))
    async with transaction(site.desk.engine) as session:
        (await session.get_one(Case, 3)).is_protected = True
    return found


async def number(site: Site, seq: int) -> str:
    async with transaction(site.desk.engine) as session:
        return (await session.get_one(Case, seq)).number


async def audited(site: Site, action: str) -> list[str]:
    return [each.subject for each in await entries(site.desk.engine, last=99, action=action)]


@pytest.mark.clause("SPR-III-3-1")
async def test_the_list_filters_and_masks(site: Site) -> None:
    site = with_cases(site)
    applicants = await imported(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get("/cases")
        for seq in (1, 2, 4):
            assert await number(site, seq) in browser.page
        given = applicants[0].document.values["applicant_name"].split()[1]
        assert given not in browser.page
        await browser.get("/cases?status=deficient&channel=online&code=DIGIT")
        assert await number(site, 2) in browser.page
        assert await number(site, 1) not in browser.page
        every, lacking = await entries(site.desk.engine, last=2, action="cases_listed")
        assert lacking.detail == {"cases": await number(site, 2)}
        shown = {await number(site, seq) for seq in (1, 2, 4)}  # the third is protected
        assert set(str(every.detail["cases"]).split()) == shown
        for wrong in ("status=x", "channel=x", "code=%3Cscript%3E", "page=0", "page=x"):
            assert (await browser.get(f"/cases?{wrong}")).status == 400


@pytest.mark.clause("SUI-11-4-キ")
async def test_a_search_leaves_no_word_in_address_and_trail(site: Site) -> None:
    site = with_cases(site)
    applicants = await imported(site)
    phone = applicants[0].document.values["phone"]
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        answer = await browser.post("/cases/find", text=phone)
        assert (answer.status, str(answer.url).endswith("/cases/find")) == (200, True)
        assert await number(site, 1) in browser.page
        assert await number(site, 2) not in browser.page
    [entry] = await entries(site.desk.engine, last=9, action="cases_searched")
    assert (entry.subject, entry.detail) == ("", {"found": 1})
    [seen] = await entries(site.desk.engine, last=1)
    assert (seen.action, seen.detail) == ("cases_listed", {"cases": await number(site, 1)})


async def test_an_agent_finds_no_protected_person_by_filter_or_search(site: Site) -> None:
    site = with_cases(site)
    values = (await imported(site))[2].document.values
    hidden = await number(site, 3)
    account = " ".join(values[each] for each in ("bank_code", "branch_code", "account_number"))
    asked = [hidden, account, *(values[each] for each in ("phone", "applicant_name"))]
    asked += [values["applicant_birth"]]
    async with Browser(site) as browser, Browser(site) as chief:
        await browser.sign_in(await newcomer(site.desk))
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        for text in asked:
            await browser.post("/cases/find", text=text)
            assert f'/cases/{hidden}"' not in browser.page, text
            await chief.post("/cases/find", text=text)
            assert f'/cases/{hidden}"' in chief.page, text
        for page in ("/cases", "/cases?channel=online"):
            await browser.get(page)
            assert hidden not in browser.page
            assert "3 件" in browser.page
            await chief.get(page)
            assert '<b class="tag red">責任者対応</b>' in chief.page
    async with transaction(site.desk.engine) as session:
        seen = await session.exec(select(CaseSight.by).where(CaseSight.case == 3))
        assert set(seen) == {"sv1"}


async def test_a_view_is_kept_for_its_owner_alone(site: Site) -> None:
    site = with_cases(site)
    async with Browser(site) as browser, Browser(site) as other:
        await browser.sign_in(await newcomer(site.desk))
        answer = await browser.post("/cases/views", name="<b>不備</b>", status="deficient")
        assert answer.headers["Location"] == "/cases?status=deficient"
        await browser.get("/cases")
        assert "&lt;b&gt;不備&lt;/b&gt;" in browser.page
        assert (await browser.post("/cases/views", name="x")).status == 400
        await other.sign_in(await newcomer(site.desk, "op2"))
        await other.get("/cases")
        assert "&lt;b&gt;" not in other.page
        assert (await other.post("/cases/views/1/forget")).status == 404
        assert (await browser.post("/cases/views/1/forget")).status == 303
        await browser.get("/cases")
        assert "&lt;b&gt;" not in browser.page


@pytest.mark.clause("OTR-6-4-イ", "SPR-別紙-5-3")
async def test_a_case_is_masked_until_asked_and_both_are_kept(site: Site) -> None:
    site = with_cases(site)
    values = (await imported(site))[0].document.values
    place = f"/cases/{await number(site, 1)}"
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        assert (await browser.get(place)).status == 200
        for field in ("applicant_name", "phone", "address", "account_number", "applicant_birth"):
            assert values[field] not in browser.page, field
        for ground in ("", "supervision", "typed text"):
            assert (await browser.post(f"{place}/unmask", ground=ground)).status == 422
            assert values["phone"] not in browser.page
        await browser.post(f"{place}/unmask", ground="papers")
        for field in ("applicant_name", "phone", "address", "account_number", "applicant_birth"):
            assert values[field] in browser.page, field
        assert (await browser.get("/cases/S-O-999999-9")).status == 404
    assert set(await audited(site, "case_seen")) == {await number(site, 1)}
    (entry,) = await entries(site.desk.engine, last=9, action="case_unmasked")
    assert (entry.subject, entry.detail) == (await number(site, 1), {"ground": "papers"})
    async with transaction(site.desk.engine) as session:
        sights = [(each.case, each.by, each.how) for each in await session.exec(select(CaseSight))]
    assert set(sights[:-1]) == {(1, "op1", "page")}
    assert sights[-1] == (1, "op1", "unmasked")


async def test_in_a_talk_only_a_check_of_this_call_unmasks(
    site: Site, controller: Controller
) -> None:
    site = replace(with_cases(site), who_calls=(await calling.with_cases(site)).who_calls)
    place = f"/cases/{await number(site, 1)}"
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.post("/seat/take", seat="seat-01")
        await calling.rings(site, controller)
        controller.show("seat-01", SeatState.TALKING, call="c2")
        await browser.get(place)
        assert (await browser.post(f"{place}/unmask", ground="screening")).status == 409
        assert "通話中は、この通話で本人確認が済むまで" in browser.page
        assert calling.NAME not in browser.page
        await browser.post("/call/check", headers={"Sec-Fetch-Mode": "cors"}, case="1", **TOLD)
        await browser.get(place)
        await browser.post(f"{place}/unmask")
        assert calling.NAME in browser.page
    *_, entry = await entries(site.desk.engine, last=9, action="case_unmasked")
    assert (entry.subject, entry.detail) == (await number(site, 1), {"call": "c2"})


async def test_a_protected_person_is_the_supervisors(site: Site) -> None:
    site = with_cases(site)
    values = (await imported(site))[2].document.values
    place = f"/cases/{await number(site, 3)}"
    async with Browser(site) as browser, Browser(site) as chief:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(place)
        assert "責任者だけが見られる申請です" in browser.page
        for told in ("審査待ち", "オンライン", 'id="deficiencies"', 'id="time"'):
            assert told not in browser.page, told
        for action in ("unmask", "deficiencies", "closed", "sent-back"):
            answer = await browser.post(f"{place}/{action}", code="ID_PAPER", how="corrected")
            assert answer.status == 403, action
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await chief.post(f"{place}/unmask", ground="supervision")
        assert values["applicant_name"] in chief.page
        assert "閲覧（画面）" in chief.page


async def test_deficiencies_are_opened_and_closed_on_the_page(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    place = f"/cases/{await number(site, 1)}"
    async with Browser(site) as browser, Browser(site) as chief:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(place)
        answer = await browser.post(
            f"{place}/deficiencies", code="MISMATCH", field="child_name", child="1", note="戸籍"
        )
        assert answer.headers["Location"] == place
        await browser.get(place)
        assert "児童漢字氏名1" in browser.page
        assert "不備あり" in browser.page
        assert (await browser.post(f"{place}/deficiencies", code="NO")).status == 422
        assert "不備の種類を選んでください" in browser.page
        for field, child in (("x", ""), ("", "x")):
            answer = await browser.post(
                f"{place}/deficiencies", code="MISMATCH", field=field, child=child
            )
            assert answer.status == 400
        assert (await browser.post(f"{place}/closed", code="MISMATCH", how="x")).status == 400
        refused = await browser.post(f"{place}/closed", code="MISMATCH", how="waived")
        assert refused.status == 403
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        answer = await chief.post(f"{place}/closed", code="MISMATCH", how="waived")
        assert answer.status == 303
        assert (await chief.post(f"{place}/closed", code="MISMATCH", how="waived")).status == 409
        await chief.get(place)
        assert "不備解消" in chief.page
    assert await audited(site, "case_deficiency_found") == [await number(site, 1)]
    assert await audited(site, "case_deficiency_closed") == [await number(site, 1)]


async def test_the_board_gives_the_text_and_takes_the_done_mark(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    board = "/cases/boards/deficiencies"
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(board)
        assert "「申請者電話番号」は半角数字だけで" in browser.page
        place = f"/cases/{await number(site, 2)}/sent-back"
        assert (await browser.post(place)).headers["Location"] == board
        assert (await browser.post(place)).status == 409
        await browser.get(board)
        assert "差し戻す申請はありません。" in browser.page
        assert "差し戻した日" in browser.page
        assert (await browser.post("/cases/S-O-999999-9/sent-back")).status == 404
    async with transaction(site.desk.engine) as session:
        [row] = await session.exec(select(CaseSendBack))
    assert row.done_by == "op1"
    assert await audited(site, "case_sent_back") == [await number(site, 2)]


async def test_the_stagnation_board_counts_all_and_names_the_late(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    async with Browser(site) as browser:
        person = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
        await browser.sign_in(person)
        await browser.get("/cases/boards/stagnant")
        assert "滞留している申請はありません。" in browser.page
        assert ">4<" in browser.page
        async with transaction(site.desk.engine) as session:
            case = await session.get_one(Case, 1)
            case.status_since = case.status_since.replace(year=2025)
        await browser.get("/cases/boards/stagnant")
        assert await number(site, 1) in browser.page
        assert await number(site, 4) not in browser.page
        for part, told in (("stagnant", await number(site, 1)), ("deficiencies", "不備あり")):
            await browser.get(f"/cases/boards/{part}/part")
            assert told in browser.page
            assert "<nav" not in browser.page


@pytest.mark.clause("SPR-I-3")
async def test_a_campaign_without_applications_has_no_such_pages(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        assert (await browser.get("/cases")).status == 404
        assert (await browser.post("/cases/find", text="x")).status == 404
