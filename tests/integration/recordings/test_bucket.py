"""The vault in a store that speaks S3, on a real one: OpenStack Swift."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from recordings.errors import SealBroken, SoundGone, StoreFailed
from recordings.stores import store_at
from recordings.vault import Vault
from storage.errors import DataKeyGone
from storage.key_ring import KeyRing
from tests.integration.recordings.swift import swift

pytestmark = pytest.mark.integration

NAME = "2026-02-02/c1.sealed"
PLAIN = bytes(range(256)) * 800


async def test_sound_lies_there_as_ciphertext_and_comes_back_in_parts(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    async with swift(tmp_path / "swift", free_port, bucket="recordings") as url:
        await asyncio.to_thread(_judge, url, tmp_path)
    with pytest.raises(StoreFailed):
        store_at(url, tmp_path).size(NAME)


def _judge(url: str, tmp_path: Path) -> None:
    vault = Vault(store_at(url, tmp_path), KeyRing(tmp_path / "keys"))
    stored = vault.put("c1", NAME, PLAIN)
    assert vault.digest("c1", NAME) == stored.sha256
    assert vault.open("c1", NAME).read(65_530, 20) == PLAIN[65_530:65_550]
    assert list(vault.names()) == [NAME]
    there = b"".join(each.read_bytes() for each in (tmp_path / "swift").rglob("*.data"))
    assert there
    assert PLAIN[:64] not in there
    key = vault.ring.key("c1")
    assert not any(key in each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert vault.turn() == 1
    assert vault.digest("c1", NAME) == stored.sha256
    whole = vault.store.read(NAME, 0, 10**6)
    for broken in (whole[:-1], whole[:70_000] + b"\0" + whole[70_001:]):
        vault.store.put(NAME, [broken])
        with pytest.raises(SealBroken):
            vault.digest("c1", NAME)
    vault.store.put(NAME, [whole])
    with pytest.raises(SoundGone):
        vault.open("c1", "2026-02-02/c2.sealed")
    for wrong in (url.replace(":testing@", ":guessed@"), url.replace("/recordings", "/elsewhere")):
        with pytest.raises(StoreFailed):
            store_at(wrong, tmp_path).put(NAME, [b"x"])
    assert vault.destroy("c1", NAME)
    assert list(vault.names()) == []
    with pytest.raises(DataKeyGone):
        vault.open("c1", NAME)
