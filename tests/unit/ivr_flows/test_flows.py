"""The shipped flows: complete, filled, and read by the voice as they should be."""

from __future__ import annotations

import re
import warnings

import pyopenjtalk
import pytest

from ivr_flows import loader
from ivr_flows.schema import Flow
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit

LOADED = loader.load([loader.SHIPPED], VALUES)
FLOWS = {flow.name: flow for flow in LOADED.flows}

CENTER = (
    "オデンワアリガトーゴザイマス。"
    "サッポロシブッカダカタイオーコソダテオーエンテアテジムセンターデス。"
)
HOURS = "ウケツケジカンワ、シュクジツヲノゾクヘージツノ、ゴゼンクジカラゴゴロクジマデデス。"
READINGS = {
    "welcome": CENTER + "セーカクナゴアンナイノタメ、コノツーワヲロクオンイタシマス。",
    "recording_notice": (
        "セーカクナゴアンナイノタメ、コノツーワヲロクオンイタシマス。"
        "アラカジメゴリョーショークダサイ。"
    ),
    "all_busy": (
        CENTER + "タダイマデンワガタイヘンコミアッテオリマス。"
        "ジュンバンニオツナギイタシマスノデ、コノママオマチクダサイ。"
    ),
    "waiting": (
        "オマタセシテオリマス。タダイマデンワガタイヘンコミアッテオリマス。"
        "ジュンバンニオツナギイタシマスノデ、オソレイリマスガ、モーシバラクオマチクダサイ。"
    ),
    "interrupted": (
        "オソレイリマス。タントーシャニツナギナオシテオリマス。"
        "オキリニナラズニ、コノママショーショーオマチクダサイ。"
    ),
    "give_up": (
        "ナガラクオマタセシテ、マコトニモーシワケゴザイマセン。"
        "タダイマデンワガタイヘンコミアッテオリ、オツナギスルコトガデキマセン。"
        "オソレイリマスガ、シバラクタッテカラ、モーイチドオカケナオシクダサイ。"
        "オデンワアリガトーゴザイマシタ。"
    ),
    "lines_full": (
        CENTER + "タダイマデンワガタイヘンコミアッテオリ、オツナギスルコトガデキマセン。"
        "オソレイリマスガ、シバラクタッテカラ、モーイチドオカケナオシクダサイ。"
    ),
    "after_hours": (
        CENTER + "タダイマノジカンワ、ウケツケジカンガイデス。" + HOURS + "オソレイリマスガ、"
        "ウケツケジカンニ、モーイチドオカケナオシクダサイ。"
    ),
    "holiday": (
        CENTER + "ホンジツワ、キューギョービデス。" + HOURS + "オソレイリマスガ、"
        "ウケツケジカンニ、モーイチドオカケナオシクダサイ。"
    ),
    "not_yet_open": (
        CENTER
        + "デンワデノウケツケワ、ニガツフツカカラハジマリマス。"
        + HOURS
        + "オソレイリマスガ、"
        "ウケツケガハジマリマシテカラ、モーイチドオカケナオシクダサイ。"
    ),
    "ended": (
        CENTER
        + "デンワデノウケツケワ、ゴガツニジュークニチヲモチマシテ、シューリョーイタシマシタ。"
        "タクサンノオデンワヲイタダキ、マコトニアリガトーゴザイマシタ。"
    ),
}


def reading(text: str) -> str:
    """What the voice makes of a text, in kana as it sounds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        kana = pyopenjtalk.g2p(text, kana=True)
    assert isinstance(kana, str)
    return kana


def test_the_shipped_flows_have_no_problem_and_no_sound_twice() -> None:
    assert LOADED.problems == ()
    assert FLOWS.keys() == READINGS.keys()
    assert len({prompt.sound for flow in LOADED.flows for prompt in flow.prompts()}) == len(FLOWS)


@pytest.mark.parametrize("flow", LOADED.flows, ids=lambda flow: flow.name)
def test_the_voice_reads_it_as_it_should_be_read(flow: Flow) -> None:
    assert "".join(reading(each.spoken) for each in flow.prompts()) == READINGS[flow.name]


def test_no_shipped_flow_names_a_campaign() -> None:
    for path in loader.SHIPPED.glob("*.toml"):
        assert not re.search(r"札幌|手当|\d[月時]", path.read_text(encoding="utf-8")), path
