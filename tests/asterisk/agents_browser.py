"""An agent at a real Chromium: signed in with an authenticator, seated, the phone in the page."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import wave
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

import pyotp
import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.asterisk.instance import Instance
from tests.asterisk.phones.sound import sine
from tests.asterisk.shell import SCREENSHOTS
from tests.browser.conftest import violations
from tests.traces import traced

RATE = 48_000
SIZES = {"1280": (1280, 720), "1024": (1024, 768)}
OWN = "kasetsu-udon-8-natsu"
ARGUMENTS = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-dev-shm-usage",
)
UNCLEANED = "localStorage.setItem('madoguchi.sound', JSON.stringify({ clean: false }))"
"""What suppresses noise would take a steady tone for it."""


class Commanded(Protocol):
    """An instance that can be asked by its commands."""

    async def command(self, *words: str) -> str:
        """Run one and give what it printed."""
        ...


@contextlib.asynccontextmanager
async def agent_at(
    instance: Instance,
    seat: str,
    folder: Path,
    *,
    tone_hz: float = 1000,
    chromium: str | None = None,
    role: str = "agent",
    home: Path | None = None,
    failed: Callable[[], bool] = lambda: False,
) -> AsyncIterator[Page]:
    """Put a new agent, or a supervisor, at a seat; the microphone hears a tone.

    What went on is kept if a test fails in here, or `failed` when it is over (`tests.traces`).
    `chromium` is another program than the machine's own, `home` the home folder of the person who
    uses it: whom that trusts is trusted, and nobody else.
    """
    microphone = tone_file(folder, tone_hz)
    wrong: list[str] = []
    async with browsing(instance.run["web"], microphone, chromium=chromium, home=home) as context:
        page = await context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        async with traced(context, failed=lambda: failed() or bool(wrong)):
            await sign_in(instance, page, login=f"op-{seat}", role=role)
            await sit_down(page, seat, role=role)
            yield page
    assert wrong == []


@contextlib.asynccontextmanager
async def browsing(
    web: str, microphone: Path, *, chromium: str | None = None, home: Path | None = None
) -> AsyncIterator[BrowserContext]:
    """Run a Chromium at an origin, whose microphone hears a file again and again."""
    chromium = chromium or shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    arguments = [*ARGUMENTS, f"--use-file-for-fake-audio-capture={microphone}"]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium,
            args=arguments,
            env={**os.environ, "LANGUAGE": "ja", "HOME": str(home or Path.home())},
        )
        context = await browser.new_context(base_url=web, locale="ja-JP")
        context.set_default_timeout(10_000)
        await context.add_init_script(UNCLEANED)
        yield context
        await browser.close()


async def sit_down(page: Page, seat: str, *, role: str = "agent") -> None:
    """Take a seat, and wait until the phone in the page can be called."""
    if role == "supervisor":
        await page.get_by_label("着く席").select_option(seat)
        await page.get_by_role("button", name="この席に着く").click()
    else:
        await page.get_by_role("button", name=seat).click()
    await page.wait_for_url("**/desk")
    await expect(page.locator("body")).to_have_attribute("data-phone", "idle")


async def sign_in(instance: Commanded, page: Page, *, login: str, role: str = "agent") -> None:
    """Add a person of the staff, who signs in for the first time."""
    added = await instance.command(
        *("staff", "add", login, "--name", "札幌 花子", "--role", role, "--json")
    )
    await page.goto("/sign-in")
    await page.get_by_label("ログイン名").fill(login)
    await page.get_by_label("パスワード").fill(json.loads(added)["first_password"])
    await page.keyboard.press("Enter")
    await page.get_by_label("新しいパスワード").fill(OWN)
    await page.get_by_label("もう一度").fill(OWN)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("コード", exact=True)).to_be_focused(timeout=20_000)
    secret = "".join(await page.locator("#secret span").all_text_contents())
    await page.get_by_label("コード", exact=True).fill(pyotp.TOTP(secret).now())
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="保管しました").click()
    await page.wait_for_url("**/home")


async def look(page: Page, name: str) -> None:
    """Keep pictures where they are asked for; axe-core finds no serious violation."""
    folder = os.environ.get(SCREENSHOTS)
    for size, (width, height) in SIZES.items() if folder else ():
        await page.set_viewport_size({"width": width, "height": height})
        await page.wait_for_timeout(300)  # colours glide to their new values
        await page.screenshot(path=f"{folder}/{name}-{size}.png")
    assert await violations(page) == [], name


def tone_file(folder: Path, hz: float) -> Path:
    """Write a tone for a microphone to hear."""
    path = folder / f"tone-{hz:g}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sine(hz, 2.0, rate=RATE).tobytes())
    return path
