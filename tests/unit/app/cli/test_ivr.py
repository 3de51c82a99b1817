"""`madoguchi ivr`, as an operator runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import COMMANDS

pytestmark = pytest.mark.unit

FLOWS = Path(__file__).parents[3] / "data" / "flows"


def run(*arguments: str) -> tuple[int, str]:
    return ivr("check", *arguments)


def ivr(*arguments: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(COMMANDS, ["ivr", *arguments], input=typed)
    return done.exit_code, done.output


def test_shipped_flows_have_no_problem() -> None:
    status, told = run(str(FLOWS.parents[2] / "ivr_flows" / "flows"))
    assert (status, told) == (0, "問題はありません（案内 17 件）\n")


def test_all_problems_of_all_files_are_told_with_file_and_line() -> None:
    names = ("unknown_node", "menu_without_branches")
    status, told = run(*(str(FLOWS / "bad" / f"{name}.toml") for name in names), "--json")
    problems = json.loads(told)["problems"]
    assert status == 1
    assert [(Path(each["file"]).stem, each["line"], each["key"]) for each in problems] == [
        ("unknown_node", 4, "nodes.hello.next"),
        ("menu_without_branches", 1, "nodes.choose.timeout"),
        ("menu_without_branches", 1, "nodes.choose.wrong"),
    ]


def test_a_flow_that_must_be_named_is_judged_only_where_it_is(tmp_path: Path) -> None:
    folder = str(FLOWS.parents[2] / "ivr_flows" / "flows")
    own = str(FLOWS.parents[2] / "ivr_flows" / "flows" / "after_hours_with_duty.toml")
    status, told = run(folder, "--json")
    assert (status, json.loads(told)["not_asked"]) == (
        0,
        ["after_hours_with_duty", "ended_with_duty"],
    )
    status, told = run(folder, "--campaign", "otaru", "--json")
    assert (status, json.loads(told)["not_asked"]) == (0, [])
    status, told = run(own, "--json")
    (first, second) = json.loads(told)["problems"][:2]
    assert (status, first["key"], second["key"]) == (
        *(1, "nodes.closed.codes.duty_center", "nodes.closed.codes.duty_office"),
    )
    missing = tmp_path / "otaru.toml"
    text = (FLOWS.parents[2] / "config" / "campaigns" / "otaru.toml").read_text(encoding="utf-8")
    missing.write_text(text.replace('"after_hours_with_duty"', '"after_hours_with_dutty"'))
    status, told = run(folder, "--campaign", str(missing), "--json")
    assert "after_hours_with_duty" in json.loads(told)["problems"][0]["hint"]


def test_an_unknown_campaign_is_told() -> None:
    status, told = run(str(FLOWS / "good" / "limited.toml"), "--campaign", "saporo", "--json")
    assert status == 1
    assert "sapporo" in json.loads(told)["problems"][0]["hint"]


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    assert run("nowhere.toml")[0] == 2


def walk(*arguments: str, typed: str) -> list[dict[str, object]]:
    status, told = ivr("walk", *arguments, "--json", typed=typed)
    assert status == 0
    return [json.loads(line) for line in told.splitlines()]


def test_a_flow_is_gone_through_by_keys_and_jumps_in_time() -> None:
    lines = walk(str(FLOWS / "good" / "menu.toml"), typed="\n+1\n3\n+30\n2\n")
    assert [line["text"] for line in lines if line["what"] == "key"] == ["3"]
    assert lines[-1]["text"] == "待ち行列に入ります（general）"


@pytest.fixture
def closed(tmp_path: Path) -> str:
    """The flow of every verb, but its transfer and code: the campaign has no such number yet."""
    text = (FLOWS / "good" / "every_verb.toml").read_text(encoding="utf-8")
    before, _, after = text.partition("[nodes.night]")
    path = tmp_path / "closed.toml"
    rest = after[after.index("[nodes.notice]") :].replace('"duty"', '"closed"')
    path.write_text(before.replace('"night"', '"bye"') + rest, encoding="utf-8")
    return str(path)


def test_what_a_call_knows_is_given_by_options(closed: str) -> None:
    lines = walk(
        closed, "--hours", "after_closing", "--next-opening", "2026-02-03", typed="\n\n\n+2\n"
    )
    assert any("2月3日、火曜日の、午前9時からです。" in str(line["text"]) for line in lines)
    assert lines[-1]["text"] == "お客様が電話を切りました（closed/message）"


def test_a_person_sees_what_is_heard_and_is_told_what_was_not_understood() -> None:
    status, told = ivr("walk", "ended", typed="abc\n\n\n\n\n")
    assert status == 0
    assert "「abc」は分かりません。" in told
    assert "00:00.0  ♪ お電話ありがとうございます。" in told
    assert "● 電話を切ります" in told


def test_an_office_that_is_asked_waits_for_its_answer(closed: str) -> None:
    _, told = ivr(
        *("walk", closed, "--hours", "holiday", "--agreed", "status_lookup"),
        typed="\n\n1\n12345678\n19850402\npaid\n",
    )
    assert "返事: paid / not_found / locked / unavailable" in told
    assert "♪ お振り込みの手続きが終わりました。" in told
    assert "1985" not in told


def test_a_flow_that_is_not_right_is_not_gone_through() -> None:
    program = Path(sys.executable).with_name("madoguchi")
    command = [str(program), "ivr", "walk", str(FLOWS / "bad" / "unknown_node.toml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "unknown_node.toml:4" in done.stderr


def test_an_unknown_flow_is_wrong_usage_and_the_shipped_ones_are_listed() -> None:
    status, told = ivr("walk", "welcom")
    assert status == 2
    assert "welcome" in told


def test_a_flow_is_drawn_into_a_file_or_to_the_output(tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    status, told = ivr("draw", "welcome", "--out", str(path))
    assert (status, told) == (0, f"{path} に描きました（場面 1）\n")
    assert ivr("draw", "welcome", "--out", "-") == (0, path.read_text(encoding="utf-8"))


def test_a_picture_bears_the_flows_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ivr("draw", "welcome")[0] == 0
    assert (tmp_path / "welcome.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_the_flows_and_the_campaign_of_a_home_stand_before_the_shipped_ones(
    tmp_path: Path,
) -> None:
    text = (FLOWS.parent / "campaigns" / "asterisk" / "keys.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    (tmp_path / "madoguchi.toml").write_text('campaign = "mine.toml"\n', encoding="utf-8")
    (tmp_path / "flows").mkdir()
    for name in ("keys", "place", "ended"):
        (tmp_path / "flows" / f"{name}.toml").write_text(f'text = "{name}です。"', encoding="utf-8")
    home = ("--home", str(tmp_path))
    assert run(*home) == (0, "問題はありません（案内 19 件）\n")
    _, told = ivr("walk", "ended", *home, typed="\n")
    assert "♪ endedです。" in told
    _, told = ivr("walk", "holiday", *home, typed="\n")
    assert "♪ お電話ありがとうございます。試験窓口です。" in told
