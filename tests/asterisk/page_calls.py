"""A call with a phone in a page, as its far end and the kept sound tell of it."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import Page

from tests.asterisk.kept_sound import gaps
from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.asterisk.phones.sound import Samples, level_at

AGENT_HZ = 1000
SETTLED_S = 0.6
EDGE_S = 0.3
"""So near to a change a tone may be there already, or still."""
PRESSED_S = 5.0
"""Within this time the keys pressed in the page are heard: it leaves a pause after each."""


async def hears(call: OutgoingCall, hz: float, *, for_s: float = 0.5) -> float:
    """Tell how loud the caller hears a frequency from now on."""
    since = time.time()
    await asyncio.sleep(for_s)
    return level_at(call.heard(since=since), hz)


def heard_again(call: OutgoingCall, *, since: float) -> float:
    """Tell when (epoch seconds) the agent's tone came to the caller first after a time."""
    came = [each.at for each in call.rtp.packets if each.at >= since]
    tones = (at for at in came if level_at(call.heard(since=at, until=at + 0.1), AGENT_HZ) > -25)
    return next(tones)


def missing(right: Samples, spans: list[tuple[float, float]], *, began: float) -> list[float]:
    """Tell when (seconds of a kept side) the agent is not heard in spans of epoch seconds."""
    edges = [(since - began + EDGE_S, until - began - EDGE_S) for since, until in spans]
    assert all(since < until for since, until in edges)
    return [
        each
        for since, until in edges
        for each in gaps(right, AGENT_HZ, since_s=since, until_s=until)
    ]


async def pressed(call: OutgoingCall, count: int) -> str:
    """Wait for so many keys of the far end, and tell them."""
    async with asyncio.timeout(PRESSED_S):
        while len(call.rtp.keys) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return call.rtp.keys


async def keys_in(page: Page, call: OutgoingCall, keys: str) -> float:
    """Press keys in the page until the far end has them; tell when the agent is heard again."""
    await page.get_by_text("番号ボタン").click()
    for key in keys:
        await page.get_by_role("button", name=key, exact=True).click()
    await page.keyboard.press("Escape")
    await asyncio.sleep(SETTLED_S)
    assert await hears(call, AGENT_HZ) > -25
    assert await pressed(call, len(keys)) == keys
    heard_at = time.time()
    await asyncio.sleep(SETTLED_S)
    return heard_at
