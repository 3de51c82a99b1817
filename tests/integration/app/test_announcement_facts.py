"""What the doctor says of announcements: a running instance needs every sound that it plays."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import diagnosis
from app.announcement_facts import announcements
from app.checked import Checked, check
from app.cli.main import COMMANDS
from app.home import Home
from app.plain import Plain, read_plain, write_plain
from app.run_file import note_processes
from app.running_cache import running
from ivr_flows import plain as flows
from ivr_flows.prompts import Prompt
from ivr_flows.schema import one_sound
from recordings import sound
from telephony.asterisk_facts import Fact
from tests.integration.app.small_campaign import home_with

pytestmark = pytest.mark.integration

MADE, MISSING = "5" * 64, "6" * 64


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that runs, with one flow in force and its sound in a cache of its own."""
    made, _ = home_with(tmp_path / "home", [])
    note_processes(made.processes, {"controller": os.getpid()})
    prompts = tmp_path / "cache" / "prompts"
    prompts.mkdir(parents=True)
    silence = sound.AudioSegment.silent(100, frame_rate=sound.RATE)
    sound.write(silence, prompts / f"{MADE}.wav", mode=0o644)
    write_plain(made.plain, replace(read_plain(made.plain), prompts=str(prompts)))
    return made


def put_in_force(home: Home, *prompts: Prompt) -> None:
    """Have a flow of each sound played from now on."""
    said = [one_sound(f"flow{n}", each) for n, each in enumerate(prompts)]
    (home.versions / "flows.json").write_bytes(flows.encode(said))


def found_in(home: Home) -> tuple[Checked, Plain]:
    found, plain = check(home, {}), running(home)
    assert isinstance(found, Checked), found
    assert plain is not None
    return found, plain


def test_a_sound_missing_while_it_runs_is_wrong(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, plain = found_in(home)
    fact = announcements(home, found, plain)
    assert (fact.ok, fact.hint) == (True, "")
    assert fact.found.startswith("1 of 1 spoken")
    made = Prompt(sound=MADE, text="混雑中", spoken="コンザツ")
    put_in_force(home, made, Prompt(sound=MISSING, text="busy", spoken="busy", language="en"))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    fact = announcements(home, found, plain)
    assert not fact.ok
    assert fact.found.startswith("1 of 2 spoken")
    assert "apt-get install flite" in fact.hint
    assert "apt-get install flite" in fact.ja[2]
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/flite")
    fact = announcements(home, found, plain)
    assert not fact.ok
    assert "flite" not in fact.hint
    assert "無音" in fact.ja[2]


def test_before_the_start_only_a_missing_voice_is_wrong(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _ = found_in(home)
    monkeypatch.setenv("MADOGUCHI_CACHE", str(tmp_path / "empty"))
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/flite")
    assert announcements(home, found, None).ok
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert not announcements(home, found, None).ok


def test_the_doctor_looks_into_the_running_instances_cache(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator's terminal has not the unit's environment."""
    caches: list[Path] = []

    def looked(cache: Path, **_: object) -> list[Fact]:
        caches.append(cache)
        return []

    monkeypatch.delenv("MADOGUCHI_CACHE", raising=False)
    monkeypatch.setattr(diagnosis, "facts", looked)
    monkeypatch.setattr(diagnosis, "opening_facts", lambda *_: [])
    told = {each.what: each for each in diagnosis.diagnose(home)}
    assert caches == [tmp_path / "cache"]
    assert told["Announcements"].ok
    home.processes.unlink()
    monkeypatch.setenv("MADOGUCHI_CACHE", str(tmp_path / "other"))
    diagnosis.diagnose(home)
    assert caches[1:] == [tmp_path / "other"]


def test_what_is_rendered_or_said_goes_where_the_running_instance_looks(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADOGUCHI_CACHE", str(tmp_path / "terminal"))
    flow, wav = tmp_path / "hello.toml", tmp_path / "said.wav"
    flow.write_text('text = "はい。"\n', encoding="utf-8")

    def done(*words: str) -> str:
        told = CliRunner().invoke(COMMANDS, ["ivr", *words, "--home", str(home.folder)])
        assert told.exit_code == 0, told.output
        return told.stdout

    done("say", str(flow), "--out", str(wav))
    assert wav.exists()
    told = json.loads(done("render", str(flow), "--json"))
    assert (told["folder"], told["made"]) == (str(tmp_path / "cache" / "prompts"), 0)
    assert not (tmp_path / "terminal").exists()
    home.processes.unlink()
    assert json.loads(done("render", str(flow), "--json"))["made"] == 1
