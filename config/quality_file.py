"""The tables of a campaign file about quality; what each key means stands in those we ship."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.problem import Fault
from config.validation import Section

Text = Annotated[str, Field(min_length=1)]
SheetId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*-[1-9][0-9]*$")]
CriterionId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Weight = Annotated[int, Field(ge=1, le=100)]
Most = Annotated[int, Field(ge=1, le=10)]
Count = Annotated[int, Field(ge=0, le=50)]


class CriterionRow(Section):
    """One thing that is looked at."""

    id: CriterionId
    name: Text
    hint: str = ""
    weight: Weight
    most: Most = 4
    knock_out: bool = False


class QualityTable(Section):
    """The score sheet, and how many talks are drawn for it."""

    sheet: SheetId
    name: Text
    per_person: Count = 2
    doubles: Count = 1
    criteria: Annotated[list[CriterionRow], Field(min_length=1, max_length=30)]


def quality_faults(quality: QualityTable | None) -> Iterator[Fault]:
    """Tell what cannot hold between the criteria."""
    if quality is None:
        return
    ids: set[str] = set()
    for number, row in enumerate(quality.criteria):
        if row.id in ids:
            keys = ("quality", "criteria", number, "id")
            yield Fault(keys, "同じ id が二度書かれています。")
        ids.add(row.id)
    if (whole := sum(row.weight for row in quality.criteria)) != 100:
        yield Fault(
            ("quality", "criteria"), f"weight の合計を 100 にしてください（今は {whole}）。"
        )
