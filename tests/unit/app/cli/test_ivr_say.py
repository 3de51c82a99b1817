"""`madoguchi ivr say`, with the real voice."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import COMMANDS
from recordings import sound

pytestmark = pytest.mark.integration

FLOW = """
[nodes.wait]
verb = "play"
text = "はい。ただいま{position}です。"
english = "You are {position}."
next = "number"

[nodes.number]
verb = "gather"
text = "番号を押してください。"
english = "Enter the number."
again = { text = "もう一度どうぞ。", english = "Once more." }
into = "code"
most = 4
next = "told"
timeout = "told"
wrong = "told"

[nodes.told]
verb = "hangup"
text = "番号は、{code}、ですね。"
english = "The number is {code}."
"""


@pytest.fixture
def flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MADOGUCHI_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "flow.toml"
    path.write_text(FLOW, encoding="utf-8")
    return str(path)


def say(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(COMMANDS, ["ivr", "say", *arguments])
    return done.exit_code, done.output


def test_what_a_node_says_becomes_one_sound(flow: str) -> None:
    status, told = say(flow, "wait", "--position", "3")
    assert status == 0
    assert told.endswith("秒）: はい。 ただいま3番目です。\n")
    made = sound.read(Path("flow.wait.wav"))
    assert (made.frame_rate, made.channels) == (sound.RATE, 1)
    parts = [sound.read(each) for each in Path("cache/prompts").glob("*.wav")]
    assert len(parts) == 2
    assert len(made) == pytest.approx(sum(map(len, parts)), abs=2)
    assert made.max_dBFS > -20


def test_other_moments_digits_and_the_first_node_are_said_too(flow: str) -> None:
    _, again = say(flow, "number.again", "--out", "again.wav")
    assert again.endswith(": もう一度どうぞ。\n")
    _, digits = say(flow, "told", "--digits", "1-2")
    assert digits.endswith(": 番号は、 1 の にー ですね。\n")
    _, first = say(flow)
    assert first.startswith("flow.wait.wav（")


def test_a_moment_that_is_not_there_is_told_with_those_that_are(flow: str) -> None:
    status, told = say(flow, "numbr")
    assert status == 2
    assert "number.again" in told


def test_a_folder_that_is_not_there_is_told(flow: str) -> None:
    assert say(flow, "wait", "--out", "nowhere/x.wav")[0] == 2
    assert not Path("cache").exists()
