"""The client's decisions (支給決定・却下): the one road by which a case may be paid (A-31)."""

from __future__ import annotations

from sqlmodel import col, select

from cases.client_lists import Done, ListKind, Row, Work, Wrong
from cases.errors import IllegalMove, NoSuchCase
from cases.field_rules import read_date
from cases.life import Life
from cases.lifecycle import Happening, after, row_of
from cases.store import case_numbered, move
from storage.case_tables import Case, CaseMove

_HAPPENINGS = {"granted": Happening.CLIENT_GRANTED, "rejected": Happening.CLIENT_REJECTED}


async def take(work: Work, row: Row) -> Done | Wrong:
    """Do what the client decided for one case."""
    life = work.shelf.life
    decision = life.decisions.get(row["決定"])
    if decision is None:
        return Wrong("決定", f"{_words(life)}と書いてください。")
    happening = _HAPPENINGS[decision]
    day = read_date(row["決定日"])
    if day is None or day > work.actor.at.astimezone(work.zone).date():
        return Wrong("決定日", "今日までの日付を書いてください。")
    try:
        case = await case_numbered(work.session, row["受付番号"])
    except NoSuchCase as missing:
        return Wrong("受付番号", str(missing))
    if happening not in row_of(case.status):
        return await _already(work, case, happening)
    reason = f"決定日 {day} {row['理由']}".strip()
    move(work.session, case, happening, work.actor, reason=reason)
    return Done.CHANGED


def _words(life: Life) -> str:
    """Name the client's words, one for each decision."""
    of = {
        each: [word for word, said in life.decisions.items() if said == each]
        for each in _HAPPENINGS
    }
    return "か".join(f"「{words[0]}」" for words in of.values() if words)


async def _already(work: Work, case: Case, happening: Happening) -> Done | Wrong:
    """See whether the client had said so before, however far the case has come since."""
    decided = [each.value for each in _HAPPENINGS.values()]
    asked = (
        select(CaseMove.happening)
        .where(col(CaseMove.case) == case.seq, col(CaseMove.happening).in_(decided))
        .order_by(col(CaseMove.id).desc())
        .limit(1)
    )
    if (await work.session.exec(asked)).first() == happening.value:
        return Done.SAME
    try:
        after(case.status, happening)
    except IllegalMove as refused:
        return Wrong("決定", str(refused))
    return Done.SAME


DECISIONS = ListKind(
    needed=("受付番号", "決定", "決定日"), optional=("理由",), key=("受付番号",), take=take
)
