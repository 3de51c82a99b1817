"""The progress list (進捗管理リスト): one line a case, as a CSV and a workbook, kept as a run.

The campaign's file may choose the columns, their order and their names (SPR-III-3-3-ウ-1); a form
field may be a column by its id. A protected person's line has nothing of what was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.contact_result import RESULTS, Result
from cases.deficiencies import FINDERS, FoundBy
from cases.errors import RunRefused
from cases.handover_clock import due_from
from cases.lifecycle import OPEN_DEFICIENCY, Happening
from cases.plan import Plan, ProgressColumn
from cases.progress_facts import Facts, gather
from cases.runs import RunKind, keep_file, open_run
from cases.schema import CHANNELS, WITHHELD, Channel, Role
from cases.sheet import write_sheet
from cases.store import Actor, Shelf, lock
from cases.workbook import write_workbook
from storage.case_tables import Case, CaseSight

CSV, XLSX = "進捗管理リスト.csv", "進捗管理リスト.xlsx"

Value = Callable[[Facts], str]


@dataclass(frozen=True, slots=True)
class ProgressList:
    """A list as it was made."""

    run: str
    cases: int
    files: dict[str, str]
    """SHA-256 by the product's name."""


class Columns:
    """The columns of one campaign's list.

    Raises:
        RunRefused: the campaign names a column that there is not.
    """

    def __init__(self, shelf: Shelf, plan: Plan, *, zone: tzinfo) -> None:
        self._shelf, self._plan, self._zone = shelf, plan, zone
        own = self._own()
        fields = {each.id: each.label for each in shelf.schema.fields if not each.per_child}
        chosen = plan.progress or [
            ProgressColumn(column=id_, name=name) for id_, (name, _) in own.items()
        ]
        unknown = [each.column for each in chosen if each.column not in own | fields]
        if unknown:
            why = f"cases.progress の列「{'」「'.join(unknown)}」はありません。"
            raise RunRefused(reasons=[why])
        self.header = [each.name for each in chosen]
        self._values: list[Value] = [
            own[each.column][1] if each.column in own else partial(_field, each.column)
            for each in chosen
        ]

    def line(self, facts: Facts) -> list[str]:
        """Write a case's line."""
        return [value(facts) for value in self._values]

    def _own(self) -> dict[str, tuple[str, Value]]:
        role, day, shelf = self._role, self._day, self._shelf
        return {
            "number": ("受付番号", lambda each: each.case.number),
            "channel": ("受付チャネル", lambda each: CHANNELS[Channel(each.case.channel)]),
            "received_on": ("受付日", lambda each: self._date(each.case.received_at)),
            "applied_on": ("申請日", role(Role.APPLIED_ON)),
            "kana": ("申請者カナ", role(Role.APPLICANT_KANA, withheld=WITHHELD)),
            "name": ("申請者漢字", role(Role.APPLICANT_NAME, withheld=WITHHELD)),
            "birth": ("生年月日", role(Role.APPLICANT_BIRTH)),
            "kind": ("申請者種別", role(Role.APPLICANT_KIND)),
            "phone": ("電話番号", role(Role.PHONE)),
            "address": ("現住所", role(Role.ADDRESS)),
            "children": ("対象児童数", _children),
            "status": ("ステータス", lambda each: shelf.life.word(each.case.status)),
            "status_at": ("ステータス日時", lambda each: self._time(each.case.status_since)),
            "codes": ("不備コード", _codes),
            "finders": ("不備発見者", _finders),
            "calls": ("架電回数", lambda each: str(len(each.attempts))),
            "called_at": ("最終架電日時", self._called_at),
            "call_result": ("最終架電結果", _call_result),
            "sent_back_on": ("差し戻し日", day(Happening.SENT_BACK)),
            "notice_on": (
                "不備通知日",
                lambda each: each.notice.isoformat() if each.notice else "",
            ),
            "due_from": ("2週間経過日", self._due),
            "resolved_on": ("不備解消日", day(Happening.ALL_RESOLVED)),
            "screened_on": ("審査完了日", lambda each: self._screened(each)[0]),
            "result": ("審査結果", lambda each: self._screened(each)[1]),
            "delivery": ("納品回・納品日", self._delivery),
            "handed_over_on": ("引渡日", day(Happening.HANDED_OVER)),
            "duplicate": ("重複確認結果", _duplicate),
            "payment": ("振込回", lambda each: each.paid[0] if each.paid else ""),
            "amount": ("振込額", lambda each: str(each.paid[1]) if each.paid else ""),
            "by": ("担当者", lambda each: each.by),
            "remark": ("備考", _remark),
            "updated_at": ("更新日時", lambda each: self._time(each.updated_at)),
        }

    def _role(self, role: Role, *, withheld: str = "") -> Value:
        of = self._shelf.roles.of
        return lambda each: withheld if each.document is None else of(role, each.document)

    def _called_at(self, facts: Facts) -> str:
        return self._time(facts.attempts[-1].dialled_at if facts.attempts else None)

    def _day(self, happening: Happening) -> Value:
        return lambda each: self._date(each.at(happening))

    def _due(self, facts: Facts) -> str:
        if facts.notice is None:
            return ""
        return due_from(facts.notice, self._plan.handover_days).isoformat()

    def _screened(self, facts: Facts) -> tuple[str, str]:
        both = (Happening.FOUND_SUITABLE, Happening.FOUND_UNSUITABLE)
        moves = [facts.last[each.value] for each in both if each.value in facts.last]
        if not moves:
            return "", ""
        newest = max(moves, key=lambda each: each.id or 0)
        word = "支給相当" if newest.happening == Happening.FOUND_SUITABLE else "却下相当"
        return self._date(newest.at), word

    def _delivery(self, facts: Facts) -> str:
        move = facts.last.get(Happening.DELIVERED.value)
        return "" if move is None else f"{move.reason} {self._date(move.at)}"

    def _time(self, at: datetime | None) -> str:
        return "" if at is None else at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def _date(self, at: datetime | None) -> str:
        return "" if at is None else at.astimezone(self._zone).date().isoformat()


