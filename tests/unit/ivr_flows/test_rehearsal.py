"""A person's way through a flow, on a clock of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from callcenter.guidance import Facts
from ivr_flows import loader
from ivr_flows.rehearsal import Line, Rehearsal
from ivr_flows.schema import Flow
from tests.unit.ivr_flows.sapporo import VALUES
from tests.unit.ivr_flows.script import ends, flow_of

pytestmark = pytest.mark.unit

GOOD = Path(__file__).parents[2] / "data" / "flows" / "good"
ALL = Facts(agreed=("status_lookup", "callback"))


def good(name: str) -> Flow:
    return loader.read(GOOD / f"{name}.toml", VALUES).flows[0]


def part(node: str) -> Flow:
    """The flow of every verb, begun at one of its nodes."""
    return replace(good("every_verb"), start=node)


def told(lines: list[Line]) -> list[tuple[str, str]]:
    return [(line.what, line.text) for line in lines]


def test_time_passes_from_one_thing_to_the_next() -> None:
    rehearsal = Rehearsal(good("menu"), Facts())
    assert [line.what for line in rehearsal.begin()] == ["node", "say"]
    assert told(rehearsal.let_happen())[0] == ("node", "choose（menu）")
    (waits,) = rehearsal.let_happen()
    assert waits.what == "wait"
    assert rehearsal.let_pass(3.9) == []
    timed_out, again = rehearsal.let_pass(0.2)
    assert timed_out.at_s == pytest.approx(waits.at_s + 4, abs=0.11)
    assert told([timed_out, again]) == [
        ("answer", "時間が過ぎました"),
        ("say", "もう一度、1か2を押してください。"),
    ]
    *_, entered, end = rehearsal.let_pass(60)
    assert told([entered, end]) == [
        ("node", "queue（queue）"),
        ("end", "待ち行列に入ります（general）"),
    ]
    assert rehearsal.is_over


def test_a_key_cuts_the_sound_short_and_nothing_old_is_due() -> None:
    rehearsal = Rehearsal(good("menu"), Facts())
    rehearsal.begin()
    rehearsal.let_happen()
    assert told(rehearsal.press("1")) == [
        ("key", "1"),
        ("hush", "案内を途中で止めました"),
        ("node", "apply（hangup）"),
        ("say", "申請書をお送りいたします。"),
    ]
    assert told(rehearsal.let_pass(99)) == [("end", "用件は済みました。電話を切ります")]
    assert rehearsal.let_happen() == []


def test_the_wait_grows_with_the_time_that_is_jumped_over() -> None:
    flow = flow_of(
        """
[nodes.choose]
verb = "menu"
text = "1を押してください。"
keys = { 1 = "offer" }
timeout = "offer"
wrong = "offer"
wait_s = 60

