"""The shipped flows: complete, filled, and read by the voice as they should be."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

import pyopenjtalk
import pytest

from ivr_flows import loader
from ivr_flows.schema import Flow
from ivr_flows.speech import Changing, Fixed, Spelled, speeches_in
from ivr_flows.values import JAPANESE
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit

LOADED = loader.load([loader.SHIPPED], VALUES)
FLOWS = {flow.name: flow for flow in LOADED.flows}

CENTER = (
    "オデンワアリガトーゴザイマス。"
    "サッポロシブッカダカタイオーコソダテオーエンテアテジムセンターデス。"
)
HOURS = "ウケツケジカンワ、シュクジツヲノゾクヘージツノ、ゴゼンクジカラゴゴロクジマデデス。"
PURPOSE = "シンセーノテツズキダケニツカイマス。"
READINGS = {
    "greeting": CENTER + "タントーシャニオツナギイタシマス。",
    "purpose_of_use": (
        CENTER.partition("。")[2]
        + "コジンジョーホーワ、"
        + PURPOSE
        + "ツーワワロクオンイタシマス。"
    ),
    "purpose_notice": (
        "ウカガッタコジンジョーホーワ、" + PURPOSE + "コノツーワワ、ロクオンイタシマス。"
    ),
    "calling_notice": CENTER.partition("。")[2]
    + "セーカクナゴアンナイノタメ、コノツーワヲロクオンイタシマス。",
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
        "オキャクサマワ、タダイマサンバンメデゴザイマス。"
        "オツナギスルマデ、オヨソゴフンカカルミコミデス。"
        "ジュンバンニオツナギイタシマスノデ、オソレイリマスガ、モーシバラクオマチクダサイ。"
    ),
    "waiting_with_callback": (
        "オマタセシテオリマス。タダイマデンワガタイヘンコミアッテオリマス。"
        "オキャクサマワ、タダイマサンバンメデゴザイマス。"
        "オツナギスルマデ、オヨソゴフンカカルミコミデス。"
        "コノママオマチイタダクカワリニ、ジュンバンガキマシタラ、"
        "コチラカラオデンワスルコトモデキマス。ゴキボーデシタラ、イチヲオシテクダサイ。"
        "オデンワバンゴーワ、デヨロシイデスカ。"
        "ヨロシケレバイチヲ、ホカノバンゴーヲゴキボーデシタラ、ニヲオシテクダサイ。"
        "オリカエシサキノオデンワバンゴーヲ、シガイキョクバンカラオシテクダサイ。"
        "オリカエシノオデンワヲウケタマワリマシタ。"
        "ジュンバンガキマシタラ、コチラカラオデンワイタシマス。"
        "オデンワワ、ホンジツ、マタワツギノウケツケビニイタシマス。"
        "ツギノウケツケワ、ニガツミッカ、カヨービノ、ゴゼンクジカラデス。"
        "オデンワアリガトーゴザイマシタ。"
        "モーシワケゴザイマセン。オリカエシノオデンワヲウケタマワレマセンデシタ。"
        "コノママ、モーシバラクオマチクダサイ。"
        "ソノバンゴーエノオリカエシワ、スデニウケタマワッテオリマス。"
        "コチラカラオデンワイタシマス。"
        "コノママオマチイタダクコトモデキマス。"
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
        "ツギノウケツケワ、ニガツミッカ、カヨービノ、ゴゼンクジカラデス。"
        "シンセーノジョーキョーヲオシリニナリタイカタワ、イチヲオシテクダサイ。"
        "ウケツケバンゴーノスージナナケタヲ、オシテクダサイ。"
        "シンセーサレタホーノセーネンガッピヲ、セーレキヨンケタ、ツキトヒヲフタケタズツ、オシテクダサイ。"
        "カクニンデキマセンデシタ。"
        "シンセーヲウケツケ、コレカラシンサイタシマス。"
        "タダイマシンサチューデス。"
        "カクニンガヒツヨーナテンガゴザイマス。ウケツケジカンニ、オデンワクダサイ。"
        "シンサガオワリマシタ。ケッカワ、オオクリスルツーチヲゴランクダサイ。"
        "オフリコミノテツズキガオワリマシタ。"
        "オデンワアリガトーゴザイマシタ。"
        "オソレイリマスガ、デンワバンゴーヲツーチシテオカケナオシクダサイ。"
        "オシラベデキマセンデシタ。"
        "ウケツケバンゴートセーネンガッピヲオタシカメノウエ、オカケナオシクダサイ。"
        "ホンジツワ、コレイジョーオシラベデキマセン。ウケツケジカンニ、オデンワクダサイ。"
        "タダイマ、オシラベスルコトガデキマセン。"
        "オソレイリマスガ、ウケツケジカンニ、オデンワクダサイ。"
        "オデンワアリガトーゴザイマシタ。"
    ),
    "holiday": (
        CENTER + "ホンジツワ、キューギョービデス。" + HOURS + "オソレイリマスガ、"
        "ウケツケジカンニ、モーイチドオカケナオシクダサイ。"
        "ツギノウケツケワ、ニガツミッカ、カヨービノ、ゴゼンクジカラデス。"
    ),
    "not_yet_open": (
        CENTER
        + "デンワデノウケツケワ、ニガツフツカカラハジマリマス。"
        + HOURS
        + "オソレイリマスガ、"
        "ウケツケガハジマリマシテカラ、モーイチドオカケナオシクダサイ。"
    ),
    "emergency": (
        CENTER + "ツゴーニヨリ、タダイマデンワデノウケツケヲキューシシテオリマス。"
        "ゴメーワクヲオカケシ、マコトニモーシワケゴザイマセン。"
        "オソレイリマスガ、シバラクタッテカラ、モーイチドオカケナオシクダサイ。"
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


KNOWN = {"position": "3", "wait": "5", "next_opening": "2026-02-03"}
"""Which of the values that change is read here."""


def japanese(flow: Flow) -> Iterator[str]:
    """Give what the voice is handed, node by node; of values that change, one each."""
    for node in flow.nodes.values():
        for _, speech in speeches_in(node):
            for part in speech.get(JAPANESE, ()):
                match part:
                    case Fixed(prompt):
                        yield prompt.spoken
                    case Changing(value, prompts):
                        yield prompts[KNOWN[value]].spoken
                    case Spelled():
                        pass


def test_the_shipped_flows_have_no_problem() -> None:
    assert LOADED.problems == ()
    assert FLOWS.keys() == READINGS.keys()


def test_each_has_a_title_of_its_own_in_japanese() -> None:
    titles = [flow.title for flow in LOADED.flows]
    assert all(not title.isascii() for title in titles)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("flow", LOADED.flows, ids=lambda flow: flow.name)
def test_the_voice_reads_it_as_it_should_be_read(flow: Flow) -> None:
    assert "".join(map(reading, japanese(flow))) == READINGS[flow.name]


def test_who_chose_english_hears_no_japanese_from_then_on() -> None:
    for name in ("all_busy", "recording_notice", "waiting", "give_up"):
        for node in FLOWS[name].nodes.values():
            for _, speech in speeches_in(node):
                assert "en" in speech, (name, node)


def test_no_shipped_flow_names_a_campaign() -> None:
    for path in loader.SHIPPED.glob("*.toml"):
        assert not re.search(r"札幌|手当|\d[月時]", path.read_text(encoding="utf-8")), path


def test_an_open_promise_may_be_for_a_fixed_hour_so_that_no_turn_is_named() -> None:
    said = speeches_in(FLOWS["waiting_with_callback"].nodes["already"])
    texts = {
        language: "".join(each.prompt.text for each in parts if isinstance(each, Fixed))
        for _, speech in said
        for language, parts in speech.items()
    }
    assert "すでに承っております。こちらからお電話いたします。" in texts[JAPANESE]
    assert not [each for each in texts.values() if "順番" in each or "turn" in each]
