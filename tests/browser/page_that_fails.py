"""One test that fails, with a page open: what it leaves is looked at by `test_traces.py`."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.browser


async def test_that_fails(page: Page) -> None:
    await page.goto("/sign-in")
    await expect(page.get_by_label("ログイン名")).to_be_visible()
    raise AssertionError
