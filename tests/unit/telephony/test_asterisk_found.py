"""Which Asterisk is taken: the PATH's if it is new enough, before the cache's."""

from __future__ import annotations

import platform
from functools import partial
from pathlib import Path

import pytest

from telephony import asterisk
from telephony.asterisk import LOADERS, Installation, Origin, find

pytestmark = pytest.mark.unit

CACHED = "22.10.1"


def executable(path: Path, version: str) -> Path:
    """Write a program that says this version, as Asterisk does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho 'Asterisk {version}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with an Asterisk, whose loader says its version for it."""
    triplet, loader = LOADERS[platform.machine()]
    root = tmp_path / f"cache/asterisk/{CACHED}-1_{platform.machine()}/root"
    executable(root / "usr/lib" / triplet / loader, CACHED)
    return tmp_path / "cache"


def found_beside(
    version: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """Find with an Asterisk of this version on the PATH, whole, with folders of its own."""
    own = executable(tmp_path / "bin/asterisk", version)
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/res_ari.so").touch()
    (tmp_path / "data/rest-api").mkdir(parents=True)
    conf = tmp_path / "asterisk.conf"
    conf.write_text(
        f"[directories]\nastmoddir => {tmp_path}/modules\nastdatadir => {tmp_path}/data\n"
    )
    monkeypatch.setattr(asterisk, "_configured", partial(asterisk._configured, file=conf))
    monkeypatch.setenv("PATH", str(own.parent))
    return find(cache, debian_mirror=None, say=pytest.fail)


@pytest.mark.parametrize("version", ["22.10.1", "20.20.0", "22.11.0~dfsg-1"])
def test_one_on_the_path_that_is_new_enough_comes_before_the_caches(
    version: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = found_beside(version, cache, tmp_path, monkeypatch)
    assert (found.origin, found.version) == (Origin.PATH, version)
    assert found.command == (str(tmp_path / "bin/asterisk"),)
    assert (found.modules, found.data) == (tmp_path / "modules", tmp_path / "data")


@pytest.mark.parametrize("version", ["22.10.0", "20.19.9", "18.26.4"])
def test_one_on_the_path_that_is_too_old_is_passed_over(
    version: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = found_beside(version, cache, tmp_path, monkeypatch)
    assert (found.origin, found.version) == (Origin.CACHE, CACHED)
