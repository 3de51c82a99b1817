"""A campaign told in plain Japanese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.checked import Checked, check
from app.explain import explain, moment
from app.explain_work import work
from app.home import open_home
from callcenter.campaign import Campaign
from callcenter.guidance import Facts
from config.campaign import differences, load_campaign, spoken_values
from ivr_flows.loader import SHIPPED, Loaded, load
from ivr_flows.problem import Problem
from ivr_flows.rehearsal import Rehearsal
from ivr_flows.values import Values

pytestmark = pytest.mark.unit

FLOWS = sorted(path.stem for path in SHIPPED.glob("*.toml"))


def contract(name: str) -> tuple[Campaign, Loaded]:
    campaign, values = load_campaign(name, flows=FLOWS), spoken_values(name, flows=FLOWS)
    assert isinstance(campaign, Campaign)
    assert isinstance(values, Values)
    return campaign, load([SHIPPED], values)


def told(name: str, when: str) -> str:
    at = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    return "\n".join(moment(*contract(name), at))


def holds(text: str, parts: Iterable[str]) -> None:
    assert [each for each in parts if each not in text] == [], text


def test_the_contract_is_told_as_a_person_would_tell_it() -> None:
    text = "\n".join(explain(*contract("suita")))
    holds(
        text,
        [
            "2024年9月1日（日） から 2027年10月31日（日） まで",
            "月・火・水・木・金 9:00〜17:30",
            "土 9:00〜17:00（期間中に 76 日）",
            "8:50 から、席が足りなければ警告します",
            "土 9:00〜12:00",
            "2024年12月30日（月） から 2025年1月3日（金）",
            "4 席、5 回線",
            "第2・第4土曜日の、午前9時から午後5時までと",
        ],
    )


def test_a_moment_within_the_hours() -> None:
    text = told("sapporo", "2026-04-01 10:00")
    holds(text, ["（水） 10:00", "受付時間内", "5 席、7 回線", "8 人目からは、話し中の音"])


def test_a_moment_on_a_holiday_tells_the_next_opening() -> None:
    text = told("sapporo", "2026-02-11 10:00")
    holds(text, ["休業日です", "2月12日、木曜日", "電話は切れます"])


def test_a_service_may_be_closed_while_the_centre_is_open() -> None:
    text = told("suita", "2024-09-14 13:00")
    holds(text, ["受付時間内", "業務「電子証明書の更新」は受付時間外です"])


@pytest.mark.clause("OTR-5")
def test_the_work_tells_milestones_reports_roles_and_the_cases_way(tmp_path: Path) -> None:
    found = check(open_home(tmp_path), {"MADOGUCHI_CAMPAIGN": "otaru"}, today=date(2025, 8, 1))
    assert isinstance(found, Checked)
    text = "\n".join(work(found))
    holds(
        text,
        [
            "2025年8月13日（水） 第1回の振込データの提出",
            "2025年10月31日（金） 申請の受付終了（当日消印有効）",
            "対応状況報告書（日）: 求められたときに提出します",
            "申請・対象者: OP（オペレーター）、SV（管理者）、MG（部門責任者）",
            "支給決定（2025年8月8日（金）を過ぎたら自動で）",
            "委託者の一覧と、上の期日だけで行います",
            "委託者が問合せ記録で見る個人の情報: なし",
            "受付終了の 10 分後から、一日の締めを促します",
            "30 分後に締めていなければ、警報を出します",
        ],
    )


@pytest.mark.clause("OTR-6-6-ウ")
def test_who_is_on_duty_is_reached_by_a_code_that_no_citizen_is_told_of(tmp_path: Path) -> None:
    found = check(open_home(tmp_path), {"MADOGUCHI_CAMPAIGN": "otaru"}, today=date(2025, 8, 1))
    assert isinstance(found, Checked)
    lines = list(explain(found.campaign, found.flows))
    holds(
        "\n".join(lines),
        [
            "コードを押した人は、緊急連絡の当番（コールセンター）につながります",
            "コードを押した人は、緊急連絡の当番（事務センター）につながります",
        ],
    )
    for night in ("2025-08-12 22:00", "2025-08-11 10:00"):  # after closing, and on a holiday
        heard = told("otaru", night)
        holds(heard, ["受付時間外です", "8月1", "電話は切れます"])
        assert "コード" not in heard
        assert "当番" not in heard
    (flow,) = [each for each in found.flows.flows if each.name == found.campaign.flows.after_hours]
    for code, to in (("86420", "コールセンター"), ("13579", "事務センター")):
        caller = Rehearsal(flow, Facts())
        caller.begin()
        caller.press("0")
        told_then = [each for key in code for each in caller.press(key)]
        said = "".join(each.text for each in told_then if each.what == "say")
        assert said.startswith(f"{to}の緊急連絡の担当者に")


@pytest.mark.clause("SHJ-受-6")
def test_what_leaves_as_an_archive_alone_is_told(tmp_path: Path) -> None:
    for name, is_sealed in (("shinjuku", True), ("otaru", False)):
        day = date(2023, 5, 8) if is_sealed else date(2025, 8, 1)
        found = check(open_home(tmp_path), {"MADOGUCHI_CAMPAIGN": name}, today=day)
        assert isinstance(found, Checked)
        assert ("暗号化した書庫" in "\n".join(work(found))) is is_sealed


@pytest.mark.clause("SHJ-特-6")
def test_the_purpose_is_told_before_anybody_is_connected() -> None:
    lines = list(explain(*contract("shinjuku")))
    before = ("空いている席があるとき", "つながる前に一度")
    heard = [each for each in lines if each.strip().startswith(before)]
    assert [("個人情報は" in each, "使います" in each) for each in heard] == [(True, True)] * 2


def test_two_campaigns_differ_in_keys_that_are_named() -> None:
    found = differences("sapporo", "setagaya")
    assert ("client.phone", "011-211-3944", "03-5432-2188") in found
    assert ("calls.record", "true", "false") in found
    assert not [each for each in found if not isinstance(each, Problem) and each[0] == "zone"]


def test_who_serves_another_language_is_told() -> None:
    text = "\n".join(explain(*contract("suita")))
    holds(text, ["英語を選んだ人は、できる席（seat-01）につながります。20 秒待っても空かなければ"])


@pytest.mark.parametrize(
    ("name", "until"),
    [
        ("sapporo", "2027年5月29日（土）"),
        ("otaru", "2026年12月26日（土）"),
        ("suita", "2028年10月30日（月）"),
        ("setagaya", "2032年3月31日（水）"),
        ("shinjuku", "2025年3月29日（土）"),
    ],
)
def test_logs_are_kept_as_long_as_the_campaign_says(name: str, until: str, tmp_path: Path) -> None:
    found = check(open_home(tmp_path), {"MADOGUCHI_CAMPAIGN": name}, today=date(2025, 8, 1))
    assert isinstance(found, Checked)
    definition = found.reports.definition
    assert definition.id == ("sapporo-1" if name == "sapporo" else "standard-1")
    holds(
        "\n".join(work(found)),
        [
            f"  ログは {until} まで消せません。監査証跡",
            f"  応答率の定義: 「{definition.name}」（{definition.id}）。",
            *(["目標は 90％以上です。"] if name == "sapporo" else ["目標はありません。"]),
        ],
    )
