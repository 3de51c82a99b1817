"""Backups of recordings that lie in a store elsewhere: copied from it, and brought back into it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.backup import Places, make_backup
from app.home import Home
from app.key_copy import PUBLIC, read_copy
from app.plain import read_plain, write_plain
from app.restore import restore
from app.vault import place_of
from storage.engine import connect
from storage.migrate import upgrade
from storage.recovery import new_recovery_key
from tests.integration.app.small_campaign import home_with
from tests.integration.recordings.swift import swift

pytestmark = pytest.mark.integration

NAME = "2026-02-02/c1.sealed"
SOUND = bytes(range(256)) * 800
AT = datetime(2026, 2, 2, 17, tzinfo=UTC)


async def test_recordings_in_a_store_are_backed_up_and_come_back_into_it(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    async with swift(tmp_path / "swift", free_port, bucket="recordings") as url:
        await asyncio.to_thread(lambda: asyncio.run(_there_and_back(url, tmp_path)))


async def _there_and_back(url: str, tmp_path: Path) -> None:
    home, _ = home_with(tmp_path / "home", [])
    plain = replace(read_plain(home.plain), sound_store=url)
    write_plain(home.plain, plain)
    home.settings.write_text(f'[recordings]\nstore = "{url}"\n')
    await upgrade(plain.database_url)
    vault = place_of(home, plain).vault()
    stored = vault.put("c1", NAME, SOUND)
    written, public = new_recovery_key()
    (home.folder / PUBLIC).write_text(public.hex())
    engine = connect(plain.database_url)
    places = Places(tmp_path / "backups", tmp_path / "keys")
    made = await make_backup(home, plain, engine, places, at=AT)
    await engine.dispose()
    assert made.head.sounds == 1
    vault.store.erase(NAME)
    new = Home(tmp_path / "new")
    copy = read_copy(made.keys, written)
    assert (await restore(new, made.folder, copy, environ={}, at=AT)).sounds == 1
    again = place_of(new, read_plain(new.plain)).vault()
    assert again.digest("c1", NAME) == stored.sha256
    assert not list(new.folder.rglob("*.sealed"))
