"""The online form's kept files erased at the project's end (requirements 3.7, SPR-I-7-4).

The road is that of recordings: five fields, approval by another person with the client's consent, a
witness, a certificate. The files lie sealed in the database; each is named by its import.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.erasing import Application, No, flaw_of
from storage import case_files, erasures
from storage.audit import Actor, trailed
from storage.vault_tables import ErasureItem

KIND = "kept_file"


async def request_kept(
    engine: AsyncEngine,
    application: Application,
    sources: Sequence[int] | None,
    *,
    actor: Actor,
    at: datetime,
) -> str | No:
    """Apply for the erasure of kept files by their numbers; gives its id.

    With None of all that are part of no other erasure.
    """
    if (flaw := flaw_of(application)) is not None:
        return flaw
    async with trailed(engine) as trail:
        there = {each.source: each for each in await case_files.kept(trail.session)}
        free = [each.source for each in there.values() if each.erasure is None]
        wanted = free if sources is None else sorted(set(sources))
        if not wanted:
            return No.NOTHING
        if application.quantity != len(wanted):
            return No.QUANTITY
        if not there.keys() >= set(wanted):
            return No.UNKNOWN
        if any(there[each].erasure for each in wanted):
            return No.TAKEN
        made = application.row(f"e{secrets.token_hex(6)}", kind=KIND, by=actor.who, at=at)
        found = (
            (case_files.subject(each), there[each].sha256, there[each].size) for each in wanted
        )
        await erasures.add_files(trail, made, found, actor=actor, at=at)
        await case_files.take(trail.session, made.id, wanted)
    return made.id


async def erase_kept(engine: AsyncEngine, item: ErasureItem, *, actor: Actor, at: datetime) -> None:
    """Erase one file, with its item, in one transaction."""
    async with trailed(engine) as trail:
        source = case_files.source_of(item.subject)
        await case_files.erase(trail, source, item.erasure, actor=actor, at=at)
        await erasures.note_erased(trail.session, item, at=at)
