"""How numbers and counters are read: tables, and checked by hand."""

from __future__ import annotations

from datetime import date, time

import pytest

from ivr_flows.spoken import kana

pytestmark = pytest.mark.unit


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0, "ぜろ"),
        (1, "いち"),
        (4, "よん"),
        (7, "なな"),
        (10, "じゅう"),
        (14, "じゅうよん"),
        (99, "きゅうじゅうきゅう"),
        (100, "ひゃく"),
        (300, "さんびゃく"),
        (600, "ろっぴゃく"),
        (800, "はっぴゃく"),
        (1_000, "せん"),
        (3_000, "さんぜん"),
        (8_000, "はっせん"),
        (8_888, "はっせんはっぴゃくはちじゅうはち"),
        (10_000, "いちまん"),
        (20_000, "にまん"),
        (100_000, "じゅうまん"),
        (108_300, "じゅうまんはっせんさんびゃく"),
        (10_000_000, "いっせんまん"),
        (30_010_000, "さんぜんいちまん"),
        (100_000_000, "いちおく"),
        (10**12, "いっちょう"),
        (8 * 10**12, "はっちょう"),
        (10 * 10**12, "じゅっちょう"),
        (3 * 10**12 + 1, "さんちょういち"),
        (kana.LARGEST, "きゅうせんきゅうひゃくきゅうじゅうきゅうちょう"
         "きゅうせんきゅうひゃくきゅうじゅうきゅうおく"
         "きゅうせんきゅうひゃくきゅうじゅうきゅうまんきゅうせんきゅうひゃくきゅうじゅうきゅう"),
    ],
)  # fmt: skip
def test_numbers(value: int, read: str) -> None:
    assert kana.number(value) == read


@pytest.mark.parametrize("value", [-1, kana.LARGEST + 1])
def test_a_number_that_nobody_says_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        kana.number(value)


def test_minutes() -> None:
    assert [kana.minutes(value) for value in range(11)] == words(
        "ぜろふん いっぷん にふん さんぷん よんぷん ごふん ろっぷん ななふん "
        "はっぷん きゅうふん じゅっぷん"
    )
    assert [kana.minutes(value) for value in (15, 18, 20, 30, 46, 100, 300, 1_000)] == words(
        "じゅうごふん じゅうはっぷん にじゅっぷん さんじゅっぷん "
        "よんじゅうろっぷん ひゃっぷん さんびゃっぷん せんぷん"
    )


def test_hours() -> None:
    assert [kana.hour(value) for value in range(25)] == words(
        "れいじ いちじ にじ さんじ よじ ごじ ろくじ しちじ はちじ くじ じゅうじ "
        "じゅういちじ じゅうにじ じゅうさんじ じゅうよじ じゅうごじ じゅうろくじ "
        "じゅうしちじ じゅうはちじ じゅうくじ にじゅうじ にじゅういちじ "
        "にじゅうにじ にじゅうさんじ にじゅうよじ"
    )


def test_days_of_the_month() -> None:
    assert [kana.day_of_month(value) for value in range(1, 32)] == words(
        "ついたち ふつか みっか よっか いつか むいか なのか ようか ここのか "
        "とおか じゅういちにち じゅうににち じゅうさんにち じゅうよっか "
        "じゅうごにち じゅうろくにち じゅうしちにち じゅうはちにち じゅうくにち "
        "はつか にじゅういちにち にじゅうににち にじゅうさんにち にじゅうよっか "
        "にじゅうごにち にじゅうろくにち にじゅうしちにち にじゅうはちにち "
        "にじゅうくにち さんじゅうにち さんじゅういちにち"
    )


def test_months() -> None:
    assert [kana.month(value) for value in range(1, 13)] == words(
        "いちがつ にがつ さんがつ しがつ ごがつ ろくがつ しちがつ はちがつ くがつ "
        "じゅうがつ じゅういちがつ じゅうにがつ"
    )


def test_people_yen_and_places() -> None:
    assert [kana.people(value) for value in (1, 2, 3, 4, 7, 9, 10, 14, 20)] == words(
        "ひとり ふたり さんにん よにん しちにん きゅうにん じゅうにん じゅうよにん にじゅうにん"
    )
    assert [kana.yen(value) for value in (1, 4, 14, 40, 100, 8_300, 20_000)] == words(
        "いちえん よえん じゅうよえん よんじゅうえん ひゃくえん はっせんさんびゃくえん にまんえん"
    )
    assert [kana.place(value) for value in (1, 4, 7, 10)] == [
        "いちばんめ",
        "よんばんめ",
        "ななばんめ",
        "じゅうばんめ",
    ]


def test_dates_and_times() -> None:
    assert kana.day(date(2026, 2, 4)) == "にがつよっか"
    assert kana.day(date(2026, 9, 20)) == "くがつはつか"
    assert [kana.weekday(date(2026, 2, day)) for day in range(2, 9)] == words(
        "げつようび かようび すいようび もくようび きんようび どようび にちようび"
    )
    assert kana.clock(time(9)) == "ごぜんくじ"
    assert kana.clock(time(17, 30)) == "ごごごじさんじゅっぷん"
    assert kana.clock(time(12)) == "しょうご"
    assert kana.clock(time(0, 1)) == "ごぜんれいじいっぷん"
