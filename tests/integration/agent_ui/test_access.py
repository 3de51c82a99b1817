"""Every route, every role: the matrix is made from the table, so that no route can be forgotten."""

from __future__ import annotations

import pytest

from agent_ui.access import ROLES, Access
from agent_ui.routes import ROUTES
from agent_ui.shown import Site
from desk.roles import Role
from tests.integration.agent_ui.browser import Browser
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

GUARDED = [route for route in ROUTES if route.access is not Access.ANYBODY]
CLOSES = {"/sign-out", "/lock", "/language"}
"""What would change who is asking in the middle of the matrix."""


def path_of(template: str) -> str:
    ids = {"name": "board.css", "seat": "seat-02", "record": "r1", "article": "a1", "ticket": "t1"}
    ids |= {
        "report": "weekly-2026-W06",
        "call": "c1",
        "listening": "l1",
        "erasure": "e1",
        "package": "p1",
        "scoring": "q1",
    }
    ids |= {"number": "S-O-000001-6", "view": "1", "file": "1", "question": "1"}
    ids |= {"callback": "1", "escalation": "1", "line": "1", "figure": "waiting"}
    ids |= {"flow": "waiting", "run": "L-0001", "place": "0", "incident": "1"}
    return template.format(**ids)


@pytest.mark.clause("SPR-別紙-5-8", "SHJ-受-シ3")
async def test_without_a_session_every_guarded_route_leads_to_the_sign_in(site: Site) -> None:
    async with Browser(site) as browser:
        for route in GUARDED:
            ask = browser.get if route.method == "GET" else browser.post
            answer = await ask(path_of(route.path))
            assert answer.status == 303, route.path
            assert answer.headers["Location"] == "/sign-in", route.path


async def test_a_script_without_a_session_is_told_where_to_go(site: Site) -> None:
    async with Browser(site) as browser:
        answer = await browser.post("/seat/ready", headers={"Sec-Fetch-Mode": "cors"})
        assert answer.status == 401
        assert await answer.json() == {"elsewhere": "/sign-in"}


@pytest.mark.clause("SPR-II-3-1-ウ", "OTR-6-5-イ-カ")
@pytest.mark.parametrize("role", list(Role))
async def test_a_role_gets_what_is_its_own_and_nothing_else(site: Site, role: Role) -> None:
    person = await newcomer(site.desk, role=role)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        for route in GUARDED:
            if route.path in CLOSES or route.path == "/live":
                continue
            ask = browser.get if route.method == "GET" else browser.post
            answer = await ask(path_of(route.path))
            may = role in ROLES[route.access]
            assert (answer.status != 403) is may, (route.path, answer.status)
            assert answer.headers["Cache-Control"] == "no-store", route.path


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}]
)
async def test_what_does_not_come_from_our_pages_changes_nothing(
    site: Site, headers: dict[str, str]
) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        for route in ROUTES:
            if route.method == "POST":
                answer = await browser.post(path_of(route.path), headers=headers)
                assert answer.status == 403, route.path


@pytest.mark.parametrize("csrf", ["", "0" * 32, "あ"])
async def test_a_forged_token_changes_nothing(site: Site, csrf: str) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        for route in GUARDED:
            if route.method == "POST" and person_may(route.access):
                answer = await browser.post(path_of(route.path), csrf=csrf)
                assert answer.status in (303, 403), route.path
                if answer.status == 303:
                    assert route.access is Access.ENTERING, route.path


def person_may(access: Access) -> bool:
    return Role.AGENT in ROLES[access]
