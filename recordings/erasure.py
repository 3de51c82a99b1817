"""Erasure on paper and in fact (SPR-I-7-4): applied for, consented to, executed, certified.

The rules of this file:
1. Nothing is erased without an approved application, whose approval cites the client's consent;
   routine erasure cites the standing consent (A-21) and has its own record all the same.
2. Who applies does not approve; who executes has a witness.
3. What a legal hold protects is not erased, whenever the hold was placed: the key is destroyed in
   the transaction that sees that none stands.
4. The key goes first, then the ciphertext, then the row is reduced: after a death in between the
   same erasure is executed again, and what was done stays done.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from japan.my_number import holds_my_number
from recordings.erasing import Application, No, flaw_of
from recordings.file_erasure import are_as_asked, erase_file, is_of_files
from recordings.kept_file_erasure import KIND as KEPT_FILE
from recordings.kept_file_erasure import erase_kept
from recordings.rules import Consent
from recordings.vault import Vault
from storage import case_files
from storage import erasures as rows
from storage.audit import Action, Actor, Fact, trailed
from storage.engine import transaction
from storage.erasures import Whole
from storage.kept import SYSTEM
from storage.persons import is_named, is_same_person
from storage.vault_tables import Erasure, ErasureItem


async def request(
    engine: AsyncEngine,
    application: Application,
    calls: Sequence[str],
    *,
    actor: Actor,
    at: datetime,
) -> str | No:
    """Apply for the erasure of these calls' sound; gives its id."""
    if (flaw := flaw_of(application)) is not None:
        return flaw
    if not calls:
        return No.NOTHING
    if application.quantity != len(set(calls)):
        return No.QUANTITY
    async with trailed(engine) as trail:
        await rows.hold_complaints(trail, at=at)
        kept = await rows.kept(trail.session, calls)
        if len(kept) != application.quantity or any(each.erased_at for each in kept):
            return No.UNKNOWN
        if any(each.erasure for each in kept):
            return No.TAKEN
        if await rows.held(trail.session, calls):
            return No.HELD
        made = application.row(f"e{secrets.token_hex(6)}", kind="sound", by=actor.who, at=at)
        await rows.add(trail.session, made, kept)
        told: dict[str, Fact] = {"quantity": made.quantity, "planned": made.planned_on.isoformat()}
        await trail.note(at, actor, Action.ERASURE_REQUESTED, made.id, told)
    return made.id


async def approve(
    engine: AsyncEngine,
    erasure: str,
    *,
    reference: str,
    consented_on: date,
    actor: Actor,
    at: datetime,
) -> No | None:
    """Approve an application, citing number and date of the client's consent."""
    if not reference.strip():
        return No.NO_REFERENCE
    if holds_my_number(reference):
        return No.MY_NUMBER
    async with trailed(engine) as trail:
        found = await trail.session.get(Erasure, erasure)
        if (no := await _undecided(trail.session, found, actor)) is not None or found is None:
            return no or No.NOT_THERE
        found.state, found.decided_by, found.decided_at = "approved", actor.who, at
        found.reference, found.consented_on = reference.strip(), consented_on
        trail.session.add(found)
        told: dict[str, Fact] = {"consented": consented_on.isoformat()}
        await trail.note(at, actor, Action.ERASURE_APPROVED, erasure, told)
    return None


async def refuse(engine: AsyncEngine, erasure: str, *, actor: Actor, at: datetime) -> No | None:
    """Refuse an application; what it names is free for another one."""
    async with trailed(engine) as trail:
        found = await trail.session.get(Erasure, erasure)
        if (no := await _undecided(trail.session, found, actor)) is not None or found is None:
            return no or No.NOT_THERE
        found.state, found.decided_by, found.decided_at = "refused", actor.who, at
        trail.session.add(found)
        await rows.let_go(trail.session, erasure)
        await case_files.let_go(trail.session, erasure)
        await trail.note(at, actor, Action.ERASURE_REFUSED, erasure)
    return None


