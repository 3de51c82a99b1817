"""Making a report's content from its form, and finding what was corrected since. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from metrics.content import Cell, Content, Section
from metrics.material import Material, digest_of_calls
from metrics.record_parts import PARTS
from metrics.report_plan import Form
from metrics.written import written


@dataclass(frozen=True, slots=True)
class Versions:
    """Under which versions a report is made: content hashes in the home."""

    plan: str
    operation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One figure that is different now from what was frozen (修正)."""

    part: str
    row: str
    column: str
    frozen: str
    now: str


def compose(form: Form, of: Material, versions: Versions) -> Content:
    """Make the content: the same material gives the same bytes."""
    plan = of.plan
    return Content(
        kind=form.kind.value,
        period=of.period.name,
        first=of.period.first,
        last=of.period.last,
        written=of.period.written,
        title=form.title,
        subject=plan.subject,
        addressee=plan.addressee,
        unit=plan.unit,
        contractor=plan.contractor,
        campaign=of.campaign.name,
        note=form.note,
        definition=plan.definition.digest,
        plan=versions.plan,
        operation=versions.operation,
        calls_until=of.cut.calls,
        noted_until=of.cut.noted,
        calls=len(of.calls),
        calls_digest=digest_of_calls(of.calls),
        sections=tuple(PARTS[each](of) for each in form.parts),
    )


def name_of(content: Content) -> str:
    """Name the report: kind and period."""
    return f"{content.kind}-{content.period}"


def corrections(frozen: Content, now: Content) -> list[Correction]:
    """List every figure that differs, each a line of its own; the frozen one stays as it is."""
    fresh = {each.part: each for each in now.sections}
    return [
        each
        for section in frozen.sections
        if section.part in fresh
        for each in _differing(section, fresh[section.part])
    ]


def _differing(frozen: Section, now: Section) -> Iterator[Correction]:
    before, after = _by_name(frozen), _by_name(now)
    for name in dict.fromkeys([*before, *after]):
        for number, column in enumerate(frozen.columns):
            cells = [_cell(rows.get(name), number) for rows in (before, after)]
            told = [written(each, column.shape) for each in cells]
            if told[0] != told[1]:
                yield Correction(
                    part=frozen.heading,
                    row=name,
                    column=column.name,
                    frozen=told[0],
                    now=told[1],
                )


def _by_name(section: Section) -> dict[str, tuple[Cell, ...]]:
    rows = [*section.rows, *([section.foot] if section.foot else [])]
    return {str(row[0]) if isinstance(row[0], str) else "全体": row for row in rows}


def _cell(row: tuple[Cell, ...] | None, number: int) -> Cell:
    return None if row is None or number >= len(row) else row[number]
