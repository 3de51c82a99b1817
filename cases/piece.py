"""Some thousand rows of an import, in one transaction: what is new, what changed, what may not.

A row is known by the form's own id; its digest tells whether it changed, without decrypting it.
What may no longer change by itself (delivered, decided, paid) is refused, and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases import deficiencies
from cases.deficiencies import FoundBy, judge
from cases.document import Document, differences
from cases.files import Kind, Report
from cases.intake import Action, Entry, Intake, Problem
from cases.lifecycle import CORRECTABLE, TRANSITIONS, Happening, Status, after
from cases.new_case import columns_of
from cases.numbering import PUSH, number_of
from cases.protection import is_protected, protected_keys
from cases.schema import Channel, Severity
from cases.segment import Segment
from cases.send_backs import answered
from cases.store import Actor, Shelf, lock, move, revise
from storage.case_tables import Case, CaseDeficiency, CaseMove


class Piece:
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
        self._protected = frozenset[bytes]()

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
        self._protected = await protected_keys(self._session)
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
            if is_protected(self._shelf, entry.document, self._protected):
                case.is_protected = True
            await answered(self._session, case, self._actor)
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
                deficiencies.columns_of(seq, each, self._actor, found_by=FoundBy.RULE)
                for each in entry.findings
            ]
            rows.append(row)
            self._segment.add(seq, self._shelf.grams.of(entry.document))
        for table, values in (
            (Case, rows),
            (CaseMove, moves),
            (CaseDeficiency, found),
        ):
            if values:
                await self._session.exec(insert(table), params=values)

    def _row(self, seq: int, entry: Entry) -> dict[str, Any]:
        is_push = self._kind is Kind.PUSH
        row = columns_of(
            self._shelf,
            seq,
            entry.document,
            channel=Channel.CLIENT if is_push else Channel.ONLINE,
            at=self._actor.at,
            protected=self._protected,
        )
        if is_push:
            number = number_of(self._shelf.schema.prefix, PUSH, seq)
            row |= {"kind": "push", "number": number, "status": Status.GRANTED.value}
        row["external_id"], row["received_at"] = entry.id, entry.received_at
        row["source"] = self._report.id
        return row

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
        self._report.refuse(Problem(entry.line, entry.id, "", why, is_refused=True))


def _differs(before: Document, entry: Entry) -> bool:
    return entry.action is Action.REMOVE or bool(differences(before, entry.document))
