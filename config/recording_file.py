"""The tables of a campaign file about recordings; what each key means stands in those we ship."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from config.problem import Fault
from config.validation import Section

Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Days = Annotated[int, Field(ge=0, le=36_500)]


class PeriodRow(Section):
    """How long one class of recordings is kept."""

    id: Id
    name: Text
    of_complaints: bool = False
    days: Days | None = None
    days_after_end: Days | None = None


class ConsentTable(Section):
    """The client's standing consent to routine erasure (A-21)."""

    reference: Text
    agreed_on: date
    item: Text
    medium: Text
    quantity: Text
    method: Text
    schedule: Text


class SoundTable(Section):
    """All of it."""

    format: Literal["flac", "opus"] = "flac"
    agents_hear_own: bool = False
    client_hears: bool = False
    periods: list[PeriodRow] = Field(default_factory=list)
    standing_consent: ConsentTable | None = None


def sound_faults(sound: SoundTable, *, is_recorded: bool) -> Iterator[Fault]:
    """Tell what cannot hold between the tables.

    Raw legs are replaced by the merged file, and a caller who refuses is erased at once: both are
    erasures of personal data, which nobody may do without the client's consent (SPR-I-7-4, A-21).
    """
    if is_recorded and sound.standing_consent is None:
        yield Fault(
            ("recordings", "standing_consent"),
            "通話を録音するには、日常の消去についての委託者の包括同意が要ります。",
            "[recordings.standing_consent] に同意の文書と五つの項目を書いてください。",
        )
    ids: set[str] = set()
    kinds: set[bool] = set()
    for number, row in enumerate(sound.periods):
        keys = ("recordings", "periods", number)
        if (row.days is None) is (row.days_after_end is None):
            yield Fault((*keys, "id"), "days か days_after_end のどちらか一方を書いてください。")
        if row.id in ids:
            yield Fault((*keys, "id"), "同じ id が二度書かれています。")
        if row.of_complaints in kinds:
            yield Fault((*keys, "id"), "苦情の通話と、それ以外の通話に、区分は一つずつです。")
        ids.add(row.id)
        kinds.add(row.of_complaints)
