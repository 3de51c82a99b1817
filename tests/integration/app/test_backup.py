"""Backups: made while others write, proved, brought back into an empty home, all or nothing."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import AsyncMock, Mock
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import backup, backup_files
from app.backup import Made, Places, make_backup, prune
from app.backup_errors import BackupBroken, BackupRefused
from app.backup_form import Manifest
from app.backup_source import verify
from app.backup_work import BackupWork
from app.cli.backup import BACKUP
from app.home import Home
from app.key_copy import PUBLIC, KeyCopy, read_copy, write_copy
from app.plain import Backups, read_plain, write_plain
from app.restore import Restored, restore
from recordings.erasing import Application
from recordings.erasure import approve, execute, request
from storage import audit, audit_proof, dump
from storage.engine import connect, snapshot
from storage.errors import DataKeyGone, RecoveryKeyWrong
from storage.kept import one_kept
from storage.keys import instance_key, name_of
from storage.migrate import downgrade, upgrade
from storage.people import People
from storage.recovery import new_recovery_key
from tests.integration.app.small_campaign import events_of_a_morning, home_with
from tests.integration.recordings.vaulted import DAY, MG, OP, SV, keep
from tests.integration.storage.conftest import numbers
from tests.integration.storage.postgres import Cluster

pytestmark = pytest.mark.integration

EARLIER = "fix7_0001"
"""A revision of some versions ago: tables have come since, and columns to others."""
AT = datetime(2026, 2, 2, 17, tzinfo=UTC)
APPLIED = Application(
    item="音声", medium="録音サーバー", quantity=1, method="鍵の消去", planned_on=DAY, reason="期限"
)


@dataclass
class Kept:
    """An instance with calls, recordings, people and a log, and where its backups go."""

    home: Home
    engine: AsyncEngine
    places: Places
    written: str
    """The recovery key as people write it."""

    async def back_up(self, *, minutes: int = 0) -> Made:
        """Make a backup."""
        at = AT + timedelta(minutes=minutes)
        return await make_backup(
            self.home, read_plain(self.home.plain), self.engine, self.places, at=at
        )

    def copy(self) -> KeyCopy:
        """Open the copy of the keys."""
        (path,) = self.places.keys.glob("*.keys")
        return read_copy(path, self.written)

    async def erase(self, call: str) -> None:
        """Erase a recording by the book."""
        made = await request(self.engine, APPLIED, [call], actor=OP, at=AT)
        agreed = approve(self.engine, made, reference="札", consented_on=DAY, actor=SV, at=AT)
        assert await agreed is None
        vault = await keep(self.engine, self.home.folder)
        await execute(self.engine, vault, made, witness="市職員", actor=MG, at=AT)


@pytest.fixture
async def kept(url: str, engine: AsyncEngine, tmp_path: Path) -> Kept:
    """The instance, on both databases."""
    home, _ = home_with(tmp_path / "home", events_of_a_morning())
    write_plain(home.plain, replace(read_plain(home.plain), database_url=url))
    (home.folder / "madoguchi.toml").write_text('campaign = "sapporo"\n')
    await keep(engine, home.folder, "c1", "c2", "c3", seconds=2.0)
    with People(home.people, instance_key(home.key), clock=lambda: AT) as people:
        people.id_of("+81312345678")
    written, public = new_recovery_key()
    (home.folder / PUBLIC).write_text(public.hex())
    places = Places(tmp_path / "backups", tmp_path / "safe" / "keys")
    return Kept(home, engine, places, written)


@pytest.fixture
def fresh(request: pytest.FixtureRequest, url: str) -> dict[str, str]:
    """Give the environment of a restore: an empty database of the same kind."""
    if url.startswith("sqlite"):
        return {}
    cluster: Cluster = request.getfixturevalue("cluster")
    return {"MADOGUCHI_DATABASE__URL": cluster.create(f"restored_{next(numbers)}")}


async def contents(url: str) -> dict[str, dump.Counted]:
    """Count and hash every table."""
    engine = connect(url)
    try:
        async with snapshot(engine) as connection:
            return {
                each.name: await dump.counted(connection, each)
                for each in await dump.tables_of(connection)
            }
    finally:
        await engine.dispose()


def url_of(home: Path) -> str:
    """Tell where a restored home has its rows."""
    return read_plain(home / "plain.json").database_url


async def brought_back(kept: Kept, made: Path, to: Path, environ: dict[str, str]) -> Restored:
    """Restore."""
    return await restore(Home(to), made, kept.copy(), environ=environ, at=AT)


@pytest.mark.clause("OTR-6-5-ア-エ", "OTR-7-7-4")
async def test_what_is_backed_up_while_calls_go_on_comes_back_the_same(
    kept: Kept, fresh: dict[str, str], tmp_path: Path
) -> None:
    before = await contents(read_plain(kept.home.plain).database_url)
    (log,) = kept.home.log.glob("*.jsonl")
    whole = log.read_bytes()
    others = iter([lambda: asyncio.run(_a_call_ends(kept)), lambda: _half_a_line(log)])

    def meanwhile(what: str, done: int, of: int) -> None:
        if (what, done) in {("tables", 3), ("tables", of)} and (other := next(others, None)):
            with ThreadPoolExecutor(1) as thread:
                thread.submit(other).result()

    made = await make_backup(
        *(kept.home, read_plain(kept.home.plain), kept.engine, kept.places),
        at=AT,
        progress=meanwhile,
    )
    assert next(others, None) is None
    manifest = verify(made.folder, instance_key(kept.home.key), lambda *_: None)
    assert {each.name: (each.rows, each.sha256) for each in manifest.tables} == {
        name: (each.rows, each.sha256) for name, each in before.items()
    }
    written = b"".join(each.read_bytes() for each in made.folder.rglob("*") if each.is_file())
    secrets = [each.read_bytes() for each in kept.home.key.parent.rglob("*") if each.is_file()]
    assert len(secrets) == 5
    assert not [each for each in (*secrets, b"+8131234", b"recorded") if each in written]
    done = await brought_back(kept, made.folder, tmp_path / "new", fresh)
    assert (done.sounds, done.erased_again, done.without_key) == (3, 0, ())
    after = await contents(url_of(tmp_path / "new"))
    for grown in ("audit", "audit_head"):  # the trail tells of the restore
        assert after.pop(grown) != before.pop(grown)
    assert after == before
    new = Home(tmp_path / "new")
    assert (new.log / log.name).read_bytes() == whole
    assert new.settings.read_text() == 'campaign = "sapporo"\n'
    await _is_heard(new, "c1", "c2", "c3")
    with People(new.people, instance_key(new.key), clock=lambda: AT) as people:
        assert people.find("+81312345678") is not None


async def _is_heard(home: Home, *calls: str) -> None:
    """Look whether a restored home can read its recordings, and its trail is whole."""
    engine = connect(url_of(home.folder))
    vault = await keep(engine, home.folder)
    for call in calls:
        row = await one_kept(engine, call)
        assert row is not None
        assert vault.digest(call, row.name) == row.sha256
    assert not isinstance(await audit_proof.verify(engine), audit_proof.Broken)
    await engine.dispose()


async def _a_call_ends(kept: Kept) -> None:
    """What the office writes while the backup reads."""
    engine = connect(read_plain(kept.home.plain).database_url)
    async with audit.trailed(engine) as trail:
        await trail.note(AT, OP, audit.Action.SIGNED_IN)
    await engine.dispose()


def _half_a_line(log: Path) -> None:
    """What the controller is about to write."""
    with log.open("ab") as file:
        file.write(b'{"n":99')


async def test_what_was_erased_since_does_not_come_back(
    kept: Kept, fresh: dict[str, str], tmp_path: Path
) -> None:
    made = await kept.back_up()
    old = kept.copy()
    await kept.erase("c2")
    with People(kept.home.people, instance_key(kept.home.key), clock=lambda: AT) as people:
        person = people.find("+81312345678")
        assert person is not None
        people.erase(person)
    async with snapshot(kept.engine) as connection:
        await write_copy(connection, kept.home, kept.places.keys)
    copy = kept.copy()
    assert not [name for name in copy.files if "c2" in name]
    # even with the keys of before, which somebody may have kept, the register is obeyed
    copy = replace(copy, files=old.files)
    done = await restore(Home(tmp_path / "new"), made.folder, copy, environ=fresh, at=AT)
    assert (done.sounds, done.erased_again, done.without_key) == (2, 1, ())
    assert not list((tmp_path / "new").rglob("c2.*"))
    engine = connect(url_of(tmp_path / "new"))
    row = await one_kept(engine, "c2")
    assert row is not None
    assert row.erased_at is not None
    vault = await keep(engine, tmp_path / "new")
    with pytest.raises(DataKeyGone):
        vault.open("c2", row.name)
    told = [each for each in await audit.entries(engine, last=9) if each.detail.get("restored")]
    assert [each.action for each in told] == ["sound_erased", "erasure_done"]
    assert not isinstance(await audit_proof.verify(engine), audit_proof.Broken)
    await engine.dispose()
    new = Home(tmp_path / "new")
    with People(new.people, instance_key(new.key), clock=lambda: AT) as people:
        assert people.find("+81312345678") is None
        assert people.number_of(person) is None


@pytest.mark.parametrize(
    ("url", "tells"), [("sqlite", False), ("postgresql", True)], indirect=["url"]
)
async def test_a_backup_of_an_earlier_version_is_brought_to_the_tables_of_this_one(
    kept: Kept, fresh: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tells: bool
) -> None:
    url = read_plain(kept.home.plain).database_url
    await kept.engine.dispose()
    await downgrade(url, EARLIER)
    with monkeypatch.context() as earlier:
        earlier.setattr(dump, "heads", lambda: {EARLIER})
        if not tells:  # as the versions did that first made backups
            earlier.setattr(backup, "Manifest", lambda **all_: Manifest(**all_ | {"revision": ""}))
        made = await kept.back_up()
    assert not (made.folder / "rows/day_closes.sealed").exists()
    await upgrade(url)
    before = await contents(url)
    done = await brought_back(kept, made.folder, tmp_path / "new", fresh)
    assert (done.sounds, done.upgraded_from) == (3, EARLIER)
    after = await contents(url_of(tmp_path / "new"))
    for grown in ("audit", "audit_head"):
        assert after.pop(grown) != before.pop(grown)
    assert after == before
    await _is_heard(Home(tmp_path / "new"), "c1", "c2", "c3")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_backup_of_a_later_version_is_refused_and_named(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = {"revision": "later_0001"}
    monkeypatch.setattr(backup, "Manifest", lambda **all_: Manifest(**all_ | later))
    made = await kept.back_up()
    with pytest.raises(BackupRefused, match=f"with version {made.head.version}"):
        await brought_back(kept, made.folder, tmp_path / "new", {})
    assert not (tmp_path / "new").exists()


def _cut(content: bytes) -> bytes:
    return content[:-9]


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def _names(folder: Path) -> list[str]:
    """Name what is in a folder."""
    return sorted(each.name for each in folder.iterdir())


async def test_a_backup_that_is_not_what_was_written_restores_nothing(
    kept: Kept, fresh: dict[str, str], tmp_path: Path
) -> None:
    made = (await kept.back_up()).folder
    sound = str(next(made.rglob("c1.sealed")).relative_to(made))
    before = _names(tmp_path)
    for part, spoil in (
        *(("backup.json", _cut), ("manifest.sealed", _flipped), ("rows/calls.sealed", _flipped)),
        *(("rows/audit.sealed", None), ("files/000000.sealed", _cut), (sound, _flipped)),
        (sound, None),
    ):
        content = (made / part).read_bytes()
        (made / part).unlink()
        if spoil is not None:
            (made / part).write_bytes(spoil(content))
        with pytest.raises(BackupBroken) as told:
            await brought_back(kept, made, tmp_path / "new", fresh)
        assert str(made / part) in str(told.value)
        assert _names(tmp_path) == before
        (made / part).write_bytes(content)
    other, _ = new_recovery_key()
    (path,) = kept.places.keys.glob("*.keys")
    for written in (other, kept.written[:-1] + "BA"[kept.written[-1] != "A"], "", "鍵"):
        with pytest.raises(RecoveryKeyWrong):
            read_copy(path, written)
    strange = replace(kept.copy(), files={"instance.key": bytes(32)})
    with pytest.raises(BackupRefused, match="another instance"):
        await restore(Home(tmp_path / "new"), made, strange, environ=fresh, at=AT)
    with pytest.raises(BackupRefused, match="not empty"):
        await brought_back(kept, made, kept.home.folder, fresh)
    assert _names(tmp_path) == before
    assert (await brought_back(kept, made, tmp_path / "new", fresh)).sounds == 3  # as it was
    if fresh:
        with pytest.raises(BackupRefused, match="has rows already"):
            await brought_back(kept, made, tmp_path / "second", fresh)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_recordings_are_copied_once_and_old_backups_are_removed(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await kept.back_up()
    await kept.erase("c1")
    second = await kept.back_up(minutes=1)
    assert (first.head.sounds, second.head.sounds) == (3, 2)
    assert [each.stat().st_nlink for each in second.folder.rglob("c2.sealed")] == [2]
    assert second.head.bytes < first.head.bytes
    name = name_of(instance_key(kept.home.key))
    assert prune(kept.places.backups, instance=name, keep=1) == [first.head.id]
    verify(second.folder, instance_key(kept.home.key), lambda *_: None)
    full = OSError(28, "No space left on device")
    monkeypatch.setattr(backup_files, "copy_people", Mock(side_effect=full))
    with pytest.raises(OSError, match="No space"):
        await kept.back_up(minutes=2)
    with pytest.raises(BackupRefused, match="apart"):
        await make_backup(
            *(kept.home, read_plain(kept.home.plain), kept.engine),
            Places(kept.places.backups, kept.places.backups / "keys"),
            at=AT,
        )
    left = [each.name for each in kept.places.backups.iterdir()]
    assert sorted(left) == sorted([".lock", second.head.id])


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_the_office_backs_up_once_a_day_and_copies_the_keys_after_an_erasure(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, now = kept.home, [AT + timedelta(minutes=1)]
    ran: list[str] = []
    ages: list[float] = []
    work = BackupWork(
        home=home,
        engine=kept.engine,
        settings=Backups(at="02:00"),
        zone=ZoneInfo("Asia/Tokyo"),
        machine_clock=lambda: now[0],
        told=ages.append,
    )
    settings = f'[backup]\nfolder = "{kept.places.backups}"\nkeys = "{kept.places.keys}"\n'
    home.settings.write_text(f'campaign = "sapporo"\n{settings}')
    monkeypatch.setattr("app.backup_start.clock_with", lambda offset_s: lambda: now[0])

    async def run(*program: str, **_: object) -> Mock:
        what = program[program.index("backup") + 1]
        ran.append(what)
        told = await asyncio.to_thread(_command, what, home)
        return Mock(returncode=bool(told), communicate=AsyncMock(return_value=(b"", told)))

    monkeypatch.setattr(asyncio, "create_subprocess_exec", run)
    for _ in range(2):
        await work.look()
    assert (ran, work.trouble) == (["create"], "")
    assert len(_names(kept.places.backups)) == 2  # and the lock
    await kept.erase("c2")
    for _ in range(2):
        await work.look()
    assert ran == ["create", "keys"]
    assert not [name for name in kept.copy().files if "c2" in name]
    now[0] += timedelta(days=1)
    (home.folder / PUBLIC).unlink()
    for _ in range(2):
        await work.look()  # what failed is not tried again at once
    assert ran == ["create", "keys", "create"]
    assert "recovery key" in work.trouble
    assert ages[-1] > 0


def _command(what: str, home: Home) -> bytes:
    """Run a command of the operator's; gives what went wrong."""
    try:
        BACKUP([what, "--home", str(home.folder)], standalone_mode=False)
    except BackupRefused as exc:
        return str(exc).encode()
    return b""
