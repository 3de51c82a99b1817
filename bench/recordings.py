"""`python -m bench.recordings`: listing and first sound of many recordings; exit 1 if one is slow.

The rows are made as the vault's own writers make them, in bulk; a few recordings are truly sealed,
and their first part is fetched as the page's player does, with its entry in the trail.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.applications import Line
from recordings import codec
from recordings.codec import Codec
from recordings.ranges import MOST
from recordings.sound import RATE
from recordings.stores import FolderStore
from recordings.vault import Vault
from storage import engine, listening, migrate
from storage.audit import Actor
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.key_ring import KeyRing
from storage.listening import PAGE, Wanted
from storage.staff_tables import Staff
from storage.tables import Call
from storage.talk_tables import CallTalk
from storage.vault_tables import KeptSound

STORED, SEALED, QUESTIONS = 10_000, 20, 300
LIST_MS, SOUND_MS = 100.0, 200.0
AT = datetime(2026, 2, 2, tzinfo=UTC)
ACTOR = Actor(who="bench", origin="cli")
TALK_S = 180


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
    url = f"sqlite:///{folder}/bench.db"
    await migrate.upgrade(url)
    database = engine.connect(url)
    vault = Vault(FolderStore(folder / "recordings"), KeyRing(folder / "keys"))
    try:
        await _fill(database, vault, stored)
        pages = -(-stored // PAGE)
        asked = (
            Wanted(),
            Wanted(seat="seat-03"),
            Wanted(longer_s=120.0, first=AT.date() + timedelta(days=3)),
            Wanted(caller="p-7"),
            Wanted(since=AT + timedelta(days=5, hours=2), until=AT + timedelta(days=5, hours=3)),
            Wanted(talker="s1", complaints=True),
            Wanted(category="papers", text="振込"),
            Wanted(text="どこにもない言葉", quieter_s=5.0),
        )

        async def page(n: int) -> None:
            await listening.find(database, asked[n % len(asked)], page=1 + n % min(pages, 7))

        listed = await _slowest(page)
        first = await _slowest(lambda n: _first_sound(database, vault, f"c{n % SEALED}"))
    finally:
        await database.dispose()
    many = f"{stored:,} recordings"
    return [
        Line(f"a page of the list of {many}, p99", listed, LIST_MS, "ms"),
        Line(f"the first sound of one of {many}, p99", first, SOUND_MS, "ms"),
    ]


async def _slowest(work: Callable[[int], Awaitable[None]]) -> float:
    """Do it many times; gives how long 99 of 100 took at most, in milliseconds."""
    took = []
    for n in range(QUESTIONS):
        began = time.perf_counter()
        await work(n)
        took.append(1000 * (time.perf_counter() - began))
    return sorted(took)[round(0.99 * (QUESTIONS - 1))]


async def _first_sound(database: AsyncEngine, vault: Vault, call: str) -> None:
    """From the asking until the first part is there, as the page's views do."""
    made = await listening.begin(database, call, staff="s1", purpose="quality", actor=ACTOR, at=AT)
    found, heard = await listening.heard(database, made, call, staff="s1", at=AT)
    assert found is not None
    assert heard is not None
    part = await asyncio.to_thread(lambda: vault.open(call, found.sound.name).read(0, MOST))
    told = {"from": 0, "to": len(part)}
    await listening.note_part(database, heard, dict(told), actor=ACTOR, at=AT)


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
    async with transaction(database) as session:
        await session.exec(insert(Call), params=calls)
        await session.exec(insert(KeptSound), params=kept)
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
