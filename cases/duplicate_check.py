"""The duplicate check in the database: a record of its own, and the cases that it holds.

A payee that it finds goes to 重複保留 with one `CaseHold` for each other payment that it is like.
A supervisor who releases a hold releases that pair at that level, for good; what blocks needs the
client's decision. Source: requirements 3.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy import select as select_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.bundles import Reader
from cases.claims import Claim, Claims
from cases.duplicates import BLOCKING, VERSION, Match, find_matches
from cases.errors import NotReleased, RunRefused
from cases.free_text import insist_without_number
from cases.lifecycle import Happening, Status
from cases.past_payees import lists, past_payees
from cases.runs import RunKind, open_run, paid_cases
from cases.store import Actor, Shelf, case_numbered, lock, move, move_all
from storage.bulk import insert_listed, is_among
from storage.case_tables import Case, CaseHold


@dataclass(frozen=True, slots=True)
class List:
    """A list of past payees that was looked at."""

    source: int
    day: str
    """ISO date on which it was taken."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Check:
    """What a check looked at and found."""

    version: str
    lists: list[List]
    compared: int
    """Payees of the run."""
    priors: int
    """Payments that they were compared with, beside each other."""
    blocked: int
    held: int
    released: int
    """Matches that a supervisor had released before."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check with its matches, none of them released."""

    check: Check
    matches: list[Match]


async def check(
    session: AsyncSession,
    shelf: Shelf,
    reader: Reader,
    payees: Sequence[Claim],
    *,
    needs_list: bool = True,
) -> Checked:
    """Compare payees with everybody who was paid or stands in the push list.

    `reader` wants first what claims are made of.

    Raises:
        RunRefused: there is no list of past payees.
    """
    known = await lists(session)
    if not known and needs_list:
        why = (
            "過去支給対象者の一覧がありません。先に cases import --kind past で取り込んでください。"
        )
        raise RunRefused(reasons=[why])
    priors = await _priors(session, shelf, reader, {each.seq or 0 for each in payees})
    found = find_matches(payees, priors)
    released = await _released(session)
    open_ = [each for each in found if (each.seq, each.level.value, each.against) not in released]
    blocked = {each.seq for each in open_ if each.level in BLOCKING}
    held = {each.seq for each in open_} - blocked
    return Checked(
        Check(
            version=VERSION,
            lists=[List(each.id or 0, each.day.isoformat(), each.sha256) for each in known],
            compared=len(payees),
            priors=len(priors),
            blocked=len(blocked),
            held=len(held),
            released=len(found) - len(open_),
        ),
        open_,
    )


async def record(session: AsyncSession, checked: Checked, actor: Actor) -> str:
    """Keep a check and hold what it found; gives its id. The caller has the lock."""
    id_ = await open_run(
        session, RunKind.CHECK, actor, cases=checked.check.compared, details=checked.check
    )
    columns: dict[str, list[Any]] = {
        "case": [each.seq for each in checked.matches],
        "level": [each.level.value for each in checked.matches],
        "against": [each.against for each in checked.matches],
        "is_block": [each.level in BLOCKING for each in checked.matches],
    }
    same = {"run": id_, "at": actor.at, "released_at": None, "released_by": "", "reason": ""}
    await insert_listed(session, CaseHold, columns, same=same)
    held = select_rows(col(CaseHold.case)).where(col(CaseHold.run) == id_).distinct()
    await move_all(session, held, Status.GRANTED, Happening.DUPLICATE_FOUND, actor, reason=id_)
    return id_


async def held(session: AsyncSession) -> list[tuple[Case, CaseHold]]:
    """Give every hold that nobody released yet, with its case."""
    asked = (
        select(Case, CaseHold)
        .where(
            col(CaseHold.case) == col(Case.seq),
            col(CaseHold.released_at).is_(None),
            col(Case.status) == Status.DUPLICATE_HELD.value,
        )
        .order_by(col(Case.seq), col(CaseHold.id))
    )
    return list(await session.exec(asked))


async def release(
    session: AsyncSession, number: str, actor: Actor, *, reason: str, client_decided: bool
) -> None:
    """Let a held case into the next payment run.

    Raises:
        NoSuchCase: no case has this number.
        NotReleased: it is blocked, and the client did not decide.
        IllegalMove: it is not held.
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(reason)
    await lock(session)
    case = await case_numbered(session, number)
    mine = (col(CaseHold.case) == case.seq, col(CaseHold.released_at).is_(None))
    holds = (await session.exec(select(CaseHold).where(*mine))).all()
    if any(each.is_block for each in holds) and not client_decided:
        raise NotReleased(number=number)
    move(session, case, Happening.RELEASED, actor, reason=reason)
    await session.exec(
        update(CaseHold)
        .where(*mine)
        .values(released_at=actor.at, released_by=actor.by, reason=reason)
    )


async def _priors(
    session: AsyncSession, shelf: Shelf, reader: Reader, payees: set[int]
) -> list[Claim]:
    """Give the past payees, the cases of earlier runs and the push list."""
    claims = Claims(shelf.roles)
    priors = [claims.of(document, at) for at, document in await past_payees(session, shelf)]
    is_listed = col(Case.kind) == "push"
    is_out = col(Case.status).in_([Status.WITHDRAWN.value, Status.REJECTED.value])
    is_payee = await is_among(session, col(Case.seq), sorted(payees))
    asked = select(Case.seq, Case.number, Case.digest).where(
        or_(is_listed & ~is_out, col(Case.seq).in_(paid_cases())), ~is_payee
    )
    connection = await session.connection()  # by itself: no object is made of a city's rows
    rows = (await connection.execute(asked.order_by(col(Case.seq)))).all()
    told = await reader.read({seq: digest for seq, _, digest in rows})
    priors += [Claim(number, told[seq]) for seq, number, _ in rows]
    return priors


async def _released(session: AsyncSession) -> set[tuple[int, str, str]]:
    asked = select(CaseHold.case, CaseHold.level, CaseHold.against)
    rows = await session.exec(asked.where(col(CaseHold.released_at).is_not(None)))
    return {(case, level, against) for case, level, against in rows}
