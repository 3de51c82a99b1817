"""What the doctor says of people: who sits where, and what waits for the client's word."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlmodel import col, func, select

from app.capacity_logged import capacity_on
from app.checked import Checked
from app.clock import clock_with, stored_offset
from app.errors import AppError
from app.flow_consent import begun_with, unconfirmed
from app.flow_start import GO_BACK, next_start, why_refused
from app.flow_versions import readable
from app.home import Home
from callcenter.errors import InvalidCampaign
from callcenter.lines import row_of
from callcenter.opening import Opening
from desk.article import State
from storage import engine
from storage.engine import transaction
from storage.errors import StorageError
from storage.knowledge_tables import ArticleVersion
from storage.staff_tables import Session
from telephony.asterisk_facts import Fact


def approvals(home: Home, found: Checked, *, is_real: bool) -> Fact:
    """What waits for the client's word: assumptions of the campaign, flows that went first.

    With real callers it is also what the home's first start took.
    """
    assumed = found.unconfirmed
    kept = readable(home)
    flows = unconfirmed(kept.entries)
    flows += [first] if is_real and (first := begun_with(kept.entries)) else []
    open_ = [f"{key}" for key in assumed] + [f"flows {each[:12]}" for each in flows]
    is_wrong = bool(flows) or (bool(assumed) and is_real)
    shown = ", ".join(open_[:5]) + ("…" if len(open_) > 5 else "")
    hint = "`madoguchi check` lists them; `ivr confirm` for flows" if open_ else ""
    hint_ja = (
        "「madoguchi check」で一覧を見て、委託者の確認を [[confirmed]] に書いてください"
        "（案内は「ivr confirm」）"
        if open_
        else ""
    )
    if kept.damaged:
        return _unreadable(home, kept.damaged)
    return Fact(
        what="Approvals",
        found=f"{len(open_)} wait for the client: {shown}" if open_ else "nothing waits",
        ok=not is_wrong,
        hint=hint,
        ja=(
            "委託者の確認",
            f"{len(open_)} 件が確認待ち: {shown}" if open_ else "確認待ちはありません",
            hint_ja,
        ),
    )


def next_flows(home: Home) -> Iterator[Fact]:
    """Whether the next start would be refused, for the client has not confirmed what is heard."""
    try:
        start = next_start(home, None, os.environ)
    except AppError:
        return  # of the configuration it is told elsewhere
    if why := why_refused(home, start):
        yield Fact(
            what="Next start",
            found="real callers would hear what the client has not confirmed: `up` is refused",
            ok=False,
            hint="`madoguchi ivr confirm --next`"
            + (", or the settings of before" if GO_BACK in why else ""),
            ja=("次の起動", why, "「madoguchi ivr confirm --next」で確認を記録してください"),
        )


def _unreadable(home: Home, why: str) -> Fact:
    return Fact(
        what="Approvals",
        found=f"{home.published} cannot be read: {why}",
        ok=False,
        hint="nobody can tell what the client has confirmed: restore it from a backup",
        ja=(
            "委託者の確認",
            f"{home.published} を読めません（{why}）",
            "何が確認済みか分かりません。バックアップから戻してください",
        ),
    )


def people(home: Home, found: Checked, *, is_up: bool) -> Iterator[Fact]:
    """Who sits where, and which manuals wait: only a running instance has it in its rows."""
    if not is_up:
        return
    url = found.settings.database.url.get_secret_value()
    try:
        seated, articles = asyncio.run(_counted(url))
    except StorageError:
        return  # storage tells of it
    now = clock_with(stored_offset(home))()
    yield _staffed(home, found, seated, now)
    yield Fact(
        what="Manuals",
        found=f"{articles} wait for the client" if articles else "none waits for the client",
        ok=True,
        hint="see /knowledge" if articles else "",
        ja=(
            "手引きの承認",
            f"{articles} 件が委託者の確認待ち" if articles else "確認待ちはありません",
            "「手引き」の画面で確かめてください" if articles else "",
        ),
    )


def _staffed(home: Home, found: Checked, seated: int, now: datetime) -> Fact:
    """Hold who sits against the seats of today, as boards and the alarm do."""
    opening = Opening(found.campaign)
    what, what_ja = "Staffed seats", "着席"
    wanted, by, by_ja = _wanted(home, found, opening.day_of(now))
    if not opening.is_staff_due(now + timedelta(minutes=10)):
        told = f"{seated}; nobody is due now ({wanted} by {by})"
        ja = f"{seated} 席（いまは着席の時間ではありません。{by_ja}）"
        return Fact(what=what, found=told, ok=True, ja=(what_ja, ja, ""))
    missing = wanted - seated
    return Fact(
        what=what,
        found=f"{seated} of {wanted}",
        ok=missing <= 0,
        hint=f"{missing} more have to sign in and take a seat" if missing > 0 else "",
        ja=(
            what_ja,
            f"{seated} 席（{by_ja}）",
            f"あと {missing} 人がサインインして席に着いてください" if missing > 0 else "",
        ),
    )


def _wanted(home: Home, found: Checked, day: date) -> tuple[int, str, str]:
    """Give the seats of a day, and who wants them in both languages."""
    try:
        contract = row_of(found.campaign, day).seats
        wanted = capacity_on(home, found.campaign, day).seats
    except InvalidCampaign:
        return 0, "the contract", "契約は 0 席"
    if wanted == contract:
        return wanted, "the contract", f"契約は {wanted} 席"
    return wanted, "a supervisor, for today", f"契約は {contract} 席、今日は {wanted} 席に変更"


async def _counted(url: str) -> tuple[int, int]:
    """Count the seats that somebody sits at, and the articles that wait for the client."""
    database = engine.connect(url)
    seats = select(func.count()).where(
        col(Session.seat).is_not(None), col(Session.ended_at).is_(None)
    )
    waiting = select(func.count()).where(col(ArticleVersion.state) == State.HANDED_IN.value)
    try:
        async with transaction(database) as session:
            return (await session.exec(seats)).one(), (await session.exec(waiting)).one()
    finally:
        await database.dispose()
