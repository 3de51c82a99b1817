"""`madoguchi forecast`: how today and this week will end, as the board tells it, and what helps."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from app.cli.desk_call import at_desk
from app.cli.options import HomeOption, JsonOption
from app.clock import shown_time
from app.errors import NothingForetold
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from desk.desk import Desk
    from metrics.forecast.outlook import Told
    from metrics.forecast.told import Forecast
    from storage.audit import Actor
    from storage.forecast_tables import LeverPull


def forecast(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Tell whether today and this week reach the answer rate's target, and what would help.

    It is what the board shows: the running instance tells it anew every minute. Shown are the
    probability, the calls to be expected, how many more may be lost, every lever that could be
    pulled with its expected effect, what levers brought today, and the forecast's own error.
    """

    async def read(desk: Desk, _: Actor) -> tuple[Forecast, list[LeverPull], Desk]:
        from metrics.forecast.told import decode
        from storage import forecasts

        shown = await forecasts.shown(desk.engine, desk.today)
        told = None if shown is None else decode(shown.content)
        if told is None:
            raise NothingForetold(day=desk.today.isoformat())
        return told, await forecasts.pulls(desk.engine, desk.today), desk

    told, pulls, desk = at_desk(open_home(home), read)
    if as_json:
        typer.echo(json.dumps(_told(told, pulls, desk.zone), ensure_ascii=False, indent=1))
    else:
        reasons = {each.id: each.name for each in desk.rules.reasons}
        typer.echo("\n".join(_lines(told, pulls, desk.zone, reasons)))


def _told(told: Forecast, pulls: Sequence[LeverPull], zone: ZoneInfo) -> dict[str, object]:
    return {
        "at": _iso(told.at, zone),
        "day": told.day.isoformat(),
        "knows": told.knows.value,
        "learned_days": told.learned_days,
        "needed_days": told.needed_days,
        "target_percent": told.target_percent,
        "come": told.come,
        "lost": told.lost,
        "seats": round(told.seats, 2),
        "lines": told.lines,
        "today": _span(told.today),
        "week": _span(told.week),
        "levers": [
            {
                "lever": each.option.lever.value,
                "reason": each.option.reason or None,
                "seats": each.option.seats,
                "lines": each.option.lines,
                "saves": round(each.saves, 1),
                "chance": round(each.chance, 3),
                "week_chance": round(each.week_chance, 3),
                "advised": each.is_advised,
            }
            for each in told.effects
        ],
        "pulled": [_pulled(each, zone) for each in pulls],
        "error": told.error
        and {
            "days": told.error.days,
            "share": round(told.error.share, 3),
            "inside": round(told.error.inside, 3),
            "weekday_share": round(told.error.weekday_share, 3),
            "better": told.error.is_better,
        },
        "chance_error": told.chance_error
        and {
            "days": told.chance_error.days,
            "told": round(told.chance_error.told, 3),
            "reached": round(told.chance_error.reached, 3),
            "off": round(told.chance_error.off, 3),
            "plain": round(told.chance_error.plain, 3),
            "better": told.chance_error.is_better,
        },
    }


def _span(told: Told | None) -> dict[str, object] | None:
    if told is None:
        return None
    low, middle, high = told.offered
    return {
        "chance": round(told.chance, 3),
        "low": low,
        "middle": middle,
        "high": high,
        "may_lose": told.may_lose,
        "loses": round(told.loses, 1),
    }


def _pulled(pull: LeverPull, zone: ZoneInfo) -> dict[str, object]:
    return {
        "at": _iso(pull.at, zone),
        "lever": pull.lever,
        "reason": pull.reason or None,
        "more_seats": pull.more_seats,
        "more_lines": pull.more_lines,
        "chance": round(pull.chance, 3),
        "expected_chance": round(pull.expected_chance, 3),
        "expected_saves": round(pull.expected_saves, 1),
        "measured_until": pull.measured_at and _iso(pull.measured_at, zone),
        "offered": pull.offered,
        "lost": pull.lost,
        "would_lose": round(pull.would_lose, 1),
    }


def _lines(
    told: Forecast, pulls: Sequence[LeverPull], zone: ZoneInfo, reasons: Mapping[str, str]
) -> Iterator[str]:
    """Write it as the board does, from the same values and with the same words."""
    from agent_ui import forecast_words as words
    from app.forecast_board import board_values

    values = board_values(told, pulls)
    whole = values["forecast"]
    if whole["day"] is None:
        yield words.KNOWS[told.knows].format(**whole)
        return
    yield f"{told.at.astimezone(zone):%H:%M} 時点"
    for name, span in (("本日", whole["day"]), ("今週", whole["week"])):
        allowed = f"あと{span['may_lose']}件まで"
        if span["too_many"]:
            allowed = f"{span['too_many']}件超過"
        yield (
            f"{name}: 目標{whole['target']}%に届く見込み {span['chance']}%。"
            f"着信の見込み {span['middle']}件（10日のうち8日は {span['low']}–{span['high']}件）、"
            f"応答できなくてもよいのは{allowed}、このままだと{span['loses']}件"
        )
    effects = [value for name, value in values.items() if name.startswith("effect/")]
    for each in effects:
        named = words.LEVERS[each["lever"]].format(**_named(each, reasons))
        advised = f"【{words.ADVISED}】" if each["advised"] else ""
        yield f"・{advised}{named}: {words.EFFECT.format(**each)}"
    if whole["is_sure"] or not any(each["advised"] for each in effects):
        yield words.SURE if whole["is_sure"] else words.NOTHING
    for pull in pulls:
        value = values[f"pull/{pull.n}"]
        named = words.LEVERS[pull.lever].format(**_named(value, reasons))
        time = f"{pull.at.astimezone(zone):%H:%M}"
        yield words.PULL.format(**(value | {"lever": named, "time": time}))
        yield "  " + (words.MEASURED.format(**value) if value["minutes"] else words.UNMEASURED)
    yield _error(whole["error"])
    yield _chance_error(whole["chance_error"])


def _named(value: Mapping[str, object], reasons: Mapping[str, str]) -> dict[str, object]:
    reason = str(value["reason"])
    return {**value, "reason": reasons.get(reason, reason)}


def _error(error: Mapping[str, object] | None) -> str:
    from agent_ui import forecast_words as words

    if error is None:
        return words.NO_ERROR
    return f"{words.ERROR.format(**error)}。{'' if error['better'] else words.NO_BETTER}"


def _chance_error(error: Mapping[str, object] | None) -> str:
    from agent_ui import forecast_words as words

    if error is None:
        return words.NO_CHANCE_ERROR
    better = "" if error["better"] else words.CHANCE_NO_BETTER
    return f"{words.CHANCE_ERROR.format(**error)}。{better}"


def _iso(at: datetime, zone: ZoneInfo) -> str:
    return shown_time(at, zone.key)
