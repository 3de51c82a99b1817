"""`madoguchi ivr render`, with the real voice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import COMMANDS

pytestmark = pytest.mark.integration


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MADOGUCHI_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "flows"
    folder.mkdir()
    (folder / "hello.toml").write_text('text = "はい。"\n', encoding="utf-8")
    (folder / "bye.toml").write_text('text = "では。"\n', encoding="utf-8")
    return folder


def test_only_what_is_new_or_changed_is_spoken(flows: Path) -> None:
    def render() -> dict[str, object]:
        done = CliRunner().invoke(COMMANDS, ["ivr", "render", str(flows), "--json"])
        assert done.exit_code == 0
        told: dict[str, object] = json.loads(done.stdout)
        return told

    first = render()
    assert (first["ok"], first["made"]) == (True, 2)
    assert first["folder"] == str(flows.parent / "cache" / "prompts")
    assert render()["made"] == 0
    (flows / "bye.toml").write_text('text = "それでは。"\n', encoding="utf-8")
    changed = render()
    assert changed["made"] == 1
    prompts = changed["prompts"]
    assert isinstance(prompts, list)
    assert [each["text"] for each in prompts] == ["それでは。", "はい。"]
    assert all(0.3 < each["seconds"] < 3 for each in prompts)


def test_progress_is_shown_and_a_sound_that_is_too_long_is_told(flows: Path) -> None:
    (flows / "bye.toml").write_text('text = "長い案内です。"\nmax_s = 0.5\n', encoding="utf-8")
    program = str(Path(sys.executable).with_name("madoguchi"))
    command = [program, "ivr", "render", str(flows)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stdout == "音声 2 件がそろいました（新しく作ったのは 2 件）\n"
    assert "音声を作成中" in done.stderr
    assert "上限の 0.5 秒を超えます: 長い案内です。" in done.stderr


def test_a_flow_that_is_not_right_makes_no_sound(flows: Path) -> None:
    (flows / "bye.toml").write_text("txt = 3\n", encoding="utf-8")
    done = CliRunner().invoke(COMMANDS, ["ivr", "render", str(flows)])
    assert done.exit_code == 1
    assert not (flows.parent / "cache").exists()
