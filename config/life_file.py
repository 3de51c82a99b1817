"""The shape of `[cases.life]`, `[[cases.lists]]` and `[cases.sheets]`: how a campaign's cases live.

`cases.life` and `cases.plan` have the same words as values. What each key means stands in the
campaigns that we ship.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from config.validation import Section

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


class OnlyIf(Section):
    """The field is filled only if another one has this value."""

    field: Id
    value: Text


class Stage(Section):
    """A stage, and what it is called."""

    id: Id
    name: Text


class Fill(Section):
    """A day that a step reckons: so many months after one that it asks."""

    field: Id
    after: Id
    months: Annotated[int, Field(ge=1, le=120)]


class Step(Section):
    """A step between stages."""

    id: Id
    name: Text
    before: Annotated[list[Id], Field(alias="from", min_length=1)]
    to: Id
    by: Literal["agent", "supervisor", "deadline", "client"]
    needs_reason: bool = False
    asks: list[Id] = Field(default_factory=list)
    fills: Fill | None = None
    only_if: OnlyIf | None = None
    unless: OnlyIf | None = None
    on: date | None = None
    clear: bool = False


Decision = Literal["granted", "rejected"]


def _decisions() -> dict[str, Decision]:
    return {"支給": "granted", "支給決定": "granted", "却下": "rejected"}


class Life(Section):
    """The stages and steps of a campaign's own."""

    starts_at: Id = "received"
    push_starts_at: Id = "granted"
    stages: list[Stage] = Field(default_factory=list)
    steps: list[Step] = Field(default_factory=list)
    decisions: dict[str, Decision] = Field(default_factory=_decisions)


class Column(Section):
    """A column of a list, and what it is called there."""

    column: Id
    name: Text


class OwnList(Section):
    """A list of the campaign's own."""

    id: Id
    title: Annotated[str, Field(pattern=r"^[^/\\:*?\"<>|]+$")]
    columns: Annotated[list[Column], Field(min_length=1)]
    stages: list[Id] = Field(default_factory=list)
    only_if: OnlyIf | None = None
    split_by: Id | Literal[""] = ""
    shows_protected: bool = False


class PersonSheets(Section):
    """The monthly sheets of persons."""

    title: Annotated[str, Field(pattern=r"^[^/\\:*?\"<>|]+$")]
    columns: Annotated[list[Column], Field(min_length=1)]
    stages: Annotated[list[Id], Field(min_length=1)]
    split_by: Id


class Difference(Section):
    """What was due, less what was given before."""

    due: Id
    given: Id


class Amount(Section):
    """One rule of how much is paid."""

    only_if: list[OnlyIf] = Field(default_factory=list)
    flat: Annotated[int, Field(ge=1, le=9_999_999)] | None = None
    per_child: Annotated[int, Field(ge=1, le=9_999_999)] | None = None
    difference: Difference | None = None
