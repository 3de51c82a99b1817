"""All that happened to a case, in one line of time: steps, changes, deficiencies, calls, sights.

Values that were written never stand in it: a change names its field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.catalogue import Catalogue
from cases.contact_ending import CALLED_OFF_SKIP, NO_PHONE_SKIP
from cases.contact_facts import attempts_of_case, earlier_returns
from cases.contact_result import NEXTS, RESULTS, SKIPS, Next, Result, Skip
from cases.deficiencies import ENDS, FINDERS, FoundBy, How, of_case
from cases.life import Life
from cases.runs import RunKind
from cases.screening import RESULTS as SCREENED
from cases.screening import Result as Screened
from cases.screening import ticked
from storage.case_tables import (
    Case,
    CaseChange,
    CaseDeficiency,
    CaseMove,
    CaseRun,
    CaseRunItem,
    CaseSight,
)
from storage.case_work_tables import CaseNotice, CaseScreening
from storage.contact_tables import ContactAttempt
from storage.identity_tables import IdentityCheck
from storage.inquiries import about_case
from storage.staff_tables import Staff


class Sort(StrEnum):
    """What kind of thing happened."""

    RECEIPT = "receipt"
    STEP = "step"
    CHANGE = "change"
    DEFICIENCY = "deficiency"
    SCREENING = "screening"
    NOTICE = "notice"
    CALL = "call"
    ATTEMPT = "attempt"
    """A call of ours about what is missing."""
    SIGHT = "sight"


SORTS: dict[Sort, str] = {
    Sort.RECEIPT: "受付",
    Sort.STEP: "状態",
    Sort.CHANGE: "変更",
    Sort.DEFICIENCY: "不備",
    Sort.SCREENING: "審査",
    Sort.NOTICE: "通知",
    Sort.ATTEMPT: "架電",
    Sort.CALL: "電話",
    Sort.SIGHT: "閲覧",
}


SIGHTS = {
    "find": "検索",
    "page": "画面",
    "unmasked": "伏せ字なし",
    "show": "コマンド",
    "screening": "審査",
    "contact": "架電",
    "export": "書き出し",
    "progress": "進捗管理リスト",
    "list": "業務ごとの一覧",
    "sheet": "対象者ごとの月次票",
}
"""How somebody saw it, by `CaseSight.how`."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened."""

    at: datetime
    sort: Sort
    what: str
    """Japanese words for the staff."""
    by: str = ""
    record: str = ""
    """The inquiry record that tells of it, if it is closed."""


async def timeline(
    session: AsyncSession,
    catalogue: Catalogue,
    case: Case,
    *,
    zone: tzinfo,
    with_sights: bool,
    categories: Mapping[str, str] | None = None,
) -> list[Moment]:
    """Give what happened, the newest first; who saw it is for supervisors.

    `categories` names the categories of inquiries by their ids.
    """
    mine = case.seq
    found = [Moment(case.received_at, Sort.RECEIPT, "受付")]
    moves = select(CaseMove).where(col(CaseMove.case) == mine).order_by(col(CaseMove.id))
    found += [_step(row, catalogue.life) for row in await session.exec(moves)]
    changes = select(CaseChange).where(col(CaseChange.case) == mine).order_by(col(CaseChange.id))
    found += [_change(row, catalogue) for row in await session.exec(changes)]
    for row in await of_case(session, case):
        found += _deficiency(row, catalogue)
    for notice in await session.exec(select(CaseNotice).where(col(CaseNotice.case) == mine)):
        if notice.day is not None:
            at = datetime.combine(notice.day, time(12), zone)
            found.append(Moment(at, Sort.NOTICE, f"不備通知の発送 {notice.run} {notice.n} 番"))
    found += await _payments(session, mine)
    found += [_call(row) for row in await attempts_of_case(session, mine)]
    for earlier in await earlier_returns(session, mine):
        what = f"折り返しあり: {RESULTS[Result(earlier.result)]}"
        found.append(Moment(earlier.at, Sort.ATTEMPT, what, earlier.staff))
    found += await _calls(session, mine, categories or {})
    screened = select(CaseScreening).where(col(CaseScreening.case) == mine)
    for screening in await session.exec(screened.order_by(col(CaseScreening.id))):
        found += _screening(screening)
    if with_sights:
        sights = select(CaseSight).where(col(CaseSight.case) == mine).order_by(col(CaseSight.id))
        found += [
            Moment(row.at, Sort.SIGHT, f"閲覧（{SIGHTS.get(row.how, row.how)}）", row.by)
            for row in await session.exec(sights)
        ]
    return sorted(found, key=lambda each: each.at)[::-1]


def _step(row: CaseMove, life: Life) -> Moment:
    what = f"{life.step_word(row.happening)} → {life.word(row.after)}"
    return Moment(row.at, Sort.STEP, f"{what}（{row.reason}）" if row.reason else what, row.by)


