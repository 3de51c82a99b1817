"""Debian's Chromium on a real server of the pages, beside a controller that is the test's."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import ConsoleMessage, Page, async_playwright

from agent_ui.shown import Site
from agent_ui.site import build
from tests.integration.agent_ui.conftest import (
    clock,
    controller,
    desk,
    site,
    sqlite_url,
)
from tests.integration.conftest import model_file
from tests.traces import has_failed, traced

__all__ = ["clock", "controller", "desk", "model_file", "site", "sqlite_url"]

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SIZES = {"desk": (1280, 720), "tablet": (820, 1180)}
SERIOUS = {"serious", "critical"}
ASK_AXE = "axe.run({ resultTypes: ['violations'] }).then(result => result.violations)"
"""All rules; of what is right it need not tell every place."""

Look = Callable[[Page, str], Awaitable[None]]


@contextlib.asynccontextmanager
async def opened(site: Site, *, failed: Callable[[], bool] = lambda: False) -> AsyncIterator[Page]:
    """Open a browser's page at a site; whatever the content policy forbids fails the test.

    What went on is kept if the test fails in here, or `failed` when it is over.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    # Entered together: a test that fails leaves no open socket, which the next would be blamed for.
    async with TestServer(build(site)) as server, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={**os.environ, "LANGUAGE": "ja"},  # in which it writes its own fields
        )
        context = await browser.new_context(base_url=str(server.make_url("/")), locale="ja-JP")
        context.set_default_timeout(10_000)
        made = await context.new_page()
        wrong: list[str] = []
        made.on("pageerror", lambda error: wrong.append(str(error)))

        def said(message: ConsoleMessage) -> None:
            # What comes from no address is axe-core, which styles shadow trees that it looks into.
            if "Content Security" in message.text and message.location["url"]:
                wrong.append(message.text)

        made.on("console", said)
        async with traced(context, failed=lambda: failed() or bool(wrong)):
            yield made
        await browser.close()
    assert wrong == []


@pytest.fixture
async def page(site: Site, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A browser's page at the site."""
    async with opened(site, failed=lambda: has_failed(request)) as made:
        yield made


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Look at a page in both sizes, light and dark; axe-core finds no serious violation."""
    if not AXE.exists():
        pytest.fail("axe-core is missing: npm ci --ignore-scripts")
    given = os.environ.get("MADOGUCHI_SCREENSHOTS")
    folder = Path(given) if given else tmp_path / "screenshots"

    async def looked(page: Page, name: str) -> None:
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                await page.wait_for_timeout(200)  # colours glide to their new values
                await page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
                assert "NaN" not in await page.inner_text("body")
                assert await violations(page) == [], f"{name} {size} {scheme}"

    return looked


async def go(page: Page, name: str) -> None:
    """Follow a link of the navigation, opening the group in which it stands."""
    link = page.get_by_role("link", name=name, exact=True, include_hidden=True)
    place = page.locator("nav").get_by_role("link", name=name, exact=True, include_hidden=True)
    if not await place.is_visible():
        await page.locator("nav details").filter(has=link).locator("summary").click()
    await place.click()


async def violations(page: Page) -> list[str]:
    """Give what axe-core finds that keeps people from using the page."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate(ASK_AXE)
    return [
        f"{each['id']}: {[node['html'][:160] for node in each['nodes']][:4]}"
        for each in found
        if each["impact"] in SERIOUS
    ]
