"""What a campaign and a call fill into announcements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from callcenter.guidance import Facts
from ivr_flows.values import ENGLISH, JAPANESE, LANGUAGES, key_of
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit


def test_every_value_has_its_words() -> None:
    assert VALUES.spoken() == {
        "center_name": "札幌市物価高対応子育て応援手当事務センター",
        "open_days": "祝日を除く平日",
        "opens": "午前9時",
        "closes": "午後6時",
        "operation_from": "2月2日",
        "operation_to": "5月29日",
    }


def test_in_english_there_are_no_words_that_are_written_in_japanese() -> None:
    assert VALUES.spoken(ENGLISH) == {
        "opens": "nine a.m.",
        "closes": "six p.m.",
        "operation_from": "February second",
        "operation_to": "May twenty-ninth",
    }


def test_a_sum_of_money_is_said_by_its_name_in_both_languages() -> None:
    asked = replace(VALUES, amounts={"child_yen": 20_000})
    assert asked.spoken()["child_yen"] == "20000円"
    assert asked.spoken(ENGLISH)["child_yen"] == "twenty thousand yen"


@pytest.mark.parametrize(
    ("placeholder", "facts", "key", "said"),
    [
        ("position", Facts(position=3), "3", ("3番目", "number three")),
        ("wait", Facts(wait_s=0), "1", ("およそ1分", "about one minute")),
        ("wait", Facts(wait_s=61), "2", ("およそ2分", "about two minutes")),
        ("wait", Facts(wait_s=11 * 60), "15", ("およそ15分", "about fifteen minutes")),
        ("wait", Facts(wait_s=1_801), "31", ("30分以上", "more than thirty minutes")),
        (
            "next_opening",
            Facts(next_opening=date(2026, 2, 3)),
            "2026-02-03",
            ("2月3日、火曜日の、午前9時", "Tuesday, February third, at nine a.m."),
        ),
    ],
)
def test_what_a_call_fills_in_is_found_by_its_key(
    placeholder: str, facts: Facts, key: str, said: tuple[str, str]
) -> None:
    values = replace(VALUES, openings=((date(2026, 2, 3), time(9)),))
    assert key_of(placeholder, facts) == key
    found = tuple(values.changing(language)[placeholder][key] for language in LANGUAGES)
    assert found == said


@pytest.mark.parametrize("placeholder", ["position", "wait", "next_opening"])
def test_what_is_not_known_has_no_key(placeholder: str) -> None:
    assert key_of(placeholder, Facts()) is None


def test_a_place_far_back_is_not_told() -> None:
    assert "31" not in VALUES.changing(JAPANESE)["position"]
