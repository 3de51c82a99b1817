"""The folders tests/data/flows/good and bad are the specification of a flow's file.

Beside each bad file stands what is said about it, one problem a line: `line key: message (hint)`.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ivr_flows import loader
from ivr_flows.problem import Problem
from ivr_flows.prompts import Prompt, name_of_speech, name_of_wav
from ivr_flows.schema import Flow
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit

FLOWS = Path(__file__).parents[2] / "data" / "flows"
BAD = sorted((FLOWS / "bad").glob("*.toml"))
GOOD = {flow.name: flow for flow in loader.load([FLOWS / "good"], VALUES).flows}


def sound_of(flow: Flow) -> Prompt:
    (prompt,) = flow.prompts()
    return prompt


def written(problem: Problem) -> str:
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.line or '-'} {problem.key or '-'}: {problem.message}{hint}"


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_bad_file_is_refused_with_the_problems_written_beside_it(
    path: Path, tmp_path: Path
) -> None:
    for each in (FLOWS / "bad").glob(f"{path.stem}.*"):
        shutil.copy(each, tmp_path)
    loaded = loader.load([tmp_path], VALUES)
    expected = path.with_suffix(".problems").read_text(encoding="utf-8").splitlines()
    assert [written(problem) for problem in loaded.problems] == expected
    assert loaded.flows == ()
    assert {problem.file for problem in loaded.problems} == {str(tmp_path / path.name)}


def test_all_files_problems_are_told_at_once() -> None:
    loaded = loader.load([FLOWS / "bad"], VALUES)
    assert {Path(problem.file).name for problem in loaded.problems} == {p.name for p in BAD}


def test_the_good_folder_has_no_problem() -> None:
    loaded = loader.load([FLOWS / "good"], VALUES)
    assert GOOD["limited"].title == "少しの間"
    assert GOOD["menu"].called == "menu"
    assert (loaded.problems, len(loaded.flows)) == ((), 6)


def test_lines_of_a_text_are_joined_without_a_pause() -> None:
    assert sound_of(GOOD["filled"]).text == (
        "札幌市物価高対応子育て応援手当事務センターです。受付は2月2日からです。"
    )


def test_readings_replace_words_for_the_voice_but_not_for_readers() -> None:
    prompt = sound_of(GOOD["readings"])
    assert prompt.text == "受付時間内に、方々へ、方を行っております。"
    assert prompt.spoken == "うけつけじかんないに、かたがたへ、ほうをおこなっております。"
    assert prompt.sound == name_of_speech(prompt.spoken)


def test_the_campaigns_readings_hold_for_every_flow_and_a_flows_own_stand_before_them() -> None:
    values = replace(VALUES, kana={"札幌市": "さっぽろし", "方": "かた"})
    flows = {flow.name: flow for flow in loader.load([FLOWS / "good"], values).flows}
    assert sound_of(flows["filled"]).spoken.startswith("さっぽろし物価高")
    assert "ほうをおこなって" in sound_of(flows["readings"]).spoken


def test_a_recorded_sound_is_named_by_its_content_and_its_file_told() -> None:
    path = FLOWS / "good" / "recorded.wav"
    loaded = loader.load([FLOWS / "good"], VALUES)
    prompt = sound_of(GOOD["recorded"])
    assert prompt.sound == name_of_wav(path.read_bytes())
    assert (prompt.wav, loaded.wavs[prompt.sound]) == ("recorded.wav", path)


def test_another_text_is_another_version_of_the_flow() -> None:
    values = replace(VALUES, center_name="吹田市事務センター")
    flows = {flow.name: flow for flow in loader.load([FLOWS / "good"], values).flows}
    assert flows["filled"].hash != GOOD["filled"].hash
    assert flows["limited"].hash == GOOD["limited"].hash


def test_a_later_folder_replaces_single_flows(tmp_path: Path) -> None:
    (tmp_path / "limited.toml").write_text('text = "別の案内です。"', encoding="utf-8")
    flows = {flow.name: flow for flow in loader.load([FLOWS / "good", tmp_path], VALUES).flows}
    assert sound_of(flows["limited"]).text == "別の案内です。"
    assert flows["filled"] == GOOD["filled"]


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (problem,) = loader.load([tmp_path], VALUES).problems
    assert (problem.line, problem.message) == (None, "ファイルを読めません")
