"""What a campaign file says for the forecast; what each key means stands in those we ship."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from config.problem import Fault, did_you_mean
from config.validation import Section
from ivr_flows.toml_lines import Keys

BREAK = "break"
"""The reason of a seat whose person rests: nobody is called back from it."""
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]


class OccasionRow(Section):
    """A date on which many are told something, and call: a mailing, a payment."""

    day: date
    kind: Word
    """Days of one kind are expected to be followed by calls in the same way."""
    name: Annotated[str, Field(min_length=1, max_length=200)]


class ForecastTable(Section):
    """What makes people call, and who may be called back to the phones, the cheapest first."""

    recall: list[Word] = Field(default_factory=list)
    """Reasons of seats that are not ready; none: nobody is ever called back."""
    occasions: list[OccasionRow] = Field(default_factory=list)


def forecast_faults(table: ForecastTable, reasons: Collection[str]) -> Iterator[Fault]:
    """Tell what cannot be: a recall from an unknown reason or from a break, one occasion twice.

    `reasons` are the campaign's own.
    """
    for number, reason in enumerate(table.recall):
        keys: Keys = ("reports", "forecast", "recall", number)
        if reason == BREAK:
            yield Fault(
                keys, "休憩中の人を呼び戻す見込みは立てられません。recall から外してください。"
            )
        elif reason not in reasons:
            message = f"理由「{reason}」が [[reasons]] にありません。"
            yield Fault(keys, message, did_you_mean(reason, reasons))
    seen: set[tuple[date, str]] = set()
    for number, row in enumerate(table.occasions):
        if (row.day, row.kind) in seen:
            keys = ("reports", "forecast", "occasions", number, "day")
            yield Fault(keys, f"{row.day} の「{row.kind}」が二度書かれています。")
        seen.add((row.day, row.kind))
