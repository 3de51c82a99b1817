"""`madoguchi forecast` tells what the board shows, and says plainly when there is nothing yet."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.cli.forecast import forecast
from app.clock import clock_with
from app.errors import NothingForetold
from app.home import Home
from app.plain import read_plain
from metrics.forecast.kinds import Knows
from metrics.forecast.told import Forecast, encode
from storage import engine, forecasts, migrate
from storage.forecast_tables import Outlook
from tests.integration.agent_ui.foretelling import foretold, no_better, pulled, raised
from tests.integration.app.small_campaign import home_with

pytestmark = pytest.mark.integration

AT = clock_with(0.0)()
TODAY = AT.astimezone(ZoneInfo("Asia/Tokyo")).date()


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
        for pull in (pulled(AT, TODAY), raised(AT, TODAY)):
            await forecasts.keep_pull(database, pull)
        await database.dispose()

    asyncio.run(show())


def test_what_the_board_shows_is_told_in_words_and_to_programs(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NothingForetold, match="within a minute"):
        forecast(home.folder)
    shows(home, foretold(AT, TODAY))
    forecast(home.folder)
    text = capsys.readouterr().out
    assert "本日: 目標90%に届く見込み 42%" in text
    assert "着信の見込み 100件（10日のうち8日は 90–112件）" in text
    assert "今週: 目標90%に届く見込み 90%" in text
    assert "2件超過" in text
    assert "【まずはこれを】「training」の人を電話に呼び戻す: あと3件多く応答でき" in text
    assert "今日の席数を2席、回線数を3回線増やす。見込み（一日の終わりまで）" in text
    assert "実測（操作から最長60分）: その後60分の着信12件で応答できなかったのは1件。" in text
    assert "操作しなければ4.2件" in text
    assert "過去15日で平均12%（同じ曜日の平均なら20%）" in text
    assert "とは言えません" not in text
    assert (
        "過去12日、見込みの平均71%に対し、届いた日は75%。見込みと結果の隔たりは24ポイント" in text
    )
    forecast(home.folder, as_json=True)
    read = json.loads(capsys.readouterr().out)
    assert read["today"] == {
        "chance": 0.42,
        "low": 90,
        "middle": 100,
        "high": 112,
        "may_lose": 4,
        "loses": 5.4,
    }
    assert read["levers"][0]["advised"] is True
    assert read["pulled"][0]["would_lose"] == 4.2
    assert read["error"]["better"] is True
    assert read["chance_error"]["off"] == 0.24
    shows(home, Forecast(at=AT, day=TODAY, knows=Knows.TOO_FEW_DAYS, learned_days=3))
    forecast(home.folder)
    assert capsys.readouterr().out == (
        "まだ予測できるだけの日数がありません（着信のあった運営日 3日／5日）。\n"
    )


def test_that_it_knows_no_better_is_said(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    shows(home, no_better(AT, TODAY))
    forecast(home.folder)
    told = capsys.readouterr().out
    assert "いまのところ、同じ曜日の平均より正確とは言えません。" in told
    assert "いまのところ、届いた日の割合より確かとは言えません。" in told
