"""Transfers that the bank sent back (振込不能): each finds its case by 顧客コード.

The day of payment says which run is meant, so that a list read again after the next run never
takes that one's payment back.
"""

from __future__ import annotations

from datetime import date

import msgspec
from sqlmodel import col, select

from cases.client_lists import Done, ListKind, Row, Work, Wrong
from cases.deficiencies import FoundBy
from cases.errors import IllegalMove
from cases.field_rules import read_date
from cases.findings import Code
from cases.lifecycle import Happening
from cases.runs import RunKind
from cases.schema import Role, Severity
from cases.store import move
from japan.width import narrow_digits
from storage.case_tables import Case, CaseDeficiency, CaseRun, CaseRunItem


async def take(work: Work, row: Row) -> Done | Wrong:
    """Note one returned transfer: the case is deficient, and may be paid again once mended."""
    digits, day = narrow_digits(row["顧客コード"]), read_date(row["振込日"])
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 20):
        return Wrong("顧客コード", "振込データの顧客コード（数字）を書いてください。")
    if day is None:
        return Wrong("振込日", "日付として読めません。")
    # Some banks give both codes of the record in one column: ours is the first.
    seq = int(digits[:10] if len(digits) == 20 else digits)
    item = await _item(work, seq, day)
    if item is None:
        return Wrong("顧客コード", "この振込日の振込データに、この顧客コードはありません。")
    if item.returned_at is not None:
        return Done.SAME
    case = await work.session.get_one(Case, seq)
    reason = f"{item.run} {row['理由']}".strip()
    try:
        move(work.session, case, Happening.TRANSFER_RETURNED, work.actor, reason=reason)
    except IllegalMove as refused:
        return Wrong("顧客コード", str(refused))
    item.returned_at = work.actor.at
    work.session.add(_deficiency(work, case))
    return Done.CHANGED


async def _item(work: Work, seq: int, day: date) -> CaseRunItem | None:
    asked = select(CaseRunItem, CaseRun).where(
        col(CaseRunItem.case) == seq,
        col(CaseRunItem.run) == col(CaseRun.id),
        col(CaseRun.kind) == RunKind.PAYMENT.value,
        col(CaseRun.state) == "closed",
    )
    for item, run in await work.session.exec(asked):
        if msgspec.json.decode(run.details)["on"] == day.isoformat():
            return item
    return None


def _deficiency(work: Work, case: Case) -> CaseDeficiency:
    account = work.shelf.schema.having(Role.ACCOUNT_NUMBER)
    return CaseDeficiency(
        case=case.seq,
        code=Code.TRANSFER_RETURNED.value,
        field=account.id if account else "",
        child=0,
        severity=Severity.DEFICIENCY.value,
        found_by=FoundBy.BANK.value,
        found_at=work.actor.at,
        finder=work.actor.by,
    )


RETURNS = ListKind(
    needed=("顧客コード", "振込日"),
    optional=("理由",),
    key=("顧客コード", "振込日"),
    take=take,
)
