"""`/api/v1`: its document is its routes, its answers its shapes, and who may not read does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent_ui.access import Access
from agent_ui.api_table import BASE, OPERATIONS
from agent_ui.routes import ROUTES
from agent_ui.shown import Site
from app.cli.api import API
from app.home import Home
from app.programs import ProgramRefused, Programs, admit, end, programs_of
from desk.roles import Role
from metrics.due import report_id
from metrics.period import Kind, period_of
from storage.audit import Actor
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_cases import imported, number, with_cases
from tests.integration.agent_ui.test_reports import with_reports
from tests.integration.app.small_campaign import home_with
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.integration.metrics.week import at

pytestmark = pytest.mark.integration


@pytest.fixture
async def full(site: Site, clock: Clock) -> Site:
    """A site with applications, a week of calls, and its report."""
    await imported(with_cases(site))
    site = with_cases(await with_reports(site, clock))
    assert site.reports is not None
    week = period_of(Kind.WEEKLY, at(9, "12:00:00").date())
    await site.reports.freeze(Kind.WEEKLY, week, Actor(who="s1", origin=""))
    return site


async def test_the_document_has_every_route_and_every_answer_is_of_its_shape(full: Site) -> None:
    week = report_id(Kind.WEEKLY, period_of(Kind.WEEKLY, at(9, "12:00:00").date()))
    ids = {"call": "c03", "number": await number(full, 1), "report": week}
    async with Browser(full) as browser:
        document = await (await browser.get(f"{BASE}/openapi.json")).json()
        routes = {
            each.path.removeprefix(BASE): each for each in ROUTES if each.path.startswith(BASE)
        }
        assert routes.pop("/openapi.json").access is Access.ANYBODY
        assert document["paths"].keys() == routes.keys() == {each.path for each in OPERATIONS}
        assert {each.access for each in routes.values()} == {Access.API}
        await browser.sign_in(await newcomer(full.desk, "mg", Role.MANAGER))
        for each in OPERATIONS:
            answer = await browser.get(BASE + each.path.format(**ids))
            assert (answer.status, answer.content_type) == (200, "application/json"), each.path
            shape = msgspec.json.decode(await answer.read(), type=each.answers)
            assert shape is not None
            shown = document["paths"][each.path]["get"]
            name = shown["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
            assert name.rpartition("/")[2] in document["components"]["schemas"]
            asked = {each["name"] for each in shown["parameters"] if each["in"] == "path"}
            assert asked == {key for key in ids if f"{{{key}}}" in each.path}
            assert shown["summary"]
            if asked:
                missing = await browser.get(BASE + each.path.format(**dict.fromkeys(ids, "none")))
                assert missing.status in (400, 404), each.path
                nul = await browser.get(BASE + each.path.format(**dict.fromkeys(ids, "a%00")))
                assert nul.status == 404, each.path
            for name, _ in each.query:
                nul = await browser.get(f"{BASE}{each.path}?{name}=%00")
                assert nul.status == 400, name
        for wrong in ("/calls?day=x", "/calls?day=2999-01-01", "/cases?page=0", "/cases?page=一"):
            assert (await browser.get(BASE + wrong)).status == 400


async def test_nothing_personal_leaves_by_this_way(full: Site) -> None:
    async with Browser(full) as browser:
        await browser.sign_in(await newcomer(full.desk, "sv", Role.SUPERVISOR))
        calls = await _read(browser, f"/calls?day={at(9, '12:00:00').date()}")
        cases = await _read(browser, "/cases")
    assert {"c01", "c05"} <= {each["id"] for each in calls["calls"]}
    assert cases["count"] == 4
    assert [each["is_protected"] for each in cases["cases"]].count(True) == 1
    personal = {"name", "phone", "from", "number_of", "birth"}
    assert not personal & {key for row in (*calls["calls"], *cases["cases"]) for key in row}


async def _read(browser: Browser, path: str) -> Any:
    return await (await browser.get(BASE + path)).json()


async def test_a_program_reads_with_its_token_until_it_ends(
    site: Site, clock: Clock, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    now = site.desk.machine_clock()
    token = admit(home, "bi", Role.MANAGER, at=now, until=now + timedelta(days=1))
    assert token not in (tmp_path / "programs.json").read_text()
    with pytest.raises(ProgramRefused, match="already"):
        admit(home, "bi", Role.MANAGER, at=now, until=now)
    with pytest.raises(ProgramRefused, match="supervisor or manager"):
        admit(home, "other", Role.ADMIN, at=now, until=now)
    programs = Programs(home)
    shown = replace(site, program=programs.who)
    async with Browser(shown) as browser:
        assert (await browser.get(f"{BASE}/seats", Authorization=f"Bearer {token}")).status == 200
        for wrong in (f"Bearer {token}x", "Bearer ", f"Basic {token}", "Bearer " + "x" * 500):
            refused = await browser.get(f"{BASE}/seats", Authorization=wrong)
            assert refused.status == 401, wrong
        page = await browser.get("/board", Authorization=f"Bearer {token}")
        assert page.status == 401  # a token is for the API alone
    assert programs.who(token, "", now + timedelta(days=1)) is None
    end(home, "bi")
    assert programs.who(token, "", now) is None
    (tmp_path / "programs.json").write_text("nonsense")
    assert programs.who(token, "", now) is None
    with pytest.raises(ProgramRefused):
        programs_of(home)


def test_an_operator_admits_lists_and_ends_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = home_with(tmp_path / "home", [])
    at_home = ("--home", str(home.folder))

    def ran(*arguments: str) -> str:
        API([*arguments], standalone_mode=False)
        return capsys.readouterr().out.strip()

    token = ran("add", "bi", "--days", "7", *at_home)
    (listed,) = msgspec.json.decode(ran("list", "--json", *at_home))
    assert (listed["name"], listed["role"]) == ("bi", "manager")
    assert token not in ran("list", *at_home)
    ran("revoke", "bi", *at_home)
    assert msgspec.json.decode(ran("list", "--json", *at_home)) == []
    assert msgspec.json.decode(ran("document"))["openapi"] == "3.1.0"
