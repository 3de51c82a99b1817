"""What a board in a browser shows, and what its telephone hears."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from playwright.async_api import Page, expect

from app.home import open_home
from app.plain import read_plain
from app.report_start import plan_of
from metrics.day_figures import ENDED
from metrics.definition import Place
from tests.asterisk.instance import Instance

HEARD_S = 30.0
HEARD_DB = -60.0
KEEPS_WHAT_COMES = """
  () => {
    const set = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (...what) {
      this.addEventListener("track", ({ track }) => { window.comes = track; });
      return set.apply(this, what);
    };
  }
"""
LOUDNESS = """
  async (wanted) => {
    await new Promise((over) => setTimeout(over, 300));
    if (!window.comes) return wanted.map(() => -200);
    if (!window.ear) {
      const context = new AudioContext();
      window.ear = context.createAnalyser();
      window.ear.fftSize = 8192;
      context.createMediaStreamSource(new MediaStream([window.comes])).connect(window.ear);
    }
    const { context, fftSize, frequencyBinCount } = window.ear;
    await context.resume();
    const bins = new Float32Array(frequencyBinCount);
    window.ear.getFloatFrequencyData(bins);
    return wanted.map((hz) => bins[Math.round((hz * fftSize) / context.sampleRate)]);
  }
"""
"""How loud (dB of full scale) each frequency is in what the page's phone hears."""
HALF_HOURS = """
  () => Object.fromEntries([...document.querySelectorAll("#slots tbody tr")].map((row) => [
    row.dataset.of,
    Object.fromEntries([...row.querySelectorAll("[data-slot]:not([data-slot=rate])")]
      .map((each) => [each.dataset.slot, Number(each.textContent)])),
  ]))
"""


async def listed(board: Page, figure: str) -> set[str]:
    """Give the calls of the list that a figure opens."""
    link = board.locator(f'#floor a[href="/board/calls/{figure}"]').first
    place = await link.get_attribute("href")
    assert place is not None
    text = await (await board.request.get(place)).text()
    return set(re.findall(r'href="/board/why/([^"]+)"', text))


async def rate_and_half_hours_agree(
    counter: Instance, boards: list[Page], rows: Mapping[str, Mapping[str, Any]]
) -> None:
    """By the definition, counted here from what the command line lists."""
    home = open_home(counter.home)
    definition = plan_of(home, read_plain(home.plain)).definition
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows.values():
        came = datetime.fromisoformat(row["arrived_at"])
        slot = table[f"{came.hour:02}:{came.minute // 30 * 30:02}"]
        slot.update(name for name, outcomes in ENDED.items() if row["outcome"] in outcomes)
        slot["offered"] += row["outcome"] in definition.offered
        slot["served"] += row["outcome"] in definition.at(Place.ANSWERED)
    offered, served = (sum(each[name] for each in table.values()) for name in ("offered", "served"))
    assert offered > served > 0
    for board in boards:
        figures = board.locator("#floor .day .figures")
        await expect(figures.locator('[data-value="today.offered"]')).to_have_text(str(offered))
        rate = board.locator('.tile [data-value="today.rate"]')
        await expect(rate).to_have_text(f"{served * 1000 // offered / 10:.1f}")
        shown = await board.evaluate(HALF_HOURS)
        for slot, counts in shown.items():
            assert counts == {name: table[slot][name] for name in counts}, slot
        assert table.keys() <= shown.keys()


async def why(board: Page, call: str, *wanted: str) -> None:
    """The call's page tells this, in this order, as soon as the rows have it."""
    until = time.monotonic() + 5
    while True:
        text = await (await board.request.get(f"/board/why/{call}")).text()
        places = [text.find(each) for each in wanted]
        if -1 not in places or time.monotonic() > until:
            break
        await asyncio.sleep(0.05)
    assert -1 not in places, text
    assert places == sorted(places), text


async def page_hears(lead: Page, *wanted: int) -> None:
    """Wait until the page's phone hears all of these frequencies."""
    await lead.bring_to_front()
    levels = [-200.0] * len(wanted)
    until = time.monotonic() + HEARD_S
    while min(levels) < HEARD_DB and time.monotonic() < until:
        levels = list(map(max, levels, await lead.evaluate(LOUDNESS, wanted)))
    assert min(levels) > HEARD_DB, dict(zip(wanted, levels, strict=True))
