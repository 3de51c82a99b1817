"""The forecast as the board shows it: plain values by name, numbers rounded as people say them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent_ui.page import milliseconds
from metrics.forecast.chances import ChanceError
from metrics.forecast.learned import Error
from metrics.forecast.levers import SURE, Effect
from metrics.forecast.outlook import Told
from metrics.forecast.told import Forecast
from storage.forecast_tables import LeverPull


def board_values(told: Forecast | None, pulls: Sequence[LeverPull]) -> dict[str, Any]:
    """Give the panel's values; nothing before the first look."""
    if told is None:
        return {}
    found: dict[str, Any] = {
        "forecast": {
            "at": milliseconds(told.at),
            "knows": told.knows.value,
            "target": told.target_percent,
            "learned_days": told.learned_days,
            "needed_days": told.needed_days,
            "come": told.come,
            "lost": told.lost,
            "seats": round(told.seats, 1),
            "lines": told.lines,
            "day": _span(told.today),
            "week": _span(told.week),
            "is_sure": told.today is not None and told.today.chance >= SURE,
            "error": _error(told.error),
            "chance_error": _chance_error(told.chance_error),
        }
    }
    for number, effect in enumerate(told.effects):
        found[f"effect/{number}"] = _effect(effect)
    for pull in pulls:
        found[f"pull/{pull.n}"] = _pull(pull)
    return found


def percent(chance: float, *, is_over: bool = False) -> int:
    """Write a probability: never 0 or 100, which nobody knows before it is over."""
    return round(chance * 100) if is_over else min(99, max(1, round(chance * 100)))


def _span(told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    low, middle, high = told.offered
    return {
        "chance": percent(told.chance, is_over=low == high),
        "low": low,
        "middle": middle,
        "high": high,
        "may_lose": max(0, told.may_lose),
        "too_many": max(0, -told.may_lose),
        "loses": round(told.loses),
    }


def _effect(effect: Effect) -> dict[str, Any]:
    option = effect.option
    return {
        "lever": option.lever.value,
        "reason": option.reason,
        "seats": round(option.seats),
        "lines": option.lines,
        "saves": max(1, round(effect.saves)),
        "chance": percent(effect.chance),
        "week_chance": percent(effect.week_chance),
        "advised": effect.is_advised,
    }


def _pull(pull: LeverPull) -> dict[str, Any]:
    return {
        "at": milliseconds(pull.at),
        "lever": pull.lever,
        "reason": pull.reason,
        "seats": pull.more_seats,
        "lines": pull.more_lines,
        "before": percent(pull.chance),
        "expected": percent(pull.expected_chance),
        "saves": round(pull.expected_saves),
        "minutes": _minutes(pull),
        "offered": pull.offered,
        "lost": pull.lost,
        "would_lose": round(pull.would_lose, 1),
        "saved": round(pull.would_lose - pull.lost, 1),
    }


def _minutes(pull: LeverPull) -> int:
    """Give for how long it was measured."""
    return (
        0 if pull.measured_at is None else int((pull.measured_at - pull.at).total_seconds()) // 60
    )


def _error(error: Error | None) -> dict[str, Any] | None:
    if error is None:
        return None
    return {
        "days": error.days,
        "share": round(error.share * 100),
        "inside": round(error.inside * 100),
        "weekday": round(error.weekday_share * 100),
        "better": error.is_better,
    }


def _chance_error(error: ChanceError | None) -> dict[str, Any] | None:
    if error is None:
        return None
    return {
        "days": error.days,
        "told": round(error.told * 100),
        "reached": round(error.reached * 100),
        "off": round(error.off * 100),
        "plain": round(error.plain * 100),
        "better": error.is_better,
    }
