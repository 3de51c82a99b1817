"""A legal hold stands before every erasure, whenever it was placed."""

from __future__ import annotations

import asyncio
import errno
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.erasing import No
from recordings.erasure import approve, execute, request
from recordings.errors import StoreFailed
from recordings.reconciliation import Kind, Reconciled, reconcile
from recordings.vault import Vault
from storage.audit import entries, trailed
from storage.engine import transaction
from storage.erasures import Whole, due, hold, release
from storage.kept import one_kept
from storage.key_ring import KeyRing
from tests.integration.recordings.test_erasure import APPLICATION, PAPER
from tests.integration.recordings.vaulted import AT, DAY, MG, OP, SV, keep

pytestmark = pytest.mark.integration


async def approved(engine: AsyncEngine, *calls: str) -> str:
    """Apply for the erasure of these calls' sound, and approve it."""
    application = replace(APPLICATION, quantity=len(calls))
    made = await request(engine, application, calls, actor=OP, at=AT)
    assert not isinstance(made, No)
    await approve(engine, made, reference=PAPER, consented_on=DAY, actor=SV, at=AT)
    return made


async def test_a_hold_that_is_placed_during_a_long_execution_keeps_what_it_protects(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path, "c1", "c2", seconds=1.0)
    made = await approved(engine, "c1", "c2")
    loop = asyncio.get_running_loop()

    async def place() -> None:
        async with trailed(engine) as trail:
            await hold(trail, "c2", why="client", actor=SV, at=AT)

    compared: list[Reconciled] = []

    async def compare() -> None:
        compared.append(await reconcile(engine, vault, DAY, is_recorded=True))

    class Slow(Vault):
        def destroy(self, call: str, name: str) -> bool:
            asyncio.run_coroutine_threadsafe(compare(), loop).result(20)
            is_gone = super().destroy(call, name)
            asyncio.run_coroutine_threadsafe(place(), loop).result(20)
            return is_gone

    slow = Slow(vault.store, vault.ring)
    assert await execute(engine, slow, made, witness="s3", actor=OP, at=AT) is No.HELD
    assert not (tmp_path / "recordings/2026-02-02/c1.sealed").exists()
    assert vault.digest("c2", "2026-02-02/c2.sealed")
    (meanwhile,) = compared  # its key was gone, and its ciphertext not yet
    assert {each.kind for each in meanwhile.differences} == {Kind.LENGTH}  # which is a second here


async def test_a_hold_is_placed_before_the_key_is_destroyed_or_not_at_all(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path, "c1", seconds=0.5)
    made = await approved(engine, "c1")
    loop = asyncio.get_running_loop()
    placing: list[asyncio.Future[bool]] = []

    async def place() -> bool:
        async with trailed(engine) as trail:
            return await hold(trail, "c1", why="client", actor=SV, at=AT)

    async def begin() -> bool:
        placing.append(loop.create_task(place(), name="hold"))
        done, _ = await asyncio.wait(placing, timeout=0.2)
        return bool(done)

    class Watched(Vault):
        def destroy_key(self, call: str) -> bool:
            if not placing:
                assert not asyncio.run_coroutine_threadsafe(begin(), loop).result(20)
            return super().destroy_key(call)

    watched = Watched(vault.store, vault.ring)
    done = await execute(engine, watched, made, witness="s3", actor=OP, at=AT)
    assert isinstance(done, Whole)
    assert not await placing[0]
    assert await entries(engine, last=9, action="sound_held") == []


async def test_a_key_that_the_disk_does_not_give_up_leaves_everything_as_it_was(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path, "c1", seconds=0.5)
    made = await approved(engine, "c1")

    class Stuck(KeyRing):
        def destroy(self, name: str) -> bool:
            raise OSError(errno.EROFS, "Read-only file system")

    stuck = Vault(vault.store, Stuck(tmp_path / "keys"))
    with pytest.raises(StoreFailed):
        await execute(engine, stuck, made, witness="s3", actor=OP, at=AT)
    kept = await one_kept(engine, "c1")
    assert kept is not None
    assert kept.erased_at is None
    assert vault.digest("c1", kept.name) == kept.sha256
    assert isinstance(await execute(engine, vault, made, witness="s3", actor=OP, at=AT), Whole)


async def test_a_hold_stops_an_erasure_whenever_it_comes(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path, "c1", seconds=1.0)
    async with transaction(engine) as session:
        assert [each.call for each in await due(session, AT.date())] == ["c1"]
    made = await approved(engine, "c1")
    async with trailed(engine) as trail:
        await hold(trail, "c1", why="dispute", actor=MG, at=AT)
    assert await execute(engine, vault, made, witness="s3", actor=OP, at=AT) is No.HELD
    assert vault.digest("c1", "2026-02-02/c1.sealed")
    async with trailed(engine) as trail:
        assert await release(trail, "c1", actor=MG, at=AT) == 1
    assert isinstance(await execute(engine, vault, made, witness="s3", actor=OP, at=AT), Whole)
