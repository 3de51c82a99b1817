"""Steps of the campaign's own, taken by a person: what is asked is written, then the case moves.

The rules of this file:
1. Nobody here decides for the client: the file has no step by hand to 支給決定 or 却下, which
   `config.life_rules` sees to (A-31).
2. Of several cases all are moved, or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.document import Document
from cases.errors import CaseRefused, IllegalMove
from cases.field_rules import read_date
from cases.findings import WORDS
from cases.free_text import insist_without_number
from cases.life import By, Step
from cases.rules import Form
from cases.schema import Channel, Severity
from cases.segment import Segment
from cases.store import Actor, Shelf, case_numbered, lock, pass_on, revise
from japan.calendar import months_after
from storage.case_tables import Case, CaseDeficiency


def choices(shelf: Shelf, case: Case, *, is_supervisor: bool) -> list[Step]:
    """Give the steps of the campaign's own that a person may take with a case now."""
    document = shelf.read(case)
    hands = {By.AGENT, By.SUPERVISOR} if is_supervisor else {By.AGENT}
    return [
        each
        for each in shelf.life.steps_from(case.status)
        if each.by in hands and each.fits(document)
    ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The step that a person wants, why, and what they write into the fields that it asks."""

    step: Step
    zone: tzinfo
    """The campaign's, by whose day what is written is judged."""
    reason: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


async def take(
    session: AsyncSession,
    shelf: Shelf,
    numbers: Sequence[str],
    wanted: Wanted,
    actor: Actor,
    *,
    is_supervisor: bool,
) -> None:
    """Take the same step with cases, all or none.

    Raises:
        NoSuchCase: no case has one of these numbers.
        CaseRefused: it is not this person's, needs a reason, or what was written is not right.
        IllegalMove: a case's stage does not take it.
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(wanted.reason, *wanted.values.values())
    await lock(session)
    segment, step, reason = Segment(), wanted.step, wanted.reason.strip()
    today = actor.at.astimezone(wanted.zone).date()
    for number in numbers:
        case = await case_numbered(session, number)
        _may(shelf, case, step, is_supervisor=is_supervisor, reason=reason)
        document = _written(shelf, case, wanted, today)
        if not step.fits(document):
            raise CaseRefused(number=case.number, why=f"「{step.name}」の条件に当たりません。")
        if step.clear and await is_lacking(session, case):
            raise CaseRefused(number=case.number, why="未解消の不備があります。")
        revise(session, shelf, case, document, actor, segment=segment)
        pass_on(session, case, step, actor, reason=reason)
    await segment.save(session, shelf.vault)


async def is_lacking(session: AsyncSession, case: Case) -> bool:
    """Tell whether something is missing in a case."""
    asked = select(CaseDeficiency.id).where(
        col(CaseDeficiency.case) == case.seq,
        col(CaseDeficiency.closed_at).is_(None),
        col(CaseDeficiency.severity) == Severity.DEFICIENCY.value,
    )
    return (await session.exec(asked.limit(1))).first() is not None


def _may(shelf: Shelf, case: Case, step: Step, *, is_supervisor: bool, reason: str) -> None:
    if step.by not in (By.AGENT, By.SUPERVISOR):
        raise CaseRefused(number=case.number, why="この操作は手では行えません。")
    if case.status not in step.before:
        raise IllegalMove(status=shelf.life.word(case.status), happening=step.name)
    if step.by is By.SUPERVISOR and not is_supervisor:
        raise CaseRefused(number=case.number, why="この操作は管理者だけが行えます。")
    if case.is_protected and not is_supervisor:
        raise CaseRefused(number=case.number, why="責任者だけが扱える申請です。")
    if step.needs_reason and not reason:
        raise CaseRefused(number=case.number, why="理由を書いてください。")


def _written(shelf: Shelf, case: Case, wanted: Wanted, today: date) -> Document:
    """Write what the step asks into a copy of the document, judged by the form's own rules."""
    before, step = shelf.read(case), wanted.step
    document = Document({**before.values}, before.children, before.raw)
    for id_ in step.asks:
        document.values[id_] = wanted.values.get(id_, before.at(id_)).strip()
    found = Form(shelf.schema, Channel(case.channel)).check(document, today)
    for id_ in step.asks:
        known = shelf.schema.field(id_)
        label = known.label if known else id_
        wrong = next((each for each in found if each.field == id_), None)
        if wrong is not None:
            raise CaseRefused(number=case.number, why=f"「{label}」：{WORDS[wrong.code]}。")
        if not document.at(id_):
            raise CaseRefused(number=case.number, why=f"「{label}」を記入してください。")
    if step.fills and (since := read_date(document.at(step.fills.after))):
        until = months_after(since, step.fills.months)
        document.values[step.fills.field] = until.isoformat()
    return document