async def make(
    session: AsyncSession, shelf: Shelf, plan: Plan, actor: Actor, *, zone: tzinfo
) -> ProgressList:
    """Make the list of all applications as they stand, and keep that they were seen.

    Raises:
        RunRefused: the campaign names a column that there is not.
        Unreadable: a case was sealed with another key.
    """
    columns = Columns(shelf, plan, zone=zone)
    await lock(session)
    asked = select(Case).where(col(Case.kind) == "application")
    if plan.online_in_list == "clear_only":
        deficient = [each.value for each in OPEN_DEFICIENCY]
        is_clear = col(Case.status).not_in(deficient)
        asked = asked.where((col(Case.channel) != Channel.ONLINE.value) | is_clear)
    cases = [
        (case, None if case.is_protected else shelf.read(case))
        for case in await session.exec(asked.order_by(col(Case.seq)))
    ]
    lines = [columns.line(each) for each in await gather(session, cases)]
    made = {
        CSV: write_sheet(columns.header, lines),
        XLSX: write_workbook("進捗管理リスト", columns.header, lines, at=actor.at),
    }
    day = actor.at.astimezone(zone).date()
    run = await open_run(
        session, RunKind.PROGRESS, actor, cases=len(lines), details={"on": day.isoformat()}
    )
    files = {
        name: keep_file(session, shelf, run, name, content).sha256 for name, content in made.items()
    }
    session.add_all(
        CaseSight(case=each.seq, at=actor.at, by=actor.by, how="progress") for each, _ in cases
    )
    return ProgressList(run, len(lines), files)


def _field(field: str, facts: Facts) -> str:
    return "" if facts.document is None else facts.document.at(field)


def _children(facts: Facts) -> str:
    return "" if facts.document is None else str(len(facts.document.children))


def _notice(facts: Facts) -> str:
    return "" if facts.notice is None else facts.notice.isoformat()


def _codes(facts: Facts) -> str:
    return " ".join(dict.fromkeys(each.code for each in facts.open))


def _finders(facts: Facts) -> str:
    return " ".join(dict.fromkeys(FINDERS[FoundBy(each.found_by)] for each in facts.open))


def _call_result(facts: Facts) -> str:
    result = facts.attempts[-1].result if facts.attempts else ""
    return RESULTS[Result(result)] if result else ""


def _duplicate(facts: Facts) -> str:
    if facts.is_held:
        return "重複の疑い"
    return "重複なし" if facts.is_checked else ""


def _remark(facts: Facts) -> str:
    return WITHHELD if facts.case.is_protected else ""
