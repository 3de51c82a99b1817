"""A package of recordings for the client: applied for, approved by another person, made, told.

The rules of this file:
1. Nothing leaves without an approved application; who applied does not approve.
2. The archive is made once and kept nowhere; the register has its hash. Asked for again before
   its password was told, it is made anew under another password, and the one before is void.
3. The password is shown on a second occasion: once the receipt of the archive is registered, one
   time, and then forgotten.
4. What its caller refused, or what was erased, goes into no package.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine

from japan.my_number import holds_my_number
from storage import erasures
from storage import submissions as rows
from storage.audit import Action, Actor, Fact, trailed
from storage.engine import transaction
from storage.persons import is_same_person
from storage.seal import Seal
from storage.submission_tables import Submission
from storage.submissions import Package

MOST = 20
"""Recordings of one package: it is made while somebody waits."""
STORE = "submissions"


class No(StrEnum):
    """Why something is not done; the words stand with pages and commands."""

    INCOMPLETE = "incomplete"
    """Recipient, reference or reason is empty."""
    MY_NUMBER = "my_number"
    """A text holds an individual number."""
    NOTHING = "nothing"
    """It names no recording."""
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"
    """It names a recording that is not there, was erased, or whose caller refused."""
    NOT_THERE = "not_there"
    """There is no such package."""
    NOT_REQUESTED = "not_requested"
    """It was decided already."""
    SAME_PERSON = "same_person"
    """Who applied cannot approve."""
    NOT_APPROVED = "not_approved"
    ALREADY_TOLD = "already_told"
    """Its password was told: a changed archive is a package of its own."""
    NOT_MADE = "not_made"
    """There is no archive yet whose password could be told."""
    NO_RECEIPT = "no_receipt"
    """Who received the archive is not named, or received it on a day to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """To whom, on which paper's wish, and what for."""

    recipient: str
    reference: str
    reason: str


def password() -> str:
    """Make a password of 100 bits, in groups that can be read aloud."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))


async def request(
    engine: AsyncEngine,
    application: Application,
    calls: Sequence[str],
    *,
    actor: Actor,
    at: datetime,
) -> str | No:
    """Apply for a package of these calls' recordings; gives its id."""
    texts = (application.recipient, application.reference, application.reason)
    if not all(each.strip() for each in texts):
        return No.INCOMPLETE
    if any(map(holds_my_number, texts)):
        return No.MY_NUMBER
    wanted = list(dict.fromkeys(calls))
    if not wanted or len(wanted) > MOST:
        return No.TOO_MANY if wanted else No.NOTHING
    async with trailed(engine) as trail:
        kept = {each.call: each for each in await erasures.kept(trail.session, wanted)}
        if len(kept) < len(wanted) or any(
            each.is_closed or each.erased_at for each in kept.values()
        ):
            return No.UNREADABLE
        made = Submission(
            id=f"p{secrets.token_hex(6)}",
            state="requested",
            recipient=application.recipient.strip(),
            reference=application.reference.strip(),
            reason=application.reason.strip(),
            requested_by=actor.who,
            requested_at=at,
        )
        await rows.add(trail.session, made, [kept[each] for each in wanted])
        told: dict[str, Fact] = {"count": len(wanted)}
        await trail.note(at, actor, Action.SUBMISSION_REQUESTED, made.id, told)
        for n, call in enumerate(wanted, start=1):
            told = {"n": n, "sha256": kept[call].sha256}
            await trail.note(at, actor, Action.SUBMISSION_NAMES, call, told | {"in": made.id})
    return made.id


async def decide(
    engine: AsyncEngine, submission: str, *, is_approved: bool, actor: Actor, at: datetime
) -> No | None:
    """Approve or refuse an application, in the name of another person than who applied."""
    async with trailed(engine) as trail:
        found = await trail.session.get(Submission, submission)
        if found is None:
            return No.NOT_THERE
        if found.state != "requested":
            return No.NOT_REQUESTED
        if await is_same_person(trail.session, found.requested_by, actor.who):
            return No.SAME_PERSON
        found.state = "approved" if is_approved else "refused"
        found.decided_by, found.decided_at = actor.who, at
        trail.session.add(found)
        action = Action.SUBMISSION_APPROVED if is_approved else Action.SUBMISSION_REFUSED
        await trail.note(at, actor, action, submission)
    return None


async def makeable(engine: AsyncEngine, submission: str) -> Package | No:
    """Give a package that may be made now."""
    async with transaction(engine) as session:
        found = await rows.package(session, submission)
        if found is None:
            return No.NOT_THERE
        if found.submission.state not in ("approved", "made"):
            told = found.submission.state == "told"
            return No.ALREADY_TOLD if told else No.NOT_APPROVED
        kept = await erasures.kept(session, [each.call for each in found.items])
    is_whole = len(kept) == len(found.items)
    if not is_whole or any(each.is_closed or each.erased_at for each in kept):
        return No.UNREADABLE
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An archive as it was made."""

    password: str
    size: int
    """In bytes."""
    sha256: str


async def note_made(
    engine: AsyncEngine, seal: Seal, submission: str, made: Made, *, actor: Actor, at: datetime
) -> No | None:
    """Register an archive before anybody gets it; its password is kept sealed until it is told."""
    async with trailed(engine) as trail:
        found = await rows.package(trail.session, submission)
        if found is None or found.submission.state not in ("approved", "made"):
            return No.NOT_APPROVED  # decided otherwise, or told, while it was made
        row = found.submission
        row.state, row.made_by, row.made_at = "made", actor.who, at
        row.size, row.sha256 = made.size, made.sha256
        row.password = seal.close(made.password, row=submission)
        trail.session.add(row)
        told: dict[str, Fact] = {"sha256": made.sha256, "bytes": made.size}
        await trail.note(at, actor, Action.SUBMISSION_MADE, submission, told)
        for item in found.items:
            exported: dict[str, Fact] = {"purpose": "request", "sha256": item.sha256}
            exported["in"] = submission
            await trail.note(at, actor, Action.SOUND_EXPORTED, item.call, exported)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Who of the client received an archive, and on which day, said today."""

    by: str
    on: date
    today: date


async def tell_password(
    engine: AsyncEngine,
    seal: Seal,
    submission: str,
    receipt: Receipt,
    *,
    actor: Actor,
    at: datetime,
) -> tuple[str, No | None]:
    """Register the receipt of an archive and give its password, once; empty if it is not told."""
    if holds_my_number(receipt.by):
        return "", No.MY_NUMBER
    async with trailed(engine) as trail:
        found = await trail.session.get(Submission, submission)
        if found is None:
            return "", No.NOT_THERE
        if found.state == "told":
            return "", No.ALREADY_TOLD
        if found.state != "made" or found.password is None or found.made_at is None:
            return "", No.NOT_MADE
        if not receipt.by.strip() or receipt.on > receipt.today:
            return "", No.NO_RECEIPT
        opened = seal.open(found.password, row=submission)
        if opened is None:
            return "", No.NOT_MADE  # another key: it is to be made anew
        found.state, found.password = "told", None
        found.received_by, found.handed_on = receipt.by.strip(), receipt.on
        found.told_by, found.told_at = actor.who, at
        trail.session.add(found)
        detail: dict[str, Fact] = {"handed": receipt.on.isoformat()}
        await trail.note(at, actor, Action.SUBMISSION_TOLD, submission, detail)
    return opened, None


async def see(engine: AsyncEngine, submission: str) -> Package | None:
    """Give a package as the register has it."""
    async with transaction(engine) as session:
        return await rows.package(session, submission)