async def execute(
    engine: AsyncEngine, vault: Vault, erasure: str, *, witness: str, actor: Actor, at: datetime
) -> Whole | No:
    """Execute an approved erasure; a hold that is placed meanwhile stops it there.

    Raises:
        StoreFailed, OSError: the store or the disk refuses; what was erased before stays so, and
            the same erasure can be executed again.
    """
    async with trailed(engine) as trail:
        await rows.hold_complaints(trail, at=at)
        whole = await rows.whole(trail.session, erasure)
        if (no := await _not_now(trail.session, whole, witness, actor, at)) is not None:
            return no
    assert whole is not None, "what is not there is not executed"
    of_files = is_of_files(whole.erasure)
    if of_files and not await asyncio.to_thread(are_as_asked, whole.items):
        return No.CHANGED
    for item in whole.items:
        if item.erased_at is not None:
            continue
        if of_files:
            await erase_file(engine, item, actor=actor, at=at)
        elif whole.erasure.kind == KEPT_FILE:
            await erase_kept(engine, item, actor=actor, at=at)
        elif not await _erase(engine, vault, item, actor=actor, at=at):
            return No.HELD
    async with trailed(engine) as trail:
        done = await trail.session.get_one(Erasure, erasure)
        told: dict[str, Fact] = {"quantity": done.quantity, "witness": bool(witness)}
        done.state, done.done_by, done.done_at, done.witness = (
            "done",
            actor.who,
            at,
            witness.strip(),
        )
        done.audit_n = await trail.note(at, actor, Action.ERASURE_DONE, erasure, told)
        trail.session.add(done)
    return await see(engine, erasure) or No.NOT_THERE


async def see(engine: AsyncEngine, erasure: str) -> Whole | None:
    """Give an erasure with its items."""
    async with transaction(engine) as session:
        return await rows.whole(session, erasure)


async def erase_refused(
    engine: AsyncEngine, vault: Vault, consent: Consent, *, at: datetime
) -> int:
    """Erase what was recorded of callers who refused, under the standing consent; gives how many.

    Each has its own record, as every erasure. Raises as `execute`.
    """
    async with trailed(engine) as trail:
        kept = await rows.closed(trail.session)
        for each in kept:
            made = rows.under_consent(consent, kind="standing", reason="recording_refused", at=at)
            await rows.add(trail.session, made, [each])
            told: dict[str, Fact] = {"standing": True}
            await trail.note(at, SYSTEM, Action.ERASURE_APPROVED, made.id, told)
    async with transaction(engine) as session:
        due = await rows.standing(session)
    for erasure in due:
        await execute(engine, vault, erasure, witness="", actor=SYSTEM, at=at)
    return len(due)


async def _undecided(session: rows.AsyncSession, found: Erasure | None, actor: Actor) -> No | None:
    if found is None:
        return No.NOT_THERE
    if found.state != "requested":
        return No.NOT_REQUESTED
    is_own = await is_same_person(session, found.requested_by, actor.who)
    return No.SAME_PERSON if is_own else None


async def _not_now(
    session: rows.AsyncSession, whole: Whole | None, witness: str, actor: Actor, at: datetime
) -> No | None:
    """Say why an erasure cannot be executed now; None if it can."""
    if whole is None:
        return No.NOT_THERE
    if whole.erasure.state != "approved":
        return No.NOT_APPROVED
    if whole.erasure.kind != "standing":
        if (no := await _no_witness(session, actor, witness)) is not None:
            return no
        if whole.erasure.planned_on > at.date():
            return No.TOO_EARLY
    is_held = await rows.held(session, [each.subject for each in whole.items])
    return No.HELD if is_held else None


async def _no_witness(session: rows.AsyncSession, actor: Actor, witness: str) -> No | None:
    if not witness.strip():
        return No.NO_WITNESS
    if holds_my_number(witness):
        return No.MY_NUMBER
    return No.SAME_PERSON if await is_named(session, actor.who, witness) else None


async def _erase(
    engine: AsyncEngine, vault: Vault, item: ErasureItem, *, actor: Actor, at: datetime
) -> bool:
    """Erase one recording; gives False if a hold was placed on it while others were erased.

    Whoever places a hold waits for the end of the trail, as this does: one that stands before the
    key is destroyed is seen here, and one that comes later is told that the sound is gone.
    """
    async with trailed(engine) as trail:
        if await rows.held(trail.session, [item.subject]):
            return False
        (kept,) = await rows.kept(trail.session, [item.subject])
        kept.erased_at = kept.erased_at or at
        trail.session.add(kept)
        await asyncio.to_thread(vault.destroy_key, item.subject)
    await asyncio.to_thread(vault.destroy, item.subject, kept.name)
    async with trailed(engine) as trail:
        await rows.reduce(trail.session, item, at=at)
        told: dict[str, Fact] = {"erasure": item.erasure, "sha256": item.sha256}
        await trail.note(at, actor, Action.SOUND_ERASED, item.subject, told | {"bytes": item.bytes})
    return True
