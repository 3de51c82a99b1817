"""The ring of keys: each recording's key lies wrapped in a file of its own."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from storage.errors import DataKeyGone, DataKeyUnusable, KeyUnusable
from storage.key_ring import KeyRing

pytestmark = pytest.mark.unit


def files(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_key_comes_back_and_lies_nowhere_in_the_open(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    made = {name: ring.new(name) for name in ("c1", "c2")}
    assert {name: KeyRing(tmp_path).key(name) for name in made} == made
    assert sorted(ring.names()) == ["c1", "c2"]
    assert not any(key in text for key in made.values() for text in files(tmp_path).values())
    assert not any(each.stat().st_mode & 0o077 for each in tmp_path.rglob("*") if each.is_file())


def test_another_ring_and_an_altered_key_are_told(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    ring.new("c1")
    wrapped = next((tmp_path / "recordings").glob("*/c1.dk"))
    whole = wrapped.read_bytes()
    wrapped.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(DataKeyUnusable, match="altered"):
        ring.key("c1")
    wrapped.write_bytes(whole)
    (tmp_path / "ring/0001.key").write_bytes(secrets.token_bytes(32))
    with pytest.raises(DataKeyUnusable, match="wrong key"):
        ring.key("c1")
    (tmp_path / "ring/0001.key").unlink()
    with pytest.raises(DataKeyUnusable, match="not in the ring"):
        ring.key("c1")


def test_turning_wraps_all_anew_and_destroys_the_old_key(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    made = {name: ring.new(name) for name in ("c1", "c2", "c3")}
    before, old = files(tmp_path / "recordings"), (tmp_path / "ring/0001.key").read_bytes()
    told: list[tuple[int, int]] = []
    assert ring.turn(lambda done, of: told.append((done, of))) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert {name: ring.key(name) for name in made} == made
    after = files(tmp_path / "recordings")
    assert after.keys() == before.keys()
    assert all(after[path] != before[path] for path in after)
    assert [each.name for each in (tmp_path / "ring").iterdir()] == ["0002.key"]
    assert old not in files(tmp_path).values()


def test_a_turn_that_meets_a_broken_key_keeps_the_old_ones(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    kept = ring.new("c1")
    ring.new("c2")
    next((tmp_path / "recordings").glob("*/c2.dk")).write_bytes(b"0001:nothing")
    with pytest.raises(DataKeyUnusable):
        ring.turn()
    assert ring.key("c1") == kept
    assert (tmp_path / "ring/0001.key").exists()


def test_a_destroyed_key_is_gone_and_names_never_become_paths(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    ring.new("c1")
    assert ring.destroy("c1")
    assert not ring.destroy("c1")
    assert not ring.has("c1")
    for name in ("c1", "../ring/0001", "/etc/passwd", "", ".."):
        with pytest.raises(DataKeyGone):
            ring.key(name)


def test_a_ring_that_others_may_read_is_refused(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    ring.new("c1")
    (tmp_path / "ring/0001.key").chmod(0o644)
    with pytest.raises(KeyUnusable, match="others may read it"):
        ring.key("c1")
