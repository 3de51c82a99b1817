"""Lists of the later contracts, as their campaigns describe them: who stands in which file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cases.files import Kind
from tests.integration.cases.contract_office import office
from tests.integration.cases.test_contract_lives import TYPE_2, citizen

pytestmark = pytest.mark.integration


@pytest.mark.clause("OTR-6-1-イ", "OTR-6-1-特-2")
async def test_otarus_first_mailing_keeps_the_citys_letters_and_says_who_has_them(
    engine: AsyncEngine,
) -> None:
    desk = office(engine, "otaru", datetime(2025, 7, 28, 1, 0, tzinfo=UTC))
    plain = {"氏名": "小樽　太郎", "住所": "小樽市稲穂３丁目"}
    await desk.take(Kind.PUSH, [citizen(0), citizen(1), citizen(2, **plain) | TYPE_2, citizen(3)])
    hidden = {"カナ氏名": "エエエ　ハナコ", "生年月日": "1970-01-04"}
    await desk.take(Kind.PROTECTED, [hidden])
    made, files = await desk.listed("mailing")
    names = {
        part: f"お知らせ・確認書・申請書の差込データ_{part}.csv" for part in ("強制", "非強制")
    }
    assert made.cases == {names["強制"]: 2, names["非強制"]: 1}
    assert (made.left_out, made.external) == (1, 2)
    assert [row[1:] for row in files[names["強制"]]] == [
        ["小樽\ue000　花子", "小樽市花園２丁目", "不足額給付1"]
    ] * 2
    numbers = [await desk.number(f"{n:06}") for n in (0, 1)]
    assert files["外字を含む対象者.csv"] == [
        [number, kana, "U+E000"]
        for number, kana in zip(numbers, ("アアア　ハナコ", "イイイ　ハナコ"), strict=True)
    ]
    await desk.step("000000", "send", sent_on="2025-07-28")
    again, _ = await desk.listed("mailing")
    assert again.cases == {names["強制"]: 1, names["非強制"]: 1}, "who was written to is left out"
    assert await desk.moves("000000") == ["send"]


@pytest.mark.clause("SET-II-1-2-②③")
async def test_who_is_no_target_person_is_introduced_and_counted_apart(engine: AsyncEngine) -> None:
    desk = office(engine, "setagaya", datetime(2026, 4, 10, 1, 0, tzinfo=UTC))
    person = {
        **{"区分": "追加", "カナ氏名": "セタ　アイ", "氏名": "世田　愛", "生年月日": "1990-04-01"},
        **{"業務": "被保護者就労支援", "管轄の総合支所": "砧", "電話番号": "", "配慮すること": ""},
    }
    kinds = {"p1": "対象者", "p2": "対象者以外", "p3": "対象者以外"}
    await desk.take(
        Kind.ONLINE,
        [{**person, "対象者番号": each, "対象者の別": kind} for each, kind in kinds.items()],
    )
    for name in ("p1", "p2"):
        await desk.step(name, "assess", situation="離職", self_view="几帳面", market_view="事務")
        await desk.step(name, "search_welfare", goal="短時間から")
        await desk.step(name, "introduce", place="区内の商店")
    made, _ = await desk.listed("introduced")
    assert made.cases == {"求人を紹介した方_対象者.csv": 1, "求人を紹介した方_対象者以外.csv": 1}