[nodes.offer]
verb = "callback"
text = "折り返しは1を。"
confirm = "{number}ですね。"
ask_number = "お電話番号をどうぞ。"
after_s = 90
"""
        + "".join(f'{way} = "bye"\n' for way in ("taken", "declined", "failed", "off"))
        + ends("bye")
    )
    for seconds, heard in ((50, "bye"), (60, "折り返しは1を。")):
        rehearsal = Rehearsal(flow, Facts(agreed=("callback",), waited_s=35))
        rehearsal.begin()
        rehearsal.let_pass(seconds)
        told = [line.text for line in rehearsal.press("1") if line.what == "say"]
        assert told == [heard]


def test_a_caller_who_hangs_up_is_told_with_the_place() -> None:
    rehearsal = Rehearsal(good("menu"), Facts())
    rehearsal.begin()
    assert rehearsal.hang_up().text == "お客様が電話を切りました（menu/hello）"
    assert rehearsal.is_over
    assert rehearsal.let_happen() == []


@pytest.mark.parametrize(
    ("word", "comes"),
    [
        ("paid", ("say", "お振り込みの手続きが終わりました。")),
        ("locked", ("node", "closed（play）")),
        ("not_found", ("node", "closed（play）")),
        ("", ("node", "closed（play）")),
    ],
)
def test_secret_digits_are_not_shown_and_the_office_answers_as_told(
    word: str, comes: tuple[str, str]
) -> None:
    rehearsal = Rehearsal(part("status"), ALL, caller="090-1111-2222")
    rehearsal.begin()
    rehearsal.press("1")
    shown = [line for key in "1234567819850402" for line in rehearsal.press(key)]
    assert {line.text for line in shown if line.what == "key"} == {"?"}
    assert rehearsal.answers == ("paid", "not_found", "locked", "unavailable")
    lines = rehearsal.answer(word) if word else rehearsal.let_pass(5)
    assert comes in told(lines)
    assert not any("1985" in line.text for line in shown)


def test_the_callers_number_is_read_back() -> None:
    rehearsal = Rehearsal(part("callback"), ALL, caller="090-12")
    rehearsal.begin()
    (said,) = [line for line in rehearsal.press("1") if line.what == "say"]
    assert said.text.startswith("お電話番号は、 0 9 0 の 1 にー ですね。")
    rehearsal.press("1")
    assert rehearsal.answers == ("taken", "already", "bad_number")
    assert ("node", "queue（queue）") in told(rehearsal.answer("already"))


def test_a_keyed_number_is_read_back_instead_of_a_withheld_one() -> None:
    withheld = Facts(agreed=("callback",), withheld=True)
    rehearsal = Rehearsal(part("callback"), withheld)
    rehearsal.begin()
    (asked,) = [line for line in rehearsal.press("1") if line.what == "say"]
    assert asked.text == "お電話番号を押してください。"
    lines = [line for key in "0312345678#" for line in rehearsal.press(key)]
    assert any("お電話番号は、" in line.text for line in lines if line.what == "say")


@pytest.mark.parametrize(
    ("how", "told_s", "leads"),
    [("#", 7, "bye（hangup）"), ("silence", 7, "bye（hangup）"), ("mute", 0, "night（transfer）")],
)
def test_a_message_lasts_as_long_as_the_caller_speaks(how: str, told_s: int, leads: str) -> None:
    rehearsal = Rehearsal(part("message"), Facts())
    rehearsal.begin()
    rehearsal.let_happen()
    rehearsal.let_happen()  # the beep
    rehearsal.let_pass(told_s)
    lines = rehearsal.press("#") if how == "#" else rehearsal.let_happen()
    assert ("answer", f"伝言は {told_s} 秒でした") in told(lines)
    assert ("node", leads) in told(lines)


def test_a_message_ends_at_its_limit() -> None:
    rehearsal = Rehearsal(part("message"), Facts())
    rehearsal.begin()
    rehearsal.let_happen()
    rehearsal.let_happen()
    assert ("answer", "伝言は 30 秒でした") in told(rehearsal.let_pass(40))


@pytest.mark.parametrize("how", ["connected", "failed", "rings out"])
def test_a_transfer_is_answered_or_comes_back(how: str) -> None:
    rehearsal = Rehearsal(part("night"), Facts())
    rehearsal.begin()
    rehearsal.let_happen()
    lines = rehearsal.let_pass(30) if how == "rings out" else rehearsal.answer(how)
    assert rehearsal.is_over == (how == "connected")
    if how == "connected":
        assert told(lines)[-1] == ("end", "相手の方につながりました")
    else:
        assert ("node", "bye（hangup）") in told(lines)


def test_a_node_that_leads_on_at_once_is_told_where_it_leads() -> None:
    flow = flow_of('[nodes.now]\nverb = "hours"\nopen = "a"\nclosed = "b"\n' + ends("a", "b"))
    assert told(Rehearsal(flow, Facts(verdict="holiday")).begin()) == [
        ("node", "b（hangup）"),
        ("say", "b"),
    ]


def test_consent_is_told() -> None:
    rehearsal = Rehearsal(part("notice"), Facts())
    rehearsal.begin()
    rehearsal.let_happen()
    assert ("consent", "録音しないことを記録しました") in told(rehearsal.press("9"))
