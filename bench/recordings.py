"""`python -m bench.recordings`: listing and first sound of many recordings; exit 1 if one is slow.

Both are asked of the pages' own addresses, over a real socket, by somebody signed in: with the
session, the role, what is rendered, the entries in the trail. The first sound is there when the
purpose was told, the player's page has come, and the first part that it fetches. The rows are made
as the vault's own writers make them, in bulk; a few recordings are truly sealed. Server and browser
run in this one process and share its processor; what a browser draws is not in it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.shown import Site
from agent_ui.sound_room import SoundRoom
from app.clock import clock_with
from app.home import Home
from app.live import Live
from bench.applications import Line
from bench.site import site_of
from desk.roles import Role
from recordings import codec
from recordings.analysis import PEAKS_A_SECOND
from recordings.codec import Codec
from recordings.rules import SoundRules
from recordings.sound import RATE
from recordings.stores import FolderStore
from recordings.vault import Vault
from storage import engine, migrate
from storage.audit import Actor
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.key_ring import KeyRing
from storage.listening import PAGE
from storage.staff_tables import Staff
from storage.tables import Call
from storage.talk_tables import CallTalk
from storage.vault_tables import KeptSound, SoundShape
from tests.integration.agent_ui.browser import Browser
from tests.integration.app.small_campaign import CAMPAIGN, home_with
from tests.integration.desk.people import newcomer
from tests.unit.metrics import shipped as definitions

STORED, SEALED, QUESTIONS = 10_000, 20, 300
LIST_MS, SOUND_MS = 100.0, 200.0
AT = datetime(2026, 2, 2, tzinfo=UTC)
CLOCK = clock_with(0.0)
TALK_S = 180
DAY = {"first": "2026-02-07", "last": "2026-02-07"}
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"seat": "seat-03"},
    {"longer": "120", "first": "2026-02-05"},
    {"number": "0312345678"},
    DAY | {"from": "11:00", "to": "12:00"},
    {"staff": "s1", "complaints": "1"},
    {"category": "papers", "text": "振込"},
    {"text": "どこにもない言葉", "quieter": "5"},
)
"""What people look for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    parser = argparse.ArgumentParser(prog="bench.recordings", description=__doc__)
    parser.add_argument("--stored", type=int, default=STORED)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        lines = asyncio.run(_measure(Path(folder), options.stored))
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 1 if any(line.value > line.bound for line in lines) else 0


