"""An individual number that is typed into any free text is refused, with why, and kept nowhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_ui.shown import Site
from agent_ui.words import MY_NUMBER
from desk.roles import Role
from recordings.quality import Versioned
from recordings.scoring import Criterion, Sheet
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.staff import by_login
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.sounding import with_sound
from tests.integration.agent_ui.test_case_correction import corrected
from tests.integration.agent_ui.test_case_paper import PLACE as PAPER
from tests.integration.agent_ui.test_case_paper import typed
from tests.integration.agent_ui.test_cases import imported, number, with_cases
from tests.integration.agent_ui.test_contacts import with_contacts
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

TYPED = "マイナンバー：1234、5678、9018"
SHEET = Sheet(id="s", name="評価", criteria=(Criterion(id="a", name="挨拶", weight=100, most=4),))


async def refused(browser: Browser, path: str, **fields: str) -> None:
    answer = await browser.fill(path, fields)
    assert (answer.status, MY_NUMBER in browser.page) == (422, True), path


async def talked(site: Site) -> str:
    """Somebody has a record of the recorded call; gives their id."""
    await newcomer(site.desk)
    at = site.desk.clock()
    async with transaction(site.desk.engine) as session:
        person = await by_login(session, "op1")
        assert person is not None
        row = Inquiry(
            id="i1",
            call="c1",
            staff=person.id,
            business_date=at.date(),
            begun_at=at,
            saved_at=at,
            language="ja",
        )
        session.add(row)
        return person.id


async def test_on_the_pages_of_applications(site: Site) -> None:
    site = with_contacts(with_cases(site))
    await imported(site)
    place = f"/cases/{await number(site, 1)}"
    today = site.desk.clock().astimezone(site.desk.zone).strftime("%Y-%m-%dT%H:%M")
    came = {"kind": "copy", "channel": "post", "arrived_at": today, "pieces": "1"}
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await refused(browser, f"{place}/deficiencies", code="MISMATCH", note=TYPED)
        await refused(browser, f"{place}/screening", result="unsuitable", reason=TYPED)
        await refused(browser, f"{place}/steps", step="withdrawn", reason=TYPED)
        await refused(browser, "/cases/arrivals", **came, note=TYPED)
        await refused(browser, "/cases/views", status="deficient", name=TYPED)
        word = f"/outbound{place}/word"
        await refused(browser, word, returnable="no", text=TYPED)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await refused(browser, "/contacts/suspicious", number="090-9999-9999", told=TYPED)


async def test_in_what_is_said_of_somebodys_talk(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path)
    assert site.sounds is not None
    room = replace(site.sounds, quality=Versioned(SHEET, "h"), sheet_of={"h": SHEET}.get)
    async with Browser(replace(site, sounds=room)) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/recordings/c1")
        answer = await browser.post("/recordings/c1/open", purpose="quality")
        score = answer.headers["Location"].replace("/listen/", "/scores/")
        given = {"staff": "x", "mark-a": "4", "at": ""}
        await refused(browser, score, **given, remark=TYPED, text="")
        await refused(browser, score, **given, remark="", text=TYPED)
        given["staff"] = await talked(site)
        made = await browser.fill(score, {**given, "remark": "", "text": ""})
        await refused(browser, f"{made.headers['Location']}/notes", text=TYPED)


async def test_on_the_forms_of_applications_on_paper(site: Site) -> None:
    site = with_cases(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        for field in ("applicant_name", "address"):
            await refused(browser, PAPER, **typed(**{field: TYPED, "accept": "1"}))
        kept = await browser.fill(PAPER, typed())
        place = f"{kept.headers['Location']}/corrected"
        await refused(browser, place, **corrected(address=TYPED, accept="1"))
    again = {key.removeprefix("again-"): each for key, each in typed().items() if "again-" in key}
    again |= {"account_holder": TYPED, "insists": "1"}
    async with Browser(site) as second:
        await second.sign_in(await newcomer(site.desk, "op2"))
        await refused(second, f"{kept.headers['Location']}/account", **again)


async def test_in_the_papers_about_recordings(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path)
    due = {"call": "c1", "planned_on": "2026-02-02", "quantity": "1", "what": "sound"}
    asked = dict.fromkeys(("item", "medium", "method", "reason"), "音声")
    wish = {"calls": "c1", **dict.fromkeys(("recipient", "reference", "reason"), "札幌市")}
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "mg1", Role.MANAGER))
        for field in asked:
            await refused(browser, "/erasures", **due | asked | {field: TYPED})
        for field in ("recipient", "reference", "reason"):
            await refused(browser, "/submissions", **wish | {field: TYPED})
        erasure = (await browser.fill("/erasures", due | asked)).headers["Location"]
        package = (await browser.fill("/submissions", wish)).headers["Location"]
        given = {"handed_on": "2026-02-02", "received_by": TYPED}
        await refused(browser, f"{package}/password", **given)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "mg2", Role.MANAGER))
        consent = {"decision": "approve", "consented_on": "2026-02-01", "reference": "札保第1号"}
        await refused(browser, f"{erasure}/decision", **consent | {"reference": TYPED})
        assert (await browser.fill(f"{erasure}/decision", consent)).status == 303
        await refused(browser, f"{erasure}/execution", witness=TYPED)
