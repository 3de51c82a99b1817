"""A file of applications into the database: all of it, row errors told, and twice the same as once.

The rules of this file:
1. A file that cannot be used is refused before the first row is written (`FileRefused`).
2. Rows are written some thousands at a time, so that nobody else waits long for the database; an
   import that was cut short is finished by importing the same file again.
3. A row is known by the form's own id. Its digest tells whether it changed, without decrypting it.
4. What may no longer change by itself (delivered, decided, paid) is refused, and told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.banks import Banks
from cases.document import Document, differences
from cases.errors import FileRefused
from cases.intake import Action, Entry, Intake, Problem
from cases.layout import Layout, lay_out
from cases.lifecycle import CORRECTABLE, TRANSITIONS, Happening, Status, after
from cases.numbering import LETTERS, PUSH, number_of
from cases.rules import Form
from cases.schema import Channel, Role, Severity
from cases.segment import Segment, tidy
from cases.sheet import MAX_BYTES, Sheet, read_sheet
from cases.store import Actor, Shelf, deficiency, judge, lock, move, revise
from storage.case_tables import Case, CaseDeficiency, CaseImport, CaseMove
from storage.engine import transaction

CHUNK = 10_000

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told after each piece: rows done, rows in all."""


class Kind(StrEnum):
    """What a file is of."""

    ONLINE = "online"
    """The online form's download: applications."""
    PUSH = "push"
    """The client's list of people who are paid without applying: decided already."""
    PAST = "past"
    """People who were paid elsewhere; `PastPayees` takes them."""


PUSH_NEEDS = (Role.APPLICANT_KANA, Role.CHILD_KANA, Role.CHILD_BIRTH)


@dataclass(slots=True)
class Report:
    """What became of a file."""

    file_name: str
    encoding: str
    lines: int
    is_dry: bool
    id: int | None = None
    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    refused: int = 0
    deficient: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came."""

    name: str
    data: bytes
    kind: Kind = Kind.ONLINE


class Importer:
    """Takes files into one database; `zone` is the campaign's."""

    def __init__(self, engine: AsyncEngine, shelf: Shelf, banks: Banks, *, zone: tzinfo) -> None:
        self._engine = engine
        self._shelf = shelf
        self._banks = banks
        self._zone = zone

    async def take(
        self,
        file: File,
        actor: Actor,
        *,
        dry_run: bool = False,
        on_progress: Progress | None = None,
    ) -> Report:
        """Import a file, or with `dry_run` tell what an import would do.

        Raises:
            FileRefused: with every reason; nothing was changed.
            DatabaseUnavailable: the rows so far are kept; importing again goes on.
        """
        sheet, layout = self._opened(file)
        schema = layout.schema
        form = Form(
            schema, Channel.ONLINE if file.kind is Kind.ONLINE else Channel.POST, self._banks
        )
        intake = Intake(layout, form, at=actor.at, zone=self._zone)
        report = Report(file.name, sheet.encoding, sheet.lines, is_dry=dry_run)
        if not dry_run:
            report.id = await self._begin(file, sheet, actor)
            actor = replace(actor, source=f"import:{report.id}")
        done = 0
        for entries in _pieces(intake.read(sheet.rows()), CHUNK):
            await self._piece(file.kind, entries, intake, actor, report)
            done += len(entries)
            if on_progress:
                on_progress(done, sheet.lines)
        if not dry_run:
            await self._end(report)
        return report

    def _opened(self, file: File) -> tuple[Sheet, Layout]:
        if len(file.data) > MAX_BYTES:
            raise FileRefused(reasons=[f"ファイルが大きすぎます（上限 {MAX_BYTES >> 20} MB）。"])
        sheet = read_sheet(file.data)
        if isinstance(sheet, str):
            raise FileRefused(reasons=[sheet])
        schema = self._shelf.schema
        if file.kind is Kind.ONLINE:
            layout = lay_out(schema, schema.on(Channel.ONLINE), sheet.header)
        else:
            layout = lay_out(schema, schema.fields, sheet.header, needs=PUSH_NEEDS)
        if isinstance(layout, list):
            raise FileRefused(reasons=layout)
        if layout.id_at is None:
            raise FileRefused(reasons=[f"見出し「{schema.id_column}」がありません。"])
        return sheet, layout

    async def _begin(self, file: File, sheet: Sheet, actor: Actor) -> int | None:
        row = CaseImport(
            kind=file.kind.value,
            file_name=file.name,
            sha256=hashlib.sha256(file.data).hexdigest(),
            size=len(file.data),
            encoding=sheet.encoding,
            day=actor.at.astimezone(self._zone).date(),
            at=actor.at,
            by=actor.by,
            state="running",
            form=self._shelf.form,
            lines=sheet.lines,
        )
        async with transaction(self._engine) as session:
            session.add(row)
            await session.flush()
            return row.id

    async def _end(self, report: Report) -> None:
        async with transaction(self._engine) as session:
            await lock(session)
            await tidy(session)
            row = await session.get_one(CaseImport, report.id)
            row.state = "done"
            row.added, row.changed, row.same = report.added, report.changed, report.same
            row.removed, row.refused = report.removed, report.refused
            row.deficient = report.deficient

    async def _piece(
        self,
        kind: Kind,
        entries: Sequence[Entry | Problem],
        intake: Intake,
        actor: Actor,
        report: Report,
    ) -> None:
        good = [each for each in entries if isinstance(each, Entry)]
        for each in entries:
            if isinstance(each, Problem):
                _refuse(report, each)
        async with transaction(self._engine) as session:
            piece = _Piece(self._shelf, session, kind, actor, report, intake)
            if report.is_dry:
                await piece.judge_only(good)
            else:
                await piece.write(good)