async def _measure(folder: Path, stored: int) -> list[Line]:
    home, _ = home_with(folder / "home", [])
    url = f"sqlite:///{home.folder}/rows.db"
    await migrate.upgrade(url)
    database = engine.connect(url)
    vault = Vault(FolderStore(home.recordings), KeyRing(home.key.parent))
    try:
        await _fill(database, vault, stored)
        site = _site(home, database, vault)
        async with Browser(site) as browser:
            await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
            listed, first = await _asked(browser, -(-stored // PAGE))
    finally:
        await database.dispose()
    many = f"{stored:,} recordings"
    return [
        Line(f"a page of the list of {many}, p99", listed, LIST_MS, "ms"),
        Line(f"the first sound of one of {many}, p99", first, SOUND_MS, "ms"),
    ]


def _site(home: Home, database: AsyncEngine, vault: Vault) -> Site:
    live = Live(
        home,
        campaign=CAMPAIGN,
        definition=definitions.the_clients(),
        lines=("bench",),
        clock=CLOCK,
        version="bench",
    )
    sounds = SoundRoom(
        vault=vault, rules=SoundRules(), certify=_nothing_drawn, caller_of=lambda _: "p-7"
    )
    number = "+81312345678"
    return replace(site_of(live, database, CLOCK), sounds=sounds, number_of=lambda _: number)


async def _asked(browser: Browser, pages: int) -> tuple[float, float]:
    """Ask for pages of the list, and for sound; gives how long 99 of 100 took at most, in ms."""
    await browser.get("/recordings")

    async def page(n: int) -> None:
        wanted = ASKED[n % len(ASKED)] | {"page": str(1 + n % min(pages, 7))}
        answer = await browser.post("/recordings", headers=None, **wanted)
        assert answer.status == 200, answer.status

    async def first_sound(n: int) -> None:
        told = await browser.post(f"/recordings/c{n % SEALED}/open", purpose="quality")
        place = told.headers["Location"]
        assert (await browser.get(place)).status == 200
        assert await browser.part(place.replace("/listen/", "/sound/"), Range="bytes=0-")

    return await _slowest(page), await _slowest(first_sound)


async def _slowest(work: Callable[[int], Awaitable[None]]) -> float:
    took = []
    for n in range(QUESTIONS):
        began = time.perf_counter()
        await work(n)
        took.append(1000 * (time.perf_counter() - began))
    return sorted(took)[round(0.99 * (QUESTIONS - 1))]


async def _nothing_drawn(erasure: str, actor: Actor) -> bytes:
    return b""


async def _fill(database: AsyncEngine, vault: Vault, stored: int) -> None:
    noise = np.random.default_rng(1).normal(0, 2000, (TALK_S * RATE, 2)).astype(np.int16)
    sound = codec.encode(noise, RATE, Codec.FLAC)
    names = {n: vault.put(f"c{n}", f"2026-02-02/c{n}.sealed", sound) for n in range(SEALED)}
    calls, kept = [], []
    for n in range(stored):
        at = AT + timedelta(minutes=n % 480, days=n // 480)
        calls.append(_call(n, at))
        name = f"{at.date()}/c{n}.sealed" if n not in names else names[n].name
        kept.append(_kept(n, at, name, len(sound)))
    shapes = [_shape(n) for n in range(SEALED)]
    async with transaction(database) as session:
        await session.exec(insert(Call), params=calls)
        await session.exec(insert(KeptSound), params=kept)
        await session.exec(insert(SoundShape), params=shapes)
        talks = [
            {"call": each["id"], "seat": each["seat"], "began_at": each["answered_at"]}
            for each in calls
        ]
        await session.exec(insert(CallTalk), params=talks)
        session.add(_agent())
        await session.flush()
        await session.exec(insert(Inquiry), params=[_record(n, calls[n]) for n in range(stored)])
        await session.exec(insert(InquiryMatter), params=[_matter(n) for n in range(stored)])


def _call(n: int, at: datetime) -> dict[str, object]:
    return {
        "id": f"c{n}",
        "line": "+81110000100",
        "caller": f"p-{n % 5000}",
        "arrived_at": at,
        "business_date": at.date(),
        "state": "ended",
        "state_since": at,
        "holds_line": False,
        "answered_at": at,
        "ended_at": at + timedelta(seconds=TALK_S),
        "outcome": "answered",
        "detail": "",
        "seat": f"seat-{1 + n % 10:02d}",
        "talk_s": float(TALK_S),
        "node": "",
    }


def _agent() -> Staff:
    return Staff(
        id="s1",
        login="s1",
        name="窓口 花子",
        role="agent",
        password_hash="",
        password_at=AT,
        created_at=AT,
    )


def _record(n: int, call: Mapping[str, object]) -> dict[str, object]:
    """Everybody's record is one person's: looking for that person is the slowest there is."""
    at = call["ended_at"]
    return {
        "id": f"i{n}",
        "call": call["id"],
        "staff": "s1",
        "business_date": call["business_date"],
        "begun_at": at,
        "saved_at": at,
        "closed_at": at,
        "language": "ja",
        "is_simple": False,
        "is_complaint": n % 50 == 0,
        "version": 1,
    }


def _matter(n: int) -> dict[str, object]:
    told = "口座への振込の日を尋ねられ、" if n % 7 == 0 else "必要な書類を尋ねられ、"
    text = told + "案内の頁を見ながら順にお答えした。" * 6
    category = "papers" if n % 3 == 0 else "how"
    return {"inquiry": f"i{n}", "n": 1, "category": category, "result": "closed", "text": text}


def _shape(n: int) -> dict[str, object]:
    peaks = bytes(2 * PEAKS_A_SECOND * TALK_S)
    return {"call": f"c{n}", "peaks": peaks, "silences": "[[10.0, 14.0]]", "muted": "[]"}


def _kept(n: int, at: datetime, name: str, size: int) -> dict[str, object]:
    return {
        "call": f"c{n}",
        "business_date": at.date(),
        "arrived_at": at,
        "stored_at": at,
        "name": name,
        "codec": "flac",
        "bytes": size,
        "sha256": "0" * 64,
        "duration_s": float(TALK_S),
        "silence_s": float(n % 60),
        "retention": "normal",
        "is_closed": False,
    }


if __name__ == "__main__":
    sys.exit(main())
