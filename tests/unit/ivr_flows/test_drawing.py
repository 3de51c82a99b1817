"""The picture of a flow."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from ivr_flows import loader
from ivr_flows.drawing import VERBS, draw
from ivr_flows.verbs import VERBS as ALL_VERBS
from tests.unit.ivr_flows.sapporo import VALUES
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.unit

GOOD = Path(__file__).parents[2] / "data" / "flows" / "good"
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    tree = ElementTree.fromstring(svg)
    return ["".join(each.itertext()) for each in tree.iter(f"{SVG}text")]


def test_every_node_is_drawn_with_its_verb_its_text_and_its_ways() -> None:
    (flow,) = loader.read(GOOD / "every_verb.toml", VALUES).flows
    written = texts(draw(flow))
    assert set(flow.nodes) <= set(written)
    assert set(VERBS.values()) - {"メニュー"} <= set(written)
    assert {"ご用件をお話しください。", "録音あり", "無言", "つながらない"} <= set(written)
    assert "For English, please press 2." in written
    assert {"そのまま", "9（録音を断る）"} <= set(written)


def test_people_have_a_word_for_every_verb() -> None:
    assert VERBS.keys() == ALL_VERBS.keys()


def test_lines_are_as_many_as_there_are_ways_and_those_back_are_dashed() -> None:
    (flow,) = loader.read(GOOD / "menu.toml", VALUES).flows
    tree = ElementTree.fromstring(draw(flow))
    kinds = [each.get("class") for each in tree.iter(f"{SVG}path") if each.get("marker-end")]
    assert sorted(kinds, key=str) == ["way"] * 4 + ["way back"] * 2


def test_a_flow_of_one_announcement_ends_in_the_next_thing() -> None:
    written = texts(draw(flow_of('text = "はい。"')))
    assert written[1:] == [
        "着信",
        "アナウンス",
        "flow",
        "はい。",
        "案内の終わり（次に進む）",
        "〔 〕は通話ごとに変わる言葉の例、破線は前の場面に戻る道です。",
    ]


def test_what_is_written_is_never_markup() -> None:
    svg = draw(flow_of("text = '<script>&\"</script>'"))
    assert "<script>" not in svg
    assert '<script>&"</script>' in texts(svg)


def test_a_long_text_is_cut_and_told_in_full_to_who_points_at_it() -> None:
    svg = draw(flow_of(f'text = "{"あ" * 500}"'))
    assert sum(text.startswith("あ") for text in texts(svg)) == 4
    titles = [str(each.text) for each in ElementTree.fromstring(svg).iter(f"{SVG}title")]
    assert f"flow: {'あ' * 500}" in titles


def test_what_changes_from_call_to_call_is_marked() -> None:
    written = texts(draw(flow_of('text = "ただいま{position}です。"')))
    assert "〔ただいま1番目です。〕" in written
