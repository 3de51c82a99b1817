"""A seeded month of each contract gives its reports: golden, and counted a second way beside it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.outcome import Outcome
from metrics.period import Kind, month_of, period_of
from metrics.reporting import Reporting
from tests.integration.metrics.contract_month import (
    GOLDEN,
    MONTHS,
    Month,
    plain,
    reports,
    seeded,
    written,
)
from tests.integration.storage.conftest import sqlite_url

__all__ = ["sqlite_url"]
pytestmark = pytest.mark.integration


NAMES = {
    "sapporo": ("札幌市物価高対応子育て応援手当事務センター運営等業務", "札幌市長"),
    "otaru": ("定額減税不足額給付金給付事業業務委託", "小樽市"),
    "suita": ("個人番号カード交付等関連業務", "吹田市"),
    "setagaya": ("ぷらっとホーム世田谷における就労支援業務委託", "世田谷区"),
    "shinjuku": ("ベビーシッター利用支援事業（一時預かり利用支援）委託", "新宿区"),
}
"""The contract and the client, as every report names them."""

WORKS = {
    "コールセンター業務": {"complaint", "other"},
    "問い合わせ対応等業務": {"scheme", "convenience", "returned", "pin", "face"},
    "申請窓口業務": {"issue", "form", "card_renewal"},
    "カード管理システム・交付予約システム": {"booking"},
    "交付準備業務": {"guide_again"},
    "交付窓口業務": {"received", "reminder"},
    "電子証明書更新予約システム": set(),
    "電子証明書の更新窓口業務": {"e_cert_renewal"},
    "健康保険証・公金受取口座の連携支援業務": {"insurer"},
    "広報業務": set(),
}
"""SUI-1-3: the ten works, and what is asked about each."""

PLANNED = {
    "otaru": {"不足額給付1": 8400, "不足額給付2": 1600},
    "suita": {"市民の申請": None, "居所地経由の申請": None},
    "setagaya": {"生活困窮者自立相談支援": 350, "住居確保給付金": 50, "被保護者就労支援": 100},
    "shinjuku": {"利用者": 262},
}
"""Whom the documents expect in a year (OTR-4-1, SET-II, SHJ-概-3)."""


@pytest.fixture
def url(sqlite_url: str) -> str:
    """One database is enough: that both count alike, `test_week` shows."""
    return sqlite_url


@pytest.mark.clause(
    "SUI-1-3",
    "SUI-15",
    "SUI-11-8-オ",
    "SHJ-特-19",
    "SUI-11-1-カ-1",
    "SET-I-10",
    "SET-I-4",
    "SET-II-2",
    "SET-II-1-1-③",
    "OTR-6-4-ア-3",
    "SUI-11-1-ウ-ア",
    "SUI-11-2-ウ-クケ",
    "SUI-11-5-ウ-カ",
    "SUI-19",
    "SHJ-委-1",
    "SHJ-委-5",
    "SHJ-特-23",
    "OTR-特-13/14",
    "SPR-I-1",
    "OTR-6-6-イ",
    "SHJ-区-2",
    "SET-特-32",
    "OTR-1",
    "SHJ-概-1",
    "SHJ-概-3",
    "SUI-11-1-ウ-カ",
    "SUI-11-9-エ-ア",
    "SET-II-1-2-①-オ",
)
@pytest.mark.parametrize("name", MONTHS)
async def test_a_month_of_a_contract_gives_its_reports(engine: AsyncEngine, name: str) -> None:
    month, made = await seeded(engine, name)
    found = await reports(month, made)
    assert written(found) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")
    monthly = made.plan.form(Kind.MONTHLY)
    assert monthly is not None
    content = await made.now(Kind.MONTHLY, month.period)
    assert (content.subject, content.addressee) == NAMES[name]
    if name == "shinjuku":
        assert content.contractor == "株式会社パソナライフケア"
        years = [await _calls_of_year(made, day) for day in (date(2023, 4, 3), date(2024, 4, 1))]
        assert years == [len(month.calls), 0]  # what rolls over begins anew
    sections = plain(content)
    _counted(month, made, sections)
    if made.plan.people is not None:
        rows = sections["区分ごとの対象者（予定と実績）"]
        assert {str(row[0]): (row[1], row[3]) for row in rows} == {
            each.value: (month.people[each.value, "new"], month.people[each.value, "present"])
            for each in made.plan.people.rows
        }
        assert {str(row[0]): row[5] for row in rows} == PLANNED[name]
    if made.plan.form(Kind.COMPLAINT) is not None:
        day = max(+month.complaints)
        complaints = plain(await made.now(Kind.COMPLAINT, period_of(Kind.COMPLAINT, day)))["苦情"]
        assert len(complaints) == month.complaints[day]
    if name == "suita":
        assert {str(row[0]): row[1] for row in sections["業務区分ごとの件数"]} == {
            **{
                work: sum(count for (each, _), count in month.matters.items() if each in asked)
                for work, asked in WORKS.items()
            },
            "合計": month.matters.total(),
        }
        await _adds_up(month, made, sections)


def _counted(month: Month, made: Reporting, sections: dict[str, list[list[object]]]) -> None:
    """Hold the report against what the seed counted for itself."""
    outcomes = Counter(each.outcome for each in month.calls)
    whole = sections["呼の結果"]
    assert whole[-1][-1] == len(month.calls)
    assert next(row for row in whole if row[0] == "応答")[-1] == outcomes[Outcome.ANSWERED]
    names = dict(made.plan.categories)
    asked = Counter[str]()
    for (category, _), count in month.matters.items():
        asked[names[category]] += count
    assert {str(row[0]): row[1] for row in sections["お問い合わせの内容"][:-1]} == {
        name: asked[name] for name in names.values()
    }
    if "申請・対象者の状況" in sections:
        rows = sections["申請・対象者の状況"]
        steps = {name: month.steps[id_] for id_, name in made.plan.steps}
        assert rows[0][1] == month.received
        stages = {name: month.standing[id_] for id_, name in made.plan.stages}
        assert {str(row[0]): row[2] for row in rows[1:-1] if row[2] is not None} == stages
        assert sum(steps.values()) <= sum(month.steps.values())
        assert sum(row[1] or 0 for row in rows[1:-1]) == sum(month.steps.values())  # type: ignore[misc]


async def _calls_of_year(made: Reporting, day: date) -> object:
    return plain(await made.now(Kind.YEARLY, period_of(Kind.YEARLY, day)))["呼の結果"][-1][-1]


async def _adds_up(month: Month, made: Reporting, sections: dict[str, list[list[object]]]) -> None:
    """SUI-15: the days make the month, and the months the year, for calls and for matters."""
    first = month.period.first
    days = [first + timedelta(days=n) for n in range((month.period.last - first).days + 1)]
    divided = ("業務区分ごとの件数", 1)
    for heading, column in (("呼の結果", -1), ("お問い合わせの内容", 1), divided):
        daily = Counter[str]()
        for day in days:
            rows = plain(await made.now(Kind.DAILY, period_of(Kind.DAILY, day)))[heading]
            daily.update({str(row[0]): row[column] for row in rows})
        monthly = Counter({str(row[0]): row[column] for row in sections[heading]})
        year = plain(await made.now(Kind.YEARLY, period_of(Kind.YEARLY, first)))[heading]
        assert daily == monthly == Counter({str(row[0]): row[column] for row in year})
    assert month_of(first) == month.period
