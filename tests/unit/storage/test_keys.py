from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.errors import KeyUnusable
from storage.keys import derive, instance_key, name_of

pytestmark = pytest.mark.unit


def test_the_first_use_makes_a_key_that_only_its_owner_may_read(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "instance.key"
    key = instance_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert instance_key(path) == key
    assert [each.name for each in path.parent.iterdir()] == ["instance.key"]


def test_many_first_users_at_once_get_one_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "instance.key"
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(instance_key, [path] * 64))) == 1


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "instance.key"
    instance_key(path)
    path.chmod(0o640)
    with pytest.raises(KeyUnusable, match="others may read it"):
        instance_key(path)


def test_half_a_key_is_refused_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "instance.key"
    path.write_bytes(b"half")
    path.chmod(0o600)
    with pytest.raises(KeyUnusable, match="4 bytes"):
        instance_key(path)
    assert path.read_bytes() == b"half"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(KeyUnusable):
        instance_key(tmp_path / "keys" / "instance.key")


@pytest.mark.clause("SPR-I-7-3", "SET-特-5/6", "SHJ-特-8")
def test_each_purpose_and_each_instance_has_keys_of_its_own() -> None:
    one, other = bytes(32), bytes([1]) * 32
    derived = {derive(one, "a"), derive(one, "b"), derive(other, "a"), one, other}
    assert len(derived) == 5
    assert derive(one, "a") == derive(one, "a")
    assert len(derive(one, "a")) == 32


def test_the_name_of_an_instance_is_stable_and_short() -> None:
    assert name_of(bytes(32)) == name_of(bytes(32))
    assert name_of(bytes(32)) != name_of(bytes([1]) * 32)
    assert len(name_of(bytes(32))) == 16