class _Piece:
    """Some thousand rows of an import, in one transaction."""

    def __init__(
        self,
        shelf: Shelf,
        session: AsyncSession,
        kind: Kind,
        actor: Actor,
        report: Report,
        intake: Intake,
    ) -> None:
        self._shelf = shelf
        self._session = session
        self._kind = kind
        self._actor = actor
        self._report = report
        self._intake = intake
        self._segment = Segment()

    async def judge_only(self, entries: Sequence[Entry]) -> None:
        """Count what would be done."""
        known = await self._known(entries)
        fresh, differing = self._sorted(entries, known)
        for entry in fresh:
            self._count_new(entry)
        for case, entry in await self._cases(differing):
            if not self._may_change(case, entry):
                continue
            if entry.action is Action.REMOVE:
                self._report.removed += 1
            else:
                is_changed = _differs(self._shelf.read(case), entry)
                self._count_changed(entry, is_changed=is_changed)

    async def write(self, entries: Sequence[Entry]) -> None:
        """Store new rows and apply changed ones."""
        number = await lock(self._session)
        known = await self._known(entries)
        fresh, differing = self._sorted(entries, known)
        await self._add(fresh, first=number.last + 1)
        number.last += len(fresh)
        for case, entry in await self._cases(differing):
            if self._may_change(case, entry):
                await self._apply(case, entry)
        await self._segment.save(self._session, self._shelf.vault)

    async def _known(self, entries: Sequence[Entry]) -> dict[str, bytes]:
        ids = [each.id for each in entries]
        asked = select(Case.external_id, Case.digest).where(col(Case.external_id).in_(ids))
        return {str(id_): digest for id_, digest in await self._session.exec(asked)}

    def _sorted(
        self, entries: Sequence[Entry], known: dict[str, bytes]
    ) -> tuple[list[Entry], list[Entry]]:
        """Part new rows from those that differ; count the rest, and refuse what cannot be."""
        fresh, differing = [], []
        vault = self._shelf.vault
        for each in entries:
            before = known.get(each.id)
            if before is None and each.action in (Action.UPSERT, Action.ADD):
                fresh.append(each)
            elif before is None:
                self._refuse(each, "更新・削除する申請がありません。")
            elif each.action is Action.ADD:
                self._refuse(each, "同じ番号の申請がすでにあります。")
            elif each.action is not Action.REMOVE and before == vault.digest(each.document):
                self._report.same += 1
            else:
                differing.append(each)
        return fresh, differing

    async def _cases(self, entries: Sequence[Entry]) -> list[tuple[Case, Entry]]:
        by_id = {each.id: each for each in entries}
        asked = select(Case).where(col(Case.external_id).in_(list(by_id)))
        rows = (await self._session.exec(asked)).all() if by_id else []
        return [(case, by_id[case.external_id or ""]) for case in rows]

    def _may_change(self, case: Case, entry: Entry) -> bool:
        if entry.action is Action.REMOVE:
            may = Happening.WITHDRAWN in TRANSITIONS[Status(case.status)]
        else:
            may = Status(case.status) in CORRECTABLE or not _differs(self._shelf.read(case), entry)
        if not may:
            why = f"{case.number} は納品または決定の後です。責任者が内容を確かめてください。"
            self._refuse(entry, why)
        return may

    async def _apply(self, case: Case, entry: Entry) -> None:
        if entry.action is Action.REMOVE:
            move(self._session, case, Happening.WITHDRAWN, self._actor, reason="差分ファイルの削除")
            self._report.removed += 1
            return
        changed = revise(
            self._session, self._shelf, case, entry.document, self._actor, segment=self._segment
        )
        if changed:
            await judge(self._session, case, entry.findings, self._actor)
            if Happening.CONTENT_CHANGED in TRANSITIONS[Status(case.status)]:
                move(self._session, case, Happening.CONTENT_CHANGED, self._actor)
        self._count_changed(entry, is_changed=bool(changed))

    async def _add(self, entries: Sequence[Entry], *, first: int) -> None:
        rows, found, moves = [], [], []
        for seq, entry in enumerate(entries, start=first):
            row = self._row(seq, entry)
            start = Status(row["status"])
            if self._count_new(entry):
                row["status"] = after(start, Happening.DEFICIENCY_FOUND).value
                moves.append(self._move(seq, start, row["status"]))
            found += [
                deficiency(seq, each, self._actor, found_by="rule") for each in entry.findings
            ]
            rows.append(row)
            self._segment.add(seq, self._shelf.grams.of(entry.document))
        for table, values in (
            (Case, rows),
            (CaseMove, moves),
            (CaseDeficiency, [each.model_dump(exclude={"id"}) for each in found]),
        ):
            if values:
                await self._session.exec(insert(table), params=values)

    def _row(self, seq: int, entry: Entry) -> dict[str, Any]:
        shelf, document = self._shelf, entry.document
        is_push = self._kind is Kind.PUSH
        letter = PUSH if is_push else LETTERS[Channel.ONLINE]
        sealed, digest = shelf.vault.close_document(document, seq)
        keys = shelf.roles.keys(document, shelf.vault)
        return {
            "seq": seq,
            "number": number_of(shelf.schema.prefix, letter, seq),
            "kind": "push" if is_push else "application",
            "channel": (Channel.CLIENT if is_push else Channel.ONLINE).value,
            "external_id": entry.id,
            "status": (Status.GRANTED if is_push else Status.RECEIVED).value,
            "status_since": self._actor.at,
            "received_at": entry.received_at,
            "birth_on": keys.birth_on,
            "phone_key": keys.phone_key,
            "account_key": keys.account_key,
            "is_protected": False,
            "revision": 1,
            "form": shelf.form,
            "digest": digest,
            "document": sealed,
            "source": self._report.id,
        }

    def _move(self, seq: int, before: Status, then: str) -> dict[str, Any]:
        return {
            "case": seq,
            "happening": Happening.DEFICIENCY_FOUND.value,
            "before": before.value,
            "after": then,
            "at": self._actor.at,
            "by": self._actor.by,
            "reason": "",
        }

    def _count_new(self, entry: Entry) -> bool:
        """Count a new row; tells whether something is missing in it."""
        self._report.added += 1
        return self._count_findings(entry)

    def _count_changed(self, entry: Entry, *, is_changed: bool) -> None:
        if not is_changed:
            self._report.same += 1
            return
        self._report.changed += 1
        self._count_findings(entry)

    def _count_findings(self, entry: Entry) -> bool:
        if not entry.findings:
            return False
        self._report.problems += self._intake.problems(entry)
        is_deficient = any(each.severity is Severity.DEFICIENCY for each in entry.findings)
        self._report.deficient += is_deficient
        return is_deficient

    def _refuse(self, entry: Entry, why: str) -> None:
        _refuse(self._report, Problem(entry.line, entry.id, "", why, is_refused=True))


def _differs(before: Document, entry: Entry) -> bool:
    return entry.action is Action.REMOVE or bool(differences(before, entry.document))


def _refuse(report: Report, problem: Problem) -> None:
    report.refused += 1
    report.problems.append(problem)


def _pieces(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while piece := list(islice(items, size)):
        yield piece
