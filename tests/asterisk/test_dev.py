"""`make dev`: a demo that follows its source while it runs, and lives on through mistakes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from scripts.dev import ROOT, rooms
from tests.asterisk.instance import processes_of

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(300)]

FOLLOWS_S = 110.0
"""A change is followed within some seconds; on a busy machine later."""
TEMPLATE, STYLE = "agent_ui/templates/sign_in.html", "agent_ui/static/tokens.css"
FLOW, CODE = "ivr_flows/flows/all_busy.toml", "app/validate.py"


class Developer:
    """Changes a copy of the source, and reads what `scripts/dev.py` tells."""

    def __init__(self, source: Path, home: Path, told: asyncio.StreamReader) -> None:
        self._source = source
        self._told = told
        self.home = home

    async def told(self, words: str) -> list[str]:
        """Wait for a line with these words; gives all lines until then."""
        lines: list[str] = []
        async with asyncio.timeout(FOLLOWS_S):
            while not lines or words not in lines[-1]:
                lines.append((await self._told.readline()).decode())
                assert lines[-1], f"it ended: {lines}"
        return lines

    def change(self, name: str, old: str, new: str) -> None:
        """Write a file anew."""
        path = self._source / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    async def page(self, path: str) -> str:
        """Give what a browser gets."""
        async with aiohttp.ClientSession() as web, web.get(self.run["web"] + path) as page:
            return await page.text()

    @property
    def run(self) -> dict[str, Any]:
        """What the instance says of itself."""
        told: dict[str, Any] = json.loads((self.home / "run.json").read_text())
        return told


@asynccontextmanager
async def developing(folder: Path) -> AsyncIterator[Developer]:
    """Run `scripts/dev.py` of a copy of the source, and end it as Ctrl-C does."""
    source, home = folder / "source", folder / "home"
    for room in rooms():
        shutil.copytree(room, source / room.name)
    (source / "scripts").mkdir()
    for name in ("pyproject.toml", "scripts/dev.py"):
        shutil.copy(ROOT / name, source / name)
    ports = {"MADOGUCHI_WEB__PORT": "0", "MADOGUCHI_ASTERISK__SIP_PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(source / "scripts/dev.py"), "--home", str(home)),
        env={**os.environ, **ports, "PYTHONPATH": str(source)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        yield Developer(source, home, process.stdout)
    finally:
        process.terminate()
        status = await process.wait()
    assert (status, processes_of(home)) == (0, [])


async def test_what_is_saved_is_there_at_once_and_a_mistake_stops_nothing(tmp_path: Path) -> None:
    async with developing(tmp_path) as developer:
        await developer.told("follows the source")
        first = developer.run
        developer.change(TEMPLATE, "{% block title %}", "{% block title %}developed ")
        assert "<title>developed " in await developer.page("/sign-in")

        developer.change(CODE, "import annotations", "import")
        await developer.told("what runs goes on")
        developer.change(CODE, "import\n", "import annotations\n")
        developer.change(STYLE, "{", "{ /* developed */")
        developer.change(FLOW, "ただいま", "ただ今、")
        lines = await developer.told("新しい版を公開しました")
        assert any("変わる案内: all_busy" in line for line in lines)
        now = developer.run
        assert "developed" in await developer.page("/static/tokens.css")
        kept = ("asterisk_pid", "sip")
        assert [now[each] for each in kept] == [first[each] for each in kept]
        assert {now["pid"], now["office_pid"]} & {first["pid"], first["office_pid"]} == set()
