"""`madoguchi forecast` tells what the board shows, and says plainly when there is nothing yet."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.cli.forecast import forecast
from app.clock import clock_with
from app.errors import NothingForetold
from app.home import Home
from app.plain import read_plain
from metrics.forecast.kinds import Knows, Lever
from metrics.forecast.learned import Error
from metrics.forecast.levers import Effect, Option
from metrics.forecast.outlook import Told
from metrics.forecast.told import Forecast, encode
from storage import engine, forecasts, migrate
from storage.forecast_tables import LeverPull, Outlook
from tests.integration.app.small_campaign import home_with

pytestmark = pytest.mark.integration

AT = clock_with(0.0)()
TODAY = AT.astimezone(ZoneInfo("Asia/Tokyo")).date()
DAY = Told(chance=0.62, offered=(90, 100, 112), may_lose=4, loses=3.4)
FORECAST = Forecast(
    at=AT,
    day=TODAY,
    knows=Knows.TOLD,
    target_percent=90,
    learned_days=20,
    come=60,
    lost=6,
    seats=4.5,
    lines=12,
    today=DAY,
    week=Told(chance=0.9, offered=(400, 430, 470), may_lose=-2, loses=8.0),
    effects=(
        Effect(
            option=Option(lever=Lever.RECALL, reason="back_office", seats=2.0),
            saves=2.6,
            chance=0.88,
            week_chance=0.93,
            is_advised=True,
        ),
    ),
    error=Error(days=15, share=0.12, inside=0.8, weekday_share=0.2),
)
PULL = LeverPull(
    n=7,
    day=TODAY,
    at=AT - timedelta(hours=1),
    lever="recall",
    reason="back_office",
    chance=0.4,
    expected_chance=0.7,
    expected_saves=3.0,
    seats=3.0,
    lines=12,
    handling_s=230.0,
    patience_s=120.0,
    early=0.0,
    factor=1.0,
    measured_at=AT,
    offered=12,
    lost=1,
    would_lose=4.2,
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_with(tmp_path / "home", [])[0]


def shows(home: Home, told: Forecast) -> None:
    async def show() -> None:
        url = read_plain(home.plain).database_url
        await migrate.upgrade(url)
        database = engine.connect(url)
        row = Outlook(day=TODAY, at=AT, content=encode(told))
        await forecasts.show(database, row)
        await forecasts.keep_pull(database, PULL)
        await database.dispose()

    asyncio.run(show())


def test_what_the_board_shows_is_told_in_words_and_to_programs(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NothingForetold, match="within a minute"):
        forecast(home.folder)
    shows(home, FORECAST)
    forecast(home.folder)
    text = capsys.readouterr().out
    assert "本日: 目標90%に届く見込み 62%" in text
    assert "着信の見込み 100件（10日のうち8日は 90–112件）" in text
    assert "今週: 目標90%に届く見込み 90%" in text
    assert "2件超過" in text
    assert "【まずはこれを】「事務作業」の人を電話に呼び戻す: あと3件多く応答でき" in text
    assert "その後60分の着信12件で応答できなかったのは1件。操作しなければ4.2件" in text
    assert "過去15日で平均12%（同じ曜日の平均なら20%）" in text
    forecast(home.folder, as_json=True)
    read = json.loads(capsys.readouterr().out)
    assert read["today"] == {
        "chance": 0.62,
        "low": 90,
        "middle": 100,
        "high": 112,
        "may_lose": 4,
        "loses": 3.4,
    }
    assert read["levers"][0]["advised"] is True
    assert read["pulled"][0]["would_lose"] == 4.2
    assert read["error"]["better"] is True
    shows(home, Forecast(at=AT, day=TODAY, knows=Knows.TOO_FEW_DAYS, learned_days=3))
    forecast(home.folder)
    assert capsys.readouterr().out == (
        "まだ予測できるだけの日数がありません（着信のあった運営日 3日／5日）。\n"
    )
