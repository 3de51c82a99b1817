"""A figure opens to what counted it, also after definitions came, went or changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from metrics.content import Cell, Column, Section, Shape
from metrics.division_parts import OTHER, division_of
from metrics.report_links import links
from metrics.report_plan import ReportPlan
from tests.integration.metrics.shipped import shipped
from tests.unit.metrics.content_maker import content

pytestmark = pytest.mark.unit

PLAN, _ = shipped("sapporo")


def opened(plan: ReportPlan) -> list[str | None]:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (each.name, 11, 4, (4, 11), each.text) for each in PLAN.beside
    )
    columns = (
        Column("定義"),
        *(Column(each, Shape.COUNT) for each in ["分母", "分子", "率", "数え方"]),
    )
    table = Section(part="definitions", heading="", columns=columns, rows=rows)
    of = links(content(table), plan)["definitions"]
    return [of(row, 1).get("definition") for row in range(len(rows))]


def test_a_definition_opens_by_its_name_and_words_never_by_its_place() -> None:
    ids = [each.id for each in PLAN.beside]
    assert opened(PLAN) == ids
    assert opened(replace(PLAN, beside=PLAN.beside[::-1])) == ids
    assert opened(replace(PLAN, beside=PLAN.beside[:1])) == [ids[0]] + [None] * (len(ids) - 1)
    other = replace(PLAN.beside[0], text="別の数え方")
    assert opened(replace(PLAN, beside=(other, *PLAN.beside[1:])))[0] is None


def test_figures_of_a_definition_that_is_gone_open_nothing() -> None:
    columns = tuple(Column(each, Shape.COUNT) for each in ("着信", "応答"))
    table = Section(part="summary", heading="", columns=columns, rows=((11, 4),))
    of = links(content(table), PLAN)["summary"]
    assert of(0, 0) == {}, "the calls under today's definition are others"
    known = replace(content(table), definition=PLAN.definition.digest)
    assert links(known, PLAN)["summary"](0, 0) == {"list": "calls", "figure": "offered"}


def test_a_divisions_figure_opens_the_matters_of_its_categories() -> None:
    plan = replace(PLAN, divisions=(("窓口", ("apply", "papers")), ("広報", ())))
    columns = (Column("業務区分"), Column("件数", Shape.COUNT))
    rows: tuple[tuple[Cell, ...], ...] = (("窓口", 2), ("広報", 0), (OTHER, 1))
    table = Section(part="by_division", heading="", columns=columns, rows=rows, foot=("合計", 3))
    of = links(content(table), plan)["by_division"]
    asked = [of(row, 1) for row in (0, 1, 2, -1)]
    assert asked == [
        {"list": "records", "division": "窓口"},
        {},
        {"list": "records", "division": OTHER},
        {"list": "records"},
    ]
    found = [division_of(plan, each) for each in ("apply", "papers", "eligibility")]
    assert found == ["窓口", "窓口", OTHER]
