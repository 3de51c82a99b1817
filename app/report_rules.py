"""The plan of a campaign's reports: from its tables and the definitions' files to values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time

from app.kpi_rules import definition
from cases.life import Life
from config.kpi import unknown_definition
from config.kpi_file import KpiFile
from config.report_file import DivisionRow, FormRow, PeopleTable, ReportsTable
from desk.rules import Category, Rules
from ivr_flows.problem import Problem
from metrics.due import Rule
from metrics.people import PeopleBy, Planned
from metrics.period import Kind
from metrics.report_plan import Form, Part, ReportPlan


def report_plan(
    table: ReportsTable, files: Mapping[str, KpiFile], desk: Rules, life: Life | None = None
) -> ReportPlan | Problem:
    """Make the plan; a campaign that names an unknown definition is a problem.

    `life` is that of the campaign's cases, if it has some.
    """
    chosen = files.get(table.kpi)
    if chosen is None:
        return unknown_definition(table.kpi, files)
    return ReportPlan(
        definition=definition(chosen),
        beside=tuple(definition(each) for each in files.values()),
        subject=table.subject,
        addressee=table.addressee,
        unit=table.unit,
        contractor=table.contractor,
        due=time.fromisoformat(table.due),
        warn=tuple(time.fromisoformat(each) for each in table.warn),
        month_day=table.month_day,
        headings={Part(part): text for part, text in table.headings.items()},
        forms=tuple(_form(each) for each in table.forms),
        categories=tuple(_named((), desk.categories)),
        divisions=_divisions(table.divisions, desk.categories),
        people=_people(table.people),
        milestones=tuple(sorted((each.day, each.name) for each in table.milestones)),
        recall=tuple(table.forecast.recall),
        occasions=tuple(
            sorted((each.day, each.kind, each.name) for each in table.forecast.occasions)
        ),
        steps=tuple((each, life.step_word(each)) for each in life.happenings()) if life else (),
        stages=tuple((each, life.word(each)) for each in life.reached()) if life else (),
    )


def _people(table: PeopleTable | None) -> PeopleBy | None:
    if table is None:
        return None
    rows = (Planned(value=row.value, new=row.new, continued=row.continued) for row in table.rows)
    return PeopleBy(field=table.field, stages=tuple(table.stages), rows=tuple(rows))


def _divisions(
    rows: Iterable[DivisionRow], categories: Iterable[Category]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    counted = tuple(_divided(None, categories))
    return tuple(
        (row.name, tuple(category for category, division in counted if division == row.id))
        for row in rows
    )


def _divided(above: str | None, categories: Iterable[Category]) -> Iterator[tuple[str, str | None]]:
    for each in categories:
        division = each.division or above
        yield each.id, division
        yield from _divided(division, each.children)


def _form(row: FormRow) -> Form:
    return Form(
        kind=Kind(row.kind),
        title=row.title,
        parts=tuple(Part(each) for each in row.parts),
        rule=Rule(row.due),
        only_with_complaints=row.only_with_complaints,
        hand_in=row.hand_in,
        note=row.note,
        month_day=row.month_day,
    )


def _named(above: Sequence[str], categories: Iterable[Category]) -> Iterator[tuple[str, str]]:
    for each in categories:
        yield each.id, "／".join((*above, each.name))
        yield from _named((*above, each.name), each.children)
