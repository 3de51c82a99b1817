"""What the finder of a deficiency wrote is read beside it: by pages, masked until asked."""

from __future__ import annotations

import pytest

from agent_ui.shown import Site
from cases.client_findings import FINDINGS
from cases.client_lists import ClientLists
from cases.files import File, Kind
from cases.sheet import write_sheet
from cases.shown import HIDDEN
from cases.store import Actor
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_cases import imported, number, with_cases
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

OURS, THEIRS = "戸籍の氏名と違う", "<b>同意書</b>がない"


async def client_found(site: Site, note: str) -> None:
    """Take a deficiency from the client's list."""
    room = site.cases
    assert room is not None
    row = [await number(site, 1), "MISMATCH", "", "", note]
    data = write_sheet(["受付番号", "不備コード", "項目", "児童", "内容"], [row])
    lists = ClientLists(site.desk.engine, room.shelf, room.catalogue, FINDINGS, zone=site.desk.zone)
    actor = Actor("op-01", site.desk.clock())
    report = await lists.take(File("f.csv", data, Kind.FINDINGS), actor)
    assert report.added == 1


async def test_a_note_of_ours_and_of_the_clients_is_read_once_it_is_unmasked(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    place = f"/cases/{await number(site, 1)}"
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(place)
        where = {"code": "MISMATCH", "field": "child_name", "child": "1"}
        await browser.fill(f"{place}/deficiencies", where | {"note": OURS})
        await client_found(site, THEIRS)
        await browser.fill(f"{place}/deficiencies", where | {"child": "2"})
        await browser.get(place)
        assert found(browser.page) == [HIDDEN, HIDDEN]
        await browser.post(f"{place}/unmask", ground="papers")
        assert found(browser.page) == [OURS, "&lt;b&gt;同意書&lt;/b&gt;がない"]
        await browser.post(f"{place}/closed", code="MISMATCH", how="mistaken")
        await browser.get(place)
        await browser.post(f"{place}/unmask", ground="papers")
        assert OURS in found(browser.page)


def found(page: str) -> list[str]:
    """Give the notes that stand under the deficiencies."""
    shown = page.partition('id="deficiencies"')[2].partition("</section>")[0]
    return [each.partition("</p>")[0] for each in shown.split("見つけた内容: ")[1:]]
