"""What a browser test that fails leaves behind: a picture of each page, and a trace of all it did.

They lie in `.traces/TEST`, or in the folder that MADOGUCHI_TRACES names; a test that passes leaves
nothing. `npx playwright show-trace trace.zip` plays a trace again, page by page. What each page
and frame says is printed as well: of a machine that is gone, its output is all there is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # every run reads this file, few have a browser
    from playwright.async_api import BrowserContext, Frame

ROOT = Path(__file__).parent.parent
FAILED = pytest.StashKey[bool]()
"""That a test has failed, on it and on its file; `tests/conftest.py` notes it."""


def has_failed(request: pytest.FixtureRequest) -> bool:
    """Tell a fixture that ends whether its test failed, or one of its file's."""
    node: pytest.Item | pytest.Collector = request.node
    return node.stash.get(FAILED, False)


def folder_of(test: str) -> Path:
    """Give the folder of a test, named as pytest names it (`path::name (call)`)."""
    name = re.sub(r"\W+", "-", test.partition(" (")[0].removeprefix("tests/")).strip("-")
    return Path(os.environ.get("MADOGUCHI_TRACES") or ROOT / ".traces") / name


@asynccontextmanager
async def traced(
    context: BrowserContext, *, failed: Callable[[], bool] = lambda: False
) -> AsyncIterator[None]:
    """Follow what a browser does; keep it if the test in here fails, or `failed` at the end."""
    await context.tracing.start(snapshots=True)
    try:
        yield
    except BaseException:
        await _keep(context)
        raise
    if failed():
        await _keep(context)


async def _said(frame: Frame) -> str:
    """Give what a person reads in a frame, without blank lines."""
    text = await frame.evaluate("document.body?.innerText ?? ''")
    return "\n".join(f"  {line.strip()}" for line in text.splitlines() if line.strip())


async def _keep(context: BrowserContext) -> None:
    folder = folder_of(os.environ["PYTEST_CURRENT_TEST"])
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(context.pages, start=1):
        await page.screenshot(path=folder / f"page-{number}.png", full_page=True)
    await context.tracing.stop(path=folder / "trace.zip")
    sys.stdout.write(f"pictures and trace: {folder}\n")
    for number, page in enumerate(context.pages, start=1):
        for frame in page.frames:
            sys.stdout.write(f"page {number}, {frame.url}:\n{await _said(frame)}\n")
