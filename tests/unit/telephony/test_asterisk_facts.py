"""What the doctor says about Asterisk, where nothing needs to be run to know it."""

from __future__ import annotations

from pathlib import Path

import pytest

from telephony import asterisk, asterisk_facts
from telephony.asterisk import Installation, Origin
from telephony.asterisk_facts import facts

pytestmark = pytest.mark.unit

MODULES_CONF = "require=res_ari.so\nload=res_maybe.so\nrequire=app_stasis_broadcast.so\n"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    found = Installation(
        command=("/usr/sbin/asterisk",),
        version="22.10.1",
        modules=tmp_path / "modules",
        data=tmp_path / "data",
        root=None,
        origin=Origin.PATH,
    )
    found.modules.mkdir()
    (found.data / "moh").mkdir(parents=True)
    monkeypatch.setattr(asterisk, "on_path", lambda: found)
    return found


def test_address_in_the_settings_is_all_there_is_to_say(tmp_path: Path) -> None:
    (fact,) = facts(
        tmp_path, ari_url="http://127.0.0.1:8088", debian_mirror=None, modules_conf=MODULES_CONF
    )
    assert fact.ok
    assert "http://127.0.0.1:8088" in fact.found


def test_missing_modules_and_music_are_named_with_what_would_mend_it(
    installed: Installation, tmp_path: Path
) -> None:
    (installed.modules / "res_ari.so").touch()

    found, modules, music = facts(
        tmp_path, ari_url=None, debian_mirror=None, modules_conf=MODULES_CONF
    )

    assert (found.ok, found.found) == (True, "22.10.1 on the PATH")
    assert (modules.ok, modules.found) == (False, "missing: app_stasis_broadcast.so")
    assert (music.ok, music.hint) == (False, "apt-get install asterisk-moh-opsound-wav")


def test_complete_installation_needs_no_hint(installed: Installation, tmp_path: Path) -> None:
    for name in ("res_ari.so", "app_stasis_broadcast.so"):
        (installed.modules / name).touch()
    (installed.data / "moh/a.wav").touch()

    said = facts(tmp_path, ari_url=None, debian_mirror=None, modules_conf=MODULES_CONF)

    assert all(fact.ok and not fact.hint for fact in said)


@pytest.mark.parametrize("reached", [True, False])
def test_nothing_found_says_whether_it_can_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    monkeypatch.setattr(asterisk, "on_path", lambda: None)
    monkeypatch.setattr(asterisk_facts, "mirror_answers", lambda _: reached)

    (fact,) = facts(
        tmp_path,
        ari_url=None,
        debian_mirror="http://mirror.example.jp/debian",
        modules_conf=MODULES_CONF,
    )

    assert fact.ok is reached
    assert "http://mirror.example.jp/debian" in fact.found
    assert ("madoguchi up" if reached else "asterisk.debian_mirror") in fact.hint
