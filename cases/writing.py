"""Rows of an import into the database: what is new, what changed, what may not.

A row is known by the form's own id; its digest tells whether it changed, without decrypting it.
What may no longer change by itself (delivered, decided, paid) is refused, and told. Each batch is
one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases import bundles
from cases.batch import Batch
from cases.deficiencies import FoundBy, judge
from cases.deficiencies import columns_of as columns_of_finding
from cases.document import Document, decode, differences
from cases.files import Kind, Report
from cases.findings import Finding
from cases.intake import Action, Entry, Problem, problem_of
from cases.lifecycle import CORRECTABLE, Happening, Status, after, row_of
from cases.new_case import columns_of, first_status, letter_of, same_for, sealed
from cases.protection import is_protected, protected_keys
from cases.schema import Channel, Severity
from cases.segment import Segment
from cases.send_backs import answered
from cases.store import Actor, Shelf, lock, move, pass_on, revise
from storage.bulk import insert_columns, is_among, with_room
from storage.case_tables import Case, CaseDeficiency, CaseDocument, CaseMove


class Writer:
    """Writes the batches of one file, one after the other."""

    def __init__(self, shelf: Shelf, kind: Kind, actor: Actor, report: Report) -> None:
        self._shelf = shelf
        self._is_push = kind is Kind.PUSH
        self._actor = actor
        self._report = report
        self._seen: dict[str, int] = {}
        self._labels = {each.id: each.label for each in shelf.schema.fields}

    def sorted_out(self, batch: Batch) -> list[int]:
        """Tell what was refused, and give the places of the rows whose ids are new to the file."""
        for problem in batch.refused:
            self._report.refuse(problem)
        rows, seen = [], self._seen
        for at, (id_, line) in enumerate(zip(batch.ids, batch.lines, strict=True)):
            first = seen.setdefault(id_, line)
            if first == line:
                rows.append(at)
            else:
                why = f"同じ番号の申請が {first} 行目にもあります。"
                heading = self._shelf.schema.id_column
                self._report.refuse(Problem(line, id_, heading, why, is_refused=True))
        return rows

    async def judge_only(self, session: AsyncSession, batch: Batch, rows: Sequence[int]) -> None:
        """Count what would be done."""
        fresh, differing = await self._parted(session, batch, rows)
        for at in fresh:
            self._count_new(batch, at)
        for case, entry in await self._cases(session, differing):
            if not self._may_change(case, entry):
                continue
            if entry.action is Action.REMOVE:
                self._report.removed += 1
            else:
                is_changed = _differs(self._shelf.read(case), entry)
                self._count_changed(entry, is_changed=is_changed)

    async def write(self, session: AsyncSession, batch: Batch, rows: Sequence[int]) -> None:
        """Store new rows and apply changed ones, in the transaction of the session."""
        await with_room(session)
        number = await lock(session)
        protected = await protected_keys(session)
        fresh, differing = await self._parted(session, batch, rows)
        segment = Segment()
        seqs = {at: number.last + n for n, at in enumerate(fresh, start=1)}
        number.last += len(fresh)
        await self._add(session, batch, seqs, protected)
        segment.add_many(batch.letters, seqs)
        for case, entry in await self._cases(session, differing):
            if self._may_change(case, entry):
                await self._apply(session, case, entry, segment, protected)
        await segment.save(session, self._shelf.vault)

    async def _parted(
        self, session: AsyncSession, batch: Batch, rows: Sequence[int]
    ) -> tuple[list[int], list[Entry]]:
        """Part new rows from those that differ; count the rest, and refuse what cannot be."""
        known = await _known(session, [batch.ids[at] for at in rows])
        fresh, differing = [], []
        for at in rows:
            before, action = known.get(batch.ids[at]), batch.actions[at]
            if before is None and action in (Action.UPSERT, Action.ADD):
                fresh.append(at)
            elif before is None:
                self._refuse(batch.lines[at], batch.ids[at], "更新・削除する申請がありません。")
            elif _is_done(action, before, batch.digests[at]):
                self._report.same += 1
            elif action is Action.ADD:
                self._refuse(batch.lines[at], batch.ids[at], "同じ番号の申請がすでにあります。")
            else:
                differing.append(batch.entry(at))
        return fresh, differing

    async def _cases(
        self, session: AsyncSession, entries: Sequence[Entry]
    ) -> list[tuple[Case, Entry]]:
        by_id = {each.id: each for each in entries}
        if not by_id:
            return []
        wanted = await is_among(session, col(Case.external_id), list(by_id))
        rows = await session.exec(select(Case).where(wanted).order_by(col(Case.seq)))
        return [(case, self._completed(case, by_id[case.external_id or ""])) for case in rows]

    def _completed(self, case: Case, entry: Entry) -> Entry:
        """Keep what a file does not have a column for: what our own steps wrote."""
        before, given = self._shelf.read(case), entry.document
        kept = {key: each for key, each in before.values.items() if key not in given.values}
        if not kept or entry.action is Action.REMOVE:
            return entry
        whole = Document({**given.values, **kept}, given.children, given.raw)
        return entry._replace(document=whole)

    def _may_change(self, case: Case, entry: Entry) -> bool:
        if entry.action is Action.REMOVE:
            may = self._takes_removal(case)
        else:
            is_ours = case.status in frozenset(Status)
            may = not is_ours or Status(case.status) in CORRECTABLE
            may = may or not _differs(self._shelf.read(case), entry)
        if not may:
            why = f"{case.number} は納品または決定の後です。責任者が内容を確かめてください。"
            self._refuse(entry.line, entry.id, why)
        return may

    def _takes_removal(self, case: Case) -> bool:
        is_own = self._shelf.life.removal(case.status) is not None
        return is_own or Happening.WITHDRAWN in row_of(case.status)

    async def _apply(
        self,
        session: AsyncSession,
        case: Case,
        entry: Entry,
        segment: Segment,
        protected: frozenset[bytes],
    ) -> None:
        if entry.action is Action.REMOVE:
            own, why = self._shelf.life.removal(case.status), "差分ファイルの削除"
            if own is not None:
                pass_on(session, case, own, self._actor, reason=why)
            else:
                move(session, case, Happening.WITHDRAWN, self._actor, reason=why)
            self._report.removed += 1
            return
        changed = revise(session, self._shelf, case, entry.document, self._actor, segment=segment)
        if changed:
            if is_protected(self._shelf, entry.document, protected):
                case.is_protected = True
            await answered(session, case, self._actor)
            await judge(session, case, entry.findings, self._actor)
            if Happening.CONTENT_CHANGED in row_of(case.status):
                move(session, case, Happening.CONTENT_CHANGED, self._actor)
        self._count_changed(entry, is_changed=bool(changed))

    async def _add(
        self, session: AsyncSession, batch: Batch, seqs: dict[int, int], protected: frozenset[bytes]
    ) -> None:
        if not seqs:
            return
        report, at, is_push = self._report, self._actor.at, self._is_push
        rows, numbers = list(seqs), list(seqs.values())
        start = first_status(self._shelf, is_push=is_push)
        deficient = {each for each in rows if self._count_new(batch, each)}
        loops = Happening.DEFICIENCY_FOUND in row_of(start)
        moved = deficient if loops else set()
        then = after(start, Happening.DEFICIENCY_FOUND).value if moved else ""
        channel = Channel.CLIENT if is_push else Channel.ONLINE
        plains = [batch.plains[each] for each in rows]
        letter = letter_of(channel, is_push=is_push)
        columns = columns_of(self._shelf, numbers, letter=letter)
        columns |= {
            "external_id": [batch.ids[each] for each in rows],
            "received_at": [batch.received[each] for each in rows],
            "digest": [batch.digests[each] for each in rows],
            "birth_on": [batch.births[each] for each in rows],
            "phone_key": [batch.phones[each] for each in rows],
            "account_key": [batch.accounts[each] for each in rows],
            "household_key": [batch.households[each] for each in rows],
            "status": [then if each in moved else start for each in rows],
            "is_protected": [
                bool(protected) and is_protected(self._shelf, decode(plain), protected)
                for plain in plains
            ],
        }
        same = same_for(self._shelf, channel, at=at, source=report.id, is_push=is_push)
        await insert_columns(session, Case, columns, same=same)
        papers = sealed(self._shelf, numbers, plains)
        await insert_columns(session, CaseDocument, papers, same={})
        cases = [seqs.get(each, 0) for each in range(len(batch))]
        bundles.keep(session, self._shelf, cases, batch.digests, batch.columns)
        await self._add_moves(session, [seqs[each] for each in rows if each in moved], start)
        found = [(seqs[each], batch.findings[each]) for each in rows if each in batch.findings]
        await self._add_findings(session, found)

    async def _add_moves(self, session: AsyncSession, cases: list[int], start: str) -> None:
        if not cases:
            return
        happening = Happening.DEFICIENCY_FOUND
        same = {
            "happening": happening.value,
            "before": start,
            "after": after(start, happening).value,
            "at": self._actor.at,
            "by": self._actor.by,
            "reason": "",
        }
        await insert_columns(session, CaseMove, {"case": cases}, same=same)

    async def _add_findings(
        self, session: AsyncSession, found: Sequence[tuple[int, list[Finding]]]
    ) -> None:
        rows = [
            columns_of_finding(seq, each, self._actor, found_by=FoundBy.RULE)
            for seq, findings in found
            for each in findings
        ]
        names = rows[0] if rows else ()
        columns = {name: [row[name] for row in rows] for name in names}
        same = {"closed_at": None, "closer": "", "how": "", "note": None}
        await insert_columns(session, CaseDeficiency, columns, same=same)

    def _count_new(self, batch: Batch, at: int) -> bool:
        """Count a new row; tells whether something is missing in it."""
        self._report.added += 1
        findings = batch.findings.get(at)
        if findings is None:
            return False
        return self._count_findings(batch.lines[at], batch.ids[at], findings)

    def _count_changed(self, entry: Entry, *, is_changed: bool) -> None:
        if not is_changed:
            self._report.same += 1
            return
        self._report.changed += 1
        self._count_findings(entry.line, entry.id, entry.findings)

    def _count_findings(self, line: int, id_: str, findings: Iterable[Finding]) -> bool:
        self._report.problems += [problem_of(line, id_, each, self._labels) for each in findings]
        is_deficient = any(each.severity is Severity.DEFICIENCY for each in findings)
        self._report.deficient += is_deficient
        return is_deficient

    def _refuse(self, line: int, id_: str, why: str) -> None:
        self._report.refuse(Problem(line, id_, "", why, is_refused=True))


async def _known(session: AsyncSession, ids: Sequence[str]) -> dict[str, tuple[bytes, bool]]:
    """Give the digests of the cases that are there already, and whether they are withdrawn."""
    known: dict[str, tuple[bytes, bool]] = {}
    asked = select(Case.external_id, Case.digest, Case.status).where(
        await is_among(session, col(Case.external_id), ids)
    )
    for id_, digest, status in await session.exec(asked):
        known[str(id_)] = digest, status == Status.WITHDRAWN
    return known


def _is_done(action: Action, before: tuple[bytes, bool], digest: bytes) -> bool:
    """Tell whether a row asks for what is so already: the same file again changes nothing."""
    kept, is_withdrawn = before
    if action is Action.REMOVE:
        return is_withdrawn
    return kept == digest and not (action is Action.ADD and is_withdrawn)


def _differs(before: Document, entry: Entry) -> bool:
    return entry.action is Action.REMOVE or bool(differences(before, entry.document))
