"""The pages over HTTP: what they show, what they carry, what they never tell."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from agent_ui.access import Access
from agent_ui.headers import SECURITY
from agent_ui.routes import ROUTES
from agent_ui.shown import Board, Part, Site
from agent_ui.site import build

pytestmark = pytest.mark.integration

Browser = TestClient[web.Request, web.Application]


class Parts:
    """What the test says of the instance's health."""

    def __init__(self) -> None:
        self.told: tuple[Part, ...] = (Part(name="controller", ok=True),)

    async def health(self) -> tuple[Part, ...]:
        return self.told


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture
async def browser(parts: Parts, site: Site) -> AsyncIterator[Browser]:
    shown = dataclasses.replace(site, health=parts.health)
    async with TestClient(TestServer(build(shown))) as client:
        yield client


async def test_the_first_page_shows_the_state_in_numbers(browser: Browser) -> None:
    page = await (await browser.get("/")).text()
    for shown in (
        "<b>3</b>人",
        "<b>1:23</b>",
        "<b>9</b>／12",
        "<b>90.0</b>%",
        "2026年2月2日（月）10:24",
    ):
        assert shown in page
    assert "確認が必要なことが 1 件" in page


async def test_words_of_the_campaign_are_shown_as_text(browser: Browser) -> None:
    page = await (await browser.get("/")).text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_the_page_has_no_script_and_no_style_of_its_own(browser: Browser) -> None:
    page = await (await browser.get("/")).text()
    assert "style=" not in page
    assert "<style" not in page
    assert "http://" not in page.replace("http-equiv", "")
    assert "https://" not in page


@pytest.mark.clause("SPR-別紙-5-1", "SHJ-受-シ1")
@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/metrics", "/static/board.css", "/nowhere", "/%2e%2e/x"]
)
async def test_every_answer_carries_the_security_headers(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    for name, value in SECURITY.items():
        assert answer.headers[name] == value


async def test_a_method_that_is_not_served_carries_them_too(browser: Browser) -> None:
    answer = await browser.post("/", data=b"x")
    assert answer.status == 405
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_bug_of_ours_is_told_without_its_text(site: Site) -> None:
    def broken() -> Board:
        raise RuntimeError("+819012345678")

    async with TestClient(TestServer(build(dataclasses.replace(site, board=broken)))) as client:
        answer = await client.get("/")
        assert answer.status == 500
        assert await answer.text() == "ただいま表示できません。\n"
        assert answer.headers["Content-Security-Policy"] == SECURITY["Content-Security-Policy"]


async def test_health_is_200_when_all_is_well(browser: Browser) -> None:
    answer = await browser.get("/healthz")
    assert answer.status == 200
    assert await answer.json() == {
        "status": "ok",
        "parts": {"controller": {"ok": True, "detail": ""}},
    }


async def test_health_is_503_and_names_the_part(browser: Browser, parts: Parts) -> None:
    parts.told = (*parts.told, Part(name="database", ok=False, detail="locked"))
    answer = await browser.get("/healthz")
    assert answer.status == 503
    assert (await answer.json())["parts"]["database"] == {"ok": False, "detail": "locked"}


async def test_metrics_are_prometheus_text(browser: Browser) -> None:
    answer = await browser.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert await answer.text() == "madoguchi_waiting 3\n"


@pytest.mark.parametrize(
    "name",
    ["../site.py", "..%2fsite.py", "%2e%2e%2fsite.py", "board.css%00.svg", "", "．．／site.py"],
)
async def test_nothing_but_the_known_files_is_given(browser: Browser, name: str) -> None:
    assert (await browser.get(f"/static/{name}")).status == 404


async def test_every_route_for_anybody_answers(browser: Browser) -> None:
    for route in ROUTES:
        if route.access is Access.ANYBODY and route.method == "GET":
            answer = await browser.get(route.path.format(name="board.css", whose="agent"))
            # what a demo has, and a site with an authority of its own: this one is neither
            is_of_others = route.path.startswith(("/citizen", "/trust"))
            assert answer.status == (404 if is_of_others else 200), route.path
