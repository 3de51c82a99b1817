"""Calls against sound, each night: every answered second has sound, every file a call, hashes hold.

Reads everything and mends nothing: what does not fit is told, one finding a call or file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.errors import SealBroken, SoundGone, StoreFailed
from recordings.unexplained import TOLERANCE_S, unexplained
from recordings.vault import Vault
from storage.errors import DataKeyGone, DataKeyUnusable, KeyUnusable
from storage.sound_audit import AGREED, Answered, answered_on, messages_on, names_of


class Kind(StrEnum):
    """What does not fit."""

    NO_SOUND = "no_sound"
    """The call was answered and has no recording."""
    LOST = "lost"
    """Its recording is lost."""
    PLAIN = "plain"
    """Its sound is not yet in the vault."""
    PARTLY = "partly"
    """A side is silent or breaks off."""
    LENGTH = "length"
    """Its sound is not as long as its talk."""
    SILENT = "silent"
    """A part of it is digital silence, and nothing that happened says why."""
    UNREADABLE = "unreadable"
    """The vault's sound cannot be read: gone, altered, or the key is another."""
    HASH = "hash"
    """The vault's sound is not what was stored."""
    NOT_COMPARED = "not_compared"
    """The day was not looked at: the office was away for too long."""
    STRANGER = "stranger"
    """A file of the vault that belongs to no call."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding."""

    kind: Kind
    subject: str
    """The call, or the file's name."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a day's comparison came to."""

    day: date
    answered: int
    heard: int
    """Recordings that were read from beginning to end."""
    differences: tuple[Difference, ...]


async def reconcile(
    engine: AsyncEngine,
    vault: Vault,
    day: date,
    *,
    is_recorded: bool,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Reconciled:
    """Compare a business day's calls with their sound, reading all of it, messages too.

    Files are looked for in all of the vault: what was laid into an older day is found as well.

    Raises:
        DatabaseUnavailable: the rows cannot be asked now.
        StoreFailed: the store does not answer now.
    """
    calls = await answered_on(engine, day)
    found: list[Difference] = []
    heard = 0
    for done, call in enumerate(calls, start=1):
        found += list(_of_rows(call, is_recorded=is_recorded))
        if call.name is not None:
            read = (vault, call.call, call.name, call.sha256)
            difference = await asyncio.to_thread(_of_sound, *read)
            heard += 1
            found += [difference] if difference else []
        progress(done, len(calls))
    for kept in await messages_on(engine, day):
        difference = await asyncio.to_thread(_of_sound, vault, kept.call, kept.name, kept.sha256)
        heard += 1
        found += [difference] if difference else []
    names = await asyncio.to_thread(lambda: [each for each in vault.names() if _is_due(each, day)])
    known = await names_of(engine, names)
    found += [Difference(Kind.STRANGER, each) for each in names if each not in known]
    return Reconciled(day, len(calls), heard, tuple(found))


def _of_rows(call: Answered, *, is_recorded: bool) -> Iterator[Difference]:
    """Judge what the rows say of one answered call."""
    if call.state is None:
        if is_recorded and AGREED.isdisjoint(call.detail.split()):
            yield Difference(Kind.NO_SOUND, call.call)
        return
    if call.state == "lost":
        yield Difference(Kind.LOST, call.call, call.why)
    elif call.state in ("pending", "plain"):
        yield Difference(Kind.PLAIN, call.call)
    elif call.state == "kept":
        yield from _of_kept(call)


def _of_kept(call: Answered) -> Iterator[Difference]:
    """Judge one recording that is in the vault: what was flawed, how long, where silent."""
    if call.why:
        yield Difference(Kind.PARTLY, call.call, call.why)
    shortest, longest = call.least_s - TOLERANCE_S, call.most_s + TOLERANCE_S
    if not shortest <= call.duration_s <= longest:
        why = f"{call.duration_s:.2f} s of sound, {call.least_s:.2f} s of talk"
        yield Difference(Kind.LENGTH, call.call, why)
    if why := "; ".join(unexplained(call)):
        yield Difference(Kind.SILENT, call.call, why)


def _of_sound(vault: Vault, call: str, name: str, sha256: str) -> Difference | None:
    try:
        digest = vault.digest(call, name)
    except StoreFailed:
        raise
    except (SealBroken, SoundGone, DataKeyGone, DataKeyUnusable, KeyUnusable) as exc:
        return Difference(Kind.UNREADABLE, call, str(exc))
    return None if digest == sha256 else Difference(Kind.HASH, call)


def _is_due(name: str, day: date) -> bool:
    """Whether a file must have a call by now: of a day to come it may still be on its way."""
    try:
        return date.fromisoformat(name.partition("/")[0]) <= day
    except ValueError:
        return True  # no folder of ours


def summed(differences: Sequence[Difference]) -> dict[str, int]:
    """Count differences by kind, those that happened."""
    counts: dict[str, int] = {}
    for each in differences:
        counts[each.kind.value] = counts.get(each.kind.value, 0) + 1
    return counts