async def _payments(session: AsyncSession, case: int) -> list[Moment]:
    """Tell the payment data that the case is in, with day and sum (OTR-6-5-データ-4)."""
    asked = (
        select(CaseRun, CaseRunItem)
        .join(CaseRunItem, col(CaseRunItem.run) == col(CaseRun.id))
        .where(col(CaseRunItem.case) == case, col(CaseRun.kind) == RunKind.PAYMENT.value)
        .order_by(col(CaseRun.at))
    )
    found = []
    for run, item in await session.exec(asked):
        on = json.loads(run.details)["on"]
        what = f"振込データ {run.id}（支給日 {on}、{item.amount:,} 円）"
        if run.state == "cancelled":
            what += "は取り消されました"
        found.append(Moment(run.at, Sort.STEP, what, run.by))
        if item.returned_at is not None:
            found.append(Moment(item.returned_at, Sort.STEP, f"振込不能の連絡 {run.id}"))
    return found


_NO_ATTEMPT = (Result.SKIPPED, Result.FAILED, Result.CANCELLED)
"""What has no place in the order of attempts."""
_NOT_DIALLED = {
    CALLED_OFF_SKIP: "発信の前に取りやめ",
    NO_PHONE_SKIP: "席の電話が出なかった",
}
"""Why the system, and not the agent, skipped it."""


def _call(row: ContactAttempt) -> Moment:
    at = row.dialled_at or row.begun_at or row.result_at or row.leased_at
    order = "" if row.result in _NO_ATTEMPT else f" {row.n}回目"
    open_word = "結果の記入待ち" if row.network else "架電中"
    what = f"架電{order}: {RESULTS[Result(row.result)] if row.result else open_word}"
    if row.skip:
        what += f"（{_NOT_DIALLED.get(row.skip) or SKIPS[Skip(row.skip)]}）"
    if row.next:
        what += f" → {NEXTS[Next(row.next)]}"
    if row.returned_at is not None:
        came = RESULTS[Result(row.returned_result)] if row.returned_result else "記録待ち"
        what += f"（折り返しあり: {came}）"
    return Moment(at, Sort.ATTEMPT, what, row.staff)


def _change(row: CaseChange, catalogue: Catalogue) -> Moment:
    place = catalogue.place(row.field, row.child)
    return Moment(row.at, Sort.CHANGE, f"第{row.revision}版「{place}」の変更", row.by)


def _deficiency(row: CaseDeficiency, catalogue: Catalogue) -> Iterator[Moment]:
    place = catalogue.place(row.field, row.child)
    name = f"「{place}」：{catalogue.name(row.code)}" if place else catalogue.name(row.code)
    finder = FINDERS[FoundBy(row.found_by)]
    yield Moment(row.found_at, Sort.DEFICIENCY, f"{name}（{finder}）", row.finder)
    if row.closed_at is not None:
        how = ENDS[How(row.how)]
        yield Moment(row.closed_at, Sort.DEFICIENCY, f"解消: {name}（{how}）", row.closer)


def _screening(row: CaseScreening) -> Iterator[Moment]:
    """Tell what was looked at; that a lease ran out, the steps tell."""
    is_put_back = row.result == "put_back"
    if row.decided_at is not None and (row.confirmed_at is not None or not is_put_back):
        word = "審査に戻された結果" if is_put_back else SCREENED[Screened(row.result)]
        checks = ticked(row)
        what = f"{word}（確認した判断基準 {len(checks)} 件{': ' if checks else ''}"
        yield Moment(row.decided_at, Sort.SCREENING, f"{what}{'、'.join(checks)}）", row.by)
    if row.confirmed_at is not None:
        what = "もう一人の確認: 審査に戻す" if is_put_back else "もう一人の確認: 同意"
        yield Moment(row.confirmed_at, Sort.SCREENING, what, row.confirmed_by)


async def _calls(session: AsyncSession, case: int, categories: Mapping[str, str]) -> list[Moment]:
    """Tell the calls that were recorded about a case, and how their callers were identified."""
    found = []
    for inquiry, matter, call, name in await about_case(session, case):
        about = categories.get(matter.category, "") if matter is not None else ""
        what = f"{'着信' if inquiry.call else '記録'}{f'「{about}」' if about else ''}"
        at = call.arrived_at if call is not None else inquiry.begun_at
        found.append(Moment(at, Sort.CALL, what, name, inquiry.id if inquiry.closed_at else ""))
    checks = (
        select(IdentityCheck, Staff.name)
        .join(Staff, col(Staff.id) == col(IdentityCheck.staff))
        .where(col(IdentityCheck.case) == case)
    )
    for check, name in (await session.exec(checks)).all():
        what = "本人確認ができた" if check.is_passed else "本人確認ができなかった"
        found.append(Moment(check.at, Sort.CALL, what, name))
    return found
