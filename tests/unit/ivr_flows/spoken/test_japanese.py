"""What is said in Japanese, and that the voice reads it as `kana` says."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache

import pyopenjtalk
import pytest

from ivr_flows.spoken import japanese, kana

pytestmark = pytest.mark.unit


def words(text: str) -> list[str]:
    return text.split()


ALSO_RIGHT = {"ハチフン": "ハップン", "ゼロジ": "レージ"}
"""The voice's choice where dictionaries know two readings."""
O_ROW = "オコソトノホモヨロゴゾドボポョ"
E_ROW = "エケセテネヘメレゲゼデベペ"
U_ROW = "ウクスツヌフムユルグズブプュ"


@cache
def by_voice(text: str) -> str:
    """Read a text as the voice does, pauses left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        read = str(pyopenjtalk.g2p(f"{text}です。", kana=True))
    read = read.removesuffix("デス。").replace("、", "")
    for theirs, ours in ALSO_RIGHT.items():
        read = read.replace(theirs, ours)
    return read


def as_sounded(hiragana: str) -> str:
    """Write hiragana as it sounds: ようか is ヨーカ."""
    sounded = "".join(chr(ord(each) + 0x60) if "ぁ" <= each <= "ゖ" else each for each in hiragana)
    sounded = re.sub(f"(?<=[{O_ROW}])[ウオ]", "ー", sounded)
    sounded = re.sub(f"(?<=[{E_ROW}])イ", "ー", sounded)
    return re.sub(f"(?<=[{U_ROW}])ウ", "ー", sounded)


def values() -> Iterator[tuple[str, str]]:
    """All days of a year, all minutes of half a day, and what else the flows say."""
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        yield japanese.day(day), kana.day(day)
    for minute in range(0, 24 * 60, 7):
        clock = time(minute // 60, minute % 60)
        yield japanese.clock(clock), kana.clock(clock)
    for number in range(1, 31):
        yield japanese.place(number), kana.place(number)
        yield japanese.wait(number), f"およそ{kana.minutes(number)}"
    for amount in (4, 10, 300, 600, 800, 1_000, 3_000, 8_000, 8_300, 10_000, 20_000, 108_000):
        yield japanese.yen(amount), kana.yen(amount)


def test_the_voice_reads_every_value_as_it_must_be_read() -> None:
    wrong = {
        text: (by_voice(text), as_sounded(read))
        for text, read in values()
        if by_voice(text) != as_sounded(read)
    }
    assert wrong == {}


def test_the_voice_reads_an_opening_in_pieces_as_it_reads_the_whole() -> None:
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        pieces = "".join(map(by_voice, japanese.opening_in_pieces(day, time(9))))
        read = kana.day(day) + kana.weekday(day) + "の" + kana.clock(time(9))
        assert pieces == as_sounded(read), day


def test_the_voice_reads_weekdays_right() -> None:
    for number in range(7):
        day = date(2026, 2, 2) + timedelta(days=number)
        read = as_sounded(kana.day(day) + kana.weekday(day))
        assert by_voice(japanese.day_and_weekday(day)) == read


def test_the_voice_reads_digits_one_by_one() -> None:
    read = [by_voice(said) for said in japanese.DIGITS.values()]
    assert read == words("ゼロ イチ ニー サン ヨン ゴー ロク ナナ ハチ キュー ノ")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (time(9), "午前9時"),
        (time(18), "午後6時"),
        (time(17, 30), "午後5時30分"),
        (time(8, 50), "午前8時50分"),
        (time(12), "正午"),
        (time(12, 30), "午後0時30分"),
        (time(0), "午前0時"),
    ],
)
def test_a_time_is_said_by_the_half_of_the_day(moment: time, said: str) -> None:
    assert japanese.clock(moment) == said


def test_dates_places_waits_and_money() -> None:
    assert japanese.day(date(2026, 2, 2)) == "2月2日"
    assert japanese.opening(date(2026, 2, 3), time(9)) == "2月3日、火曜日の、午前9時"
    assert japanese.place(3) == "3番目"
    assert [japanese.wait(minutes) for minutes in (1, 30, 31)] == [
        "およそ1分",
        "およそ30分",
        "30分以上",
    ]
    assert japanese.yen(8_300) == "8300円"
