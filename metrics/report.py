"""Making a report's content from its form, and finding what was corrected since. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from metrics.content import FORMAT, Cell, Content, Section
from metrics.material import Material
from metrics.record_parts import PARTS
from metrics.report_plan import Form, Part
from metrics.written import written

Row = tuple[Cell, ...]
IDENTITY: Mapping[str, int] = {Part.COMPLAINTS.value: 1}
"""The column that tells which row it is, where it is not the first: that is a running number."""
WHOLE = "全体"
RECOUNTED: Mapping[str, int] = {Part.ACCESS.value: 3}
"""From which edition on a part counts as it does now: what an older one told is not compared."""


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


def compose(form: Form, of: Material, versions: Versions, *, edition: int = FORMAT) -> Content:
    """Make the content, in this format: the same material gives the same bytes."""
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
        calls=of.calls,
        calls_digest=of.calls_digest,
        sections=tuple(PARTS[each](of) for each in form.parts),
        format=edition,
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
        if section.part in fresh and frozen.format >= RECOUNTED.get(section.part, 0)
        for each in _differing(section, fresh[section.part])
    ]


def _differing(frozen: Section, now: Section) -> Iterator[Correction]:
    identity, places = IDENTITY.get(frozen.part, 0), _places(frozen, now)
    for name, before, after in _pairs(frozen, now, places):
        for number, there in places.items():
            column = frozen.columns[number]
            told = [written(each, column.shape) for each in (before[number], after[there])]
            if number >= identity and told[0] != told[1]:
                yield Correction(
                    part=frozen.heading,
                    row=name,
                    column=column.name,
                    frozen=told[0],
                    now=told[1],
                )


def _pairs(
    frozen: Section, now: Section, places: Mapping[int, int]
) -> Iterator[tuple[str, Row, Row]]:
    """Pair the rows that tell of the same, with its name; an empty row where one has no such.

    Several may have one name (two people, two complaints of a minute): those that are equal
    belong together, of the others those that have the most in common.
    """
    identity = IDENTITY.get(frozen.part, 0)
    asked = [(here, there) for here, there in places.items() if here >= identity]
    none, gone = (None,) * len(frozen.columns), (None,) * len(now.columns)
    before, after = _grouped(frozen, identity), _grouped(now, places.get(identity, identity))
    for name in dict.fromkeys([*before, *after]):
        rows, left = before.get(name, []), list(after.get(name, ()))
        shared = [
            (_shared(row, each, asked), -n, -m)
            for n, row in enumerate(rows)
            for m, each in enumerate(left)
        ]
        fits: dict[int, int] = {}
        for _, n, m in sorted(shared, reverse=True):
            if -n not in fits and -m not in fits.values():
                fits[-n] = -m
        for n, row in enumerate(rows):
            yield name, row, left[fits[n]] if n in fits else gone
        yield from ((name, none, each) for m, each in enumerate(left) if m not in fits.values())
    if frozen.foot or now.foot:
        first = (frozen.foot or now.foot)[0]
        name = first if isinstance(first, str) else WHOLE
        yield name, frozen.foot or none, now.foot or gone


def _grouped(section: Section, identity: int) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in section.rows:
        first = row[identity]
        found[first if isinstance(first, str) else WHOLE].append(row)
    return found


def _shared(before: Row, after: Row, asked: Sequence[tuple[int, int]]) -> int:
    return sum(before[here] == after[there] for here, there in asked)


def _places(frozen: Section, now: Section) -> dict[int, int]:
    """Tell where each frozen column stands now: the form may show others since."""
    names = [each.name for each in now.columns]
    return {
        number: number if names[number : number + 1] == [each.name] else names.index(each.name)
        for number, each in enumerate(frozen.columns)
        if each.name in names
    }
