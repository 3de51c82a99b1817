"""Take the pictures of docs/tour from a running demo: one person is citizen, agent and supervisor.

It begins a demo in a folder of its own, lives the story of docs/tour.md with a Chromium, and ends
it. It takes some seven minutes, because calls take their time: `python scripts/tour.py [STEP]`.
Date fields are Japanese where Chromium is (Debian: chromium-l10n); where it is not, it says so.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

PICTURES = Path(__file__).parent.parent / "docs" / "tour"
SIZE = ViewportSize(width=1280, height=800)
STARTS_S, WELCOMED_MS, SHOWN_MS, OVER_MS = 240, 120_000, 60_000, 240_000
MORNING_S, WRITTEN_S = 150, 70
"""A report leaves out the last seconds until calls have been over for a minute."""
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=ja-JP")
JAPANESE = {"LANGUAGE": "ja"}
"""On Linux a Chromium reads here, not in `--lang`, how it writes dates in its fields."""


@asynccontextmanager
async def demo() -> AsyncIterator[tuple[str, str]]:
    """Run a demo; gives the address of its pages and the password."""
    ports = {"MADOGUCHI_WEB__PORT": "0", "MADOGUCHI_ASTERISK__SIP_PORT": "0"}
    with tempfile.TemporaryDirectory(prefix="madoguchi-tour-") as home:
        command = (Path(sys.executable).parent / "madoguchi", "demo", "--home", home)
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, env={**os.environ, **ports}
        )
        try:
            async with asyncio.timeout(STARTS_S):
                told = await _told(process)
            yield told
        finally:
            process.terminate()
            await process.wait()


async def _told(process: asyncio.subprocess.Process) -> tuple[str, str]:
    assert process.stdout is not None
    async for line in process.stdout:
        if found := re.search(r"sign in at (\S+)/sign-in with the password (\S+)", line.decode()):
            return found[1], found[2]
    raise RuntimeError("the demo ended before it said how to sign in")


class Tour:
    """One person's way through the demo."""

    def __init__(self, browser: Browser, web: str, password: str) -> None:
        self._browser = browser
        self._web = web
        self._password = password

    async def page(self, path: str = "") -> Page:
        """Open a page in a browser window of its own."""
        context = await self._browser.new_context(
            base_url=self._web, viewport=SIZE, locale="ja-JP", timezone_id="Asia/Tokyo"
        )
        context.set_default_timeout(SHOWN_MS)
        page = await context.new_page()
        await page.goto(path or "/sign-in")
        return page

    async def signed_in(self, login: str) -> Page:
        """Sign in."""
        page = await self.page()
        await page.get_by_label("ログイン名").fill(login)
        await page.get_by_label("パスワード").fill(self._password)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/home")
        return page

    async def language(self) -> None:
        """Tell if the browser's own fields and words are not Japanese."""
        page = await self.page()
        says = await page.evaluate(
            "Object.assign(document.createElement('input'), { required: true }).validationMessage"
        )
        if says.isascii():
            sys.stdout.write("note: Chromium has no Japanese here: apt-get install chromium-l10n\n")

    async def talk(self) -> None:
        """Call, answer, find out who calls, write the record."""
        citizen, agent = await self.page("/citizen"), await self.page()
        await shot(agent, "01-sign-in")
        agent = await self.signed_in("hanako")
        await shot(agent, "02-seats")
        await agent.get_by_role("button", name="seat-04").click()
        await shows(agent, "idle")
        await agent.keyboard.press("Alt+1")
        ready = agent.frame_locator("#work").get_by_role("button", name="受付可にする")
        await expect(ready).to_be_hidden()
        await shot(agent, "03-ready")
        await shot(citizen, "04-citizen", whole=True)
        await citizen.get_by_role("button", name="電話をかける").click()
        await shows(agent, "ringing")
        await expect(agent.frame_locator("#work").get_by_text("申請書の電話番号")).to_be_visible()
        await shot(agent, "05-ringing")
        await agent.keyboard.press("Alt+A")
        await shows(agent, "talking")
        await self._identify(citizen, agent)
        await self._write(citizen, agent)

    async def _identify(self, citizen: Page, agent: Page) -> None:
        said = await citizen.locator(".persona dd").all_inner_texts()
        work = agent.frame_locator("#work")
        for label, text in zip(("氏名", "生年月日", "住所"), said, strict=True):
            await work.get_by_label(label, exact=True).fill(text)
        await work.get_by_role("button", name="聞き取った内容を照合する").click()
        await expect(work.locator(".fields-open")).to_be_visible()
        await shot(agent, "06-identified")

    async def _write(self, citizen: Page, agent: Page) -> None:
        work = agent.frame_locator("#work")
        await work.get_by_role("link", name="記録", exact=True).click()
        await work.get_by_role("button", name="の通話を記録する").first.click()
        await work.get_by_label("分類").select_option(label="支給 › 支給日")
        await work.get_by_text("完結", exact=True).click()
        await work.get_by_label("内容と回答").fill(
            "振込の時期と、書類に不足がないかのお問合せ。受付済みで不備のないことをお伝えした。"
        )
        await expect(work.locator("#caller h2")).to_be_visible()
        await shot(agent, "07-record")
        await citizen.get_by_role("button", name="電話を切る").click()
        await work.get_by_role("button", name="記録を完了する").click()
        await shows(agent, "idle")

    async def watch(self) -> None:
        """Begin a busy morning and watch it as a supervisor."""
        citizen = await self.page("/citizen")
        await citizen.get_by_role("button", name="忙しい朝を始める").click()
        await expect(citizen.get_by_role("button", name="終わりにする")).to_be_visible()
        supervisor = await self.signed_in("sachiko")
        await supervisor.goto("/board")
        await asyncio.sleep(MORNING_S)
        await shot(supervisor, "08-board")
        await supervisor.goto("/board/wall")
        await expect(supervisor.locator('[data-value="today.offered"]')).not_to_have_text("–")
        await shot(supervisor, "09-wall")
        await citizen.get_by_role("button", name="終わりにする").click()
        await self._is_over(supervisor)
        for name, path in {
            "10-recordings": "/recordings",
            "11-cases": "/cases",
            "12-figures": "/figures",
        }.items():
            await supervisor.goto(path)
            await asyncio.sleep(1)
            await shot(supervisor, name)
        await self._reports(supervisor)

    async def _is_over(self, supervisor: Page) -> None:
        """Wait until nobody calls any more, so that each page counts the same."""
        await supervisor.goto("/board")
        for value in ("now.lines_used", "now.waiting"):
            await expect(supervisor.locator(f'[data-value="{value}"]').first).to_have_text(
                "0", timeout=OVER_MS
            )
        await asyncio.sleep(WRITTEN_S)

    async def _reports(self, supervisor: Page) -> None:
        await supervisor.goto("/reports")
        await supervisor.get_by_role("link", name="2026-W06").first.click()
        await shot(supervisor, "13-report")
        await supervisor.goto("/flows/all_busy?day=2026-02-02")
        await shot(supervisor, "14-flow")


async def shows(page: Page, state: str) -> None:
    """Wait for what the phone's bar shows; a call is welcomed at length before it rings."""
    await expect(page.locator("body")).to_have_attribute("data-phone", state, timeout=WELCOMED_MS)


async def shot(page: Page, name: str, *, whole: bool = False) -> None:
    """Take a picture, once all of the page is there."""
    await page.wait_for_load_state()
    await page.evaluate("document.activeElement?.blur()")
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
    sys.stdout.write(f"{name}\n")


async def main(steps: list[str]) -> None:
    """Live the whole story, or only some of its steps."""
    PICTURES.mkdir(exist_ok=True)
    expect.set_options(timeout=SHOWN_MS)
    async with demo() as (web, password), async_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=list(QUIET), env={**os.environ, **JAPANESE}
        )
        tour = Tour(browser, web, password)
        await tour.language()
        for name in steps or ["talk", "watch"]:
            await {"talk": tour.talk, "watch": tour.watch}[name]()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
