"""The cache of prompts, filled by the real voice in its own process."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from ivr_flows.prompts import Prompt, name_of_speech, name_of_wav
from recordings import sound, speech
from recordings.errors import SpeechFailed
from tests.unit.recordings.tones import tone, write_wav

pytestmark = pytest.mark.integration


def prompt(text: str, *, max_s: float | None = None) -> Prompt:
    return Prompt(sound=name_of_speech(text), text=text, spoken=text, max_s=max_s)


HELLO = prompt("はい。", max_s=0.1)
BYE = prompt("失礼します。")
COPYING = """#!{python}
import json, os, shutil, sys
jobs = json.load(sys.stdin)
open(f"{voices}/voice-{{os.getpid()}}", "w").write(str(len(jobs)))
for job in jobs:
    shutil.copyfile("{ready}", job["target"])
    print(json.dumps({{"target": job["target"], "error": "x" * (job["spoken"] == "だめ")}}))
"""
"""A voice that says one sound whatever is asked, and keeps how much it was asked."""


def test_missing_prompts_are_made_and_the_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    spoken = speech.render(
        [HELLO, BYE, HELLO], tmp_path, wavs={}, on_progress=lambda *step: told.append(step)
    )
    assert [each.prompt for each in spoken] == [HELLO, BYE]
    assert told == [(1, 2), (2, 2)]
    assert all(sound.read_ours(each.path).duration_seconds == each.duration_s for each in spoken)
    assert [each.is_too_long for each in spoken] == [True, False]


def test_what_is_there_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_wav(speech.path_of(HELLO, tmp_path), tone(440, 1.5))
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert [each.duration_s for each in speech.render([HELLO], tmp_path, wavs={})] == [1.5]
    assert path.exists()


def test_a_torn_sound_is_made_again(tmp_path: Path) -> None:
    speech.path_of(HELLO, tmp_path).write_bytes(b"RIFF")
    (spoken,) = speech.render([HELLO], tmp_path, wavs={})
    assert spoken.duration_s > 0.3


def test_a_recorded_sound_replaces_the_voice(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "studio.wav", tone(440, 3.0))
    recorded = Prompt(
        sound=name_of_wav(path.read_bytes()), text="はい。", spoken="はい。", wav="studio.wav"
    )
    (spoken,) = speech.render([recorded], tmp_path / "cache", wavs={recorded.sound: path})
    assert spoken.duration_s == pytest.approx(3.0, abs=0.5)


def test_two_who_want_the_same_prompts_make_them_once(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def render() -> None:
        speech.render([HELLO, BYE], tmp_path, wavs={}, on_progress=lambda *step: told.append(step))

    both = [threading.Thread(target=render) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert told == [(1, 2), (2, 2)]


def test_a_text_that_cannot_be_spoken_is_told_by_its_text(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed) as caught:
        speech.render([prompt("。。。")], tmp_path, wavs={})
    assert caught.value.text == "。。。"


def test_a_voice_that_dies_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\necho 'no dictionary' >&2\nexit 3\n")
    dying.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(SpeechFailed) as caught:
        speech.render([HELLO], tmp_path / "cache", wavs={})
    assert "no dictionary" in caught.value.why


def test_many_prompts_are_shared_by_as_many_voices_as_there_are_processors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = write_wav(tmp_path / "ready.wav", tone(440, 0.1))
    voice = tmp_path / "python"
    voice.write_text(COPYING.format(python=sys.executable, ready=ready, voices=tmp_path))
    voice.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(voice))
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    many = [prompt(f"{number}番目") for number in range(100)]
    told: list[tuple[int, int]] = []
    spoken = speech.render(
        many, tmp_path / "cache", wavs={}, on_progress=lambda *step: told.append(step)
    )
    assert [each.prompt for each in spoken] == many
    assert told == [(number, 100) for number in range(1, 101)]
    shares = [int(each.read_text()) for each in tmp_path.glob("voice-*")]
    assert shares == [50, 50]
    speech.render([HELLO], tmp_path / "cache", wavs={})
    assert len(list(tmp_path.glob("voice-*"))) == 3, "one prompt is not worth two voices"
    bad = [*many[:50], prompt("だめ"), *(prompt(f"第{number}") for number in range(50))]
    with pytest.raises(SpeechFailed) as caught:
        speech.render(bad, tmp_path / "cache", wavs={})
    assert caught.value.text == "だめ"


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(SpeechFailed):
        speech.render([HELLO], tmp_path / "cache", wavs={})


def test_a_folder_that_vanishes_under_the_voice_is_told(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    blocked = speech.path_of(HELLO, cache)
    blocked.mkdir(parents=True)
    with pytest.raises(SpeechFailed):
        speech.render([HELLO], cache, wavs={})
    assert os.listdir(blocked) == []
