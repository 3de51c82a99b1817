"""One recording: why somebody listens, then its waveform, marks and sound, in parts as it plays.

No file ever comes to the terminal: the sound is given in ranges of a mebibyte, to players alone,
under an id that is the listener's own and ends; each part that was fetched stands in the trail, as
does (`sound_moves`) when they press play and where they jump to.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiohttp import web

from agent_ui import sound_words
from agent_ui.headers import with_nonce
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.refusal import refuse
from agent_ui.sighted import sighted
from agent_ui.sound_list import around, ear, room_of, seen_by
from agent_ui.sound_sheet import sheet_for
from agent_ui.sound_spans import spans_of
from agent_ui.withheld import withheld
from desk.client_records import number_seen
from desk.roles import Role
from desk.sessions import Who
from recordings.codec import Codec
from recordings.errors import SealBroken, SoundGone, StoreFailed
from recordings.hearing import Ear, Purpose
from recordings.ranges import NoPart, part_of
from recordings.sealed import Opened
from storage import listening
from storage.audit import Action, trailed
from storage.errors import DataKeyGone, DataKeyUnusable, KeyUnusable
from storage.kept import shape_of
from storage.listening import Found
from storage.message_tables import Message
from storage.protected_calls import is_protected
from storage.vault_tables import CallMark, KeptSound, SoundListening


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the sound to jump to."""

    at_s: float
    kind: str
    seat: str | None
    who: str
    """Name of the person who wanted it; empty if nobody did."""
    why: str
    after_s: float = 0.0
    """So long after the call's end it happened: its place is the sound's last."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a call."""

    at: datetime
    kind: str
    seat: str | None = None
    by: str = ""
    """Id of the person who wanted it; empty if nobody did."""
    why: str = ""


BROKEN = (SealBroken, SoundGone, DataKeyGone, DataKeyUnusable, KeyUnusable)


async def ask(request: web.Request) -> web.StreamResponse:
    """Show what is known of a recording, and ask what somebody listens for."""
    found = await _found(request)
    await sighted(request, Action.SOUNDS_LISTED, {"calls": [found.sound.call]})
    return _asked(request, found)


async def open_sound(request: web.Request) -> web.StreamResponse:
    """Let a person listen, for the purpose they tell."""
    found, who, desk = await _found(request), who_of(request), request.app[SITE].desk
    if found.sound.is_closed or found.sound.erased_at is not None:
        await refuse(desk, who, found.sound.call)
    purpose = await text_of(request, "purpose", longest=40)
    if purpose not in set(Purpose):
        return _asked(request, found, error=sound_words.NO_PURPOSE, status=422)
    made = await listening.begin(
        desk.engine,
        found.sound.call,
        staff=who.staff,
        purpose=purpose,
        actor=who.actor,
        at=desk.clock(),
    )
    return see(f"/recordings/{found.sound.call}/listen/{made}")


async def listen(request: web.Request) -> web.StreamResponse:
    """Show the waveform with its marks, and the player."""
    return await show(request)


async def show(
    request: web.Request, *, error: str = "", marked: Mapping[str, str] | None = None
) -> web.StreamResponse:
    """Show the player, and the score sheet where somebody listens for quality."""
    found, heard = await heard_of(request)
    desk = request.app[SITE].desk
    shape = await shape_of(desk.engine, found.sound.call)
    if shape is None:
        raise web.HTTPGone
    marks = await listening.marks(desk.engine, found.sound.call)
    people = {each.by for each in marks if each.by} | {each.staff for each, _ in found.records}
    names = await listening.names(desk.engine, people)
    placed = [*_marks(found, marks, names), *_recorded_after(found, names)]
    if not seen_by(request).staff:
        placed = [replace(each, who="") for each in placed]
    peaks = [each / 255 for each in shape.peaks]
    half = len(peaks) // 2
    shown = {
        **around(request),
        "found": found,
        "heard": heard,
        "marks": placed,
        "spans": spans_of(found, marks, shape),
        "peaks": json.dumps(
            [[round(each, 2) for each in peaks[at : at + half]] for at in (0, half)]
        ),
        "shares": shares(found.sound),
        "number": _number(request, found),
        **await sheet_for(request, heard),
        "score_error": error,
        "marked": marked or {},
    }
    status = 422 if error else 200
    return with_nonce(
        request,
        lambda nonce: render(request, "sound.html", shown | {"nonce": nonce}, status=status),
    )


async def sound(request: web.Request) -> web.StreamResponse:
    """Give a part of the sound to the player that the page shows."""
    found, heard = await heard_of(request)
    if request.headers.get("Sec-Fetch-Dest", "audio") not in ("audio", "empty"):
        raise web.HTTPForbidden
    site, who, kept = request.app[SITE], who_of(request), found.sound
    part = part_of(request.headers.get("Range"), kept.bytes)
    if isinstance(part, NoPart):
        headers = {"Content-Range": f"bytes */{kept.bytes}"}
        raise web.HTTPRequestRangeNotSatisfiable(headers=headers)
    data = await asyncio.to_thread(_read, request, kept, part.start, part.end - part.start)
    if isinstance(data, str):
        await _tell_broken(request, kept.call, data)
        raise web.HTTPBadGateway(text=sound_words.BROKEN)
    told = {"from": part.start, "to": part.end, "of": kept.bytes}
    engine, at = site.desk.engine, site.desk.clock()
    await listening.note(engine, heard, Action.SOUND_FETCHED, told, actor=who.actor, at=at)
    return web.Response(
        status=206,
        body=data,
        headers={
            "Content-Type": Codec(kept.codec).content_type,
            "Content-Range": f"bytes {part.start}-{part.end - 1}/{kept.bytes}",
            "Accept-Ranges": "bytes",
            "Content-Disposition": "inline",
        },
    )


def shares(kept: KeptSound) -> list[tuple[str, int]]:
    """Give who talked how much, in whole per cent of the length."""
    whole = kept.duration_s or 1.0
    parts = (
        ("caller", kept.caller_speech_s),
        ("seat", kept.seat_speech_s),
        ("both", kept.both_s),
        ("silence", kept.silence_s),
    )
    return [(name, round(100 * (seconds or 0.0) / whole)) for name, seconds in parts]


def _read(request: web.Request, kept: KeptSound, start: int, length: int) -> bytes | str:
    """Decrypt a part; gives why it cannot be, for the operator.

    Raises:
        HTTPServiceUnavailable: the store does not answer now.
    """
    try:
        opened: Opened = room_of(request).vault.open(kept.call, kept.name)
        return opened.read(start, length)
    except BROKEN as exc:
        return str(exc)
    except StoreFailed:
        raise web.HTTPServiceUnavailable(text=sound_words.LATER) from None


async def _tell_broken(request: web.Request, call: str, why: str) -> None:
    desk, who = request.app[SITE].desk, who_of(request)
    room_of(request).broken(call, why)
    async with trailed(desk.engine) as trail:
        await trail.note(desk.clock(), who.actor, Action.SOUND_BROKEN, call)


async def _found(request: web.Request) -> Found:
    """Find the recording that the address names, if it is theirs to hear.

    Whose work a voice message is hears it, whatever they may hear of talks.

    Raises:
        HTTPNotFound: there is none.
        HTTPForbidden: it is none of theirs; the trail notes it.
    """
    found = await listening.one(request.app[SITE].desk.engine, request.match_info["call"])
    return await _theirs(request, found)


async def _theirs(request: web.Request, found: Found | None) -> Found:
    """Let through what there is and what they may hear; raises as `_found`."""
    who = who_of(request)
    room_of(request)
    if found is not None and await _is_hidden(request, found):
        await refuse(request.app[SITE].desk, who, found.sound.call)
    if found is not None and found.message is not None and _is_work_of(who, found.message):
        return found
    as_who = await ear(request)
    if found is None:
        raise web.HTTPNotFound
    desk = request.app[SITE].desk
    is_own = any(record.staff == who.staff for record, _ in found.records)
    if as_who is Ear.OWN and not is_own:
        await refuse(desk, who, found.sound.call)
    return found


async def _is_hidden(request: web.Request, found: Found) -> bool:
    """Whether it is a protected person's (責任者対応), and whoever asks is no supervisor."""
    if who_of(request).role in (Role.SUPERVISOR, Role.MANAGER):
        return False
    is_known = await is_protected(request.app[SITE].desk.engine, found.call.id)
    return is_known or bool(await withheld(request, [found.call.caller]))


def _is_work_of(who: Who, message: Message) -> bool:
    return message.assigned_to == who.staff


async def heard_of(request: web.Request) -> tuple[Found, SoundListening]:
    """Find recording and listening; a listening is its person's alone, and ends.

    Raises:
        HTTPNotFound: there is no such listening of theirs.
        HTTPGone: the sound was erased, or sealed from everybody, meanwhile.
    """
    desk = request.app[SITE].desk
    named, heard = await listening.heard(
        desk.engine,
        request.match_info["listening"],
        request.match_info["call"],
        staff=who_of(request).staff,
        at=desk.clock(),
    )
    found = await _theirs(request, named)
    if heard is None:
        raise web.HTTPNotFound
    if found.sound.is_closed or found.sound.erased_at is not None:
        raise web.HTTPGone
    return found, heard


def _asked(
    request: web.Request, found: Found, *, error: str = "", status: int = 200
) -> web.StreamResponse:
    if found.sound.erased_at is not None:
        why = sound_words.ERASED
    else:
        why = sound_words.CLOSED if found.sound.is_closed else ""
    shown = {
        **around(request),
        "found": found,
        "why": why,
        "shares": shares(found.sound),
        "number": _number(request, found),
        "supervises": who_of(request).role in (Role.SUPERVISOR, Role.MANAGER),
        "error": error,
    }
    return render(request, "sound_ask.html", shown, status=status)


def _number(request: web.Request, found: Found) -> str:
    caller = found.call.caller
    number = request.app[SITE].number_of(caller) if caller else ""
    return number_seen(number, seen_by(request).numbers)


def _marks(found: Found, marks: Sequence[CallMark], names: Mapping[str, str]) -> list[Mark]:
    """Place what happened on the sound's time line, which begins when the seat was joined."""
    began = found.call.answered_at
    if began is None:
        return []
    length = found.sound.duration_s
    return [
        Mark(
            max(0.0, min((each.at - began).total_seconds(), length)),
            each.kind,
            each.seat,
            names.get(each.by, each.by),
            each.why,
        )
        for each in happened(found, marks)
        if each.at >= began or each.kind in ("offered", "answered")
    ]


def _recorded_after(found: Found, names: Mapping[str, str]) -> list[Mark]:
    """Give the records that were finished once the caller was gone, as most are."""
    ended, length = found.call.ended_at, found.sound.duration_s
    late = sorted(
        ((record.closed_at, record) for record, _ in found.records if record.closed_at is not None),
        key=lambda each: each[0],
    )
    return [
        Mark(
            length,
            "recorded",
            record.seat,
            names.get(record.staff, record.staff),
            "",
            after_s=(at - ended).total_seconds(),
        )
        for at, record in late
        if ended is not None and at > ended
    ]


def happened(found: Found, marks: Sequence[CallMark]) -> list[Happening]:
    """Give what happened in a call, in its order: its marks and records."""
    began = found.call.answered_at or found.call.arrived_at
    all_of_it = [
        Happening(each.at, each.kind, each.seat, each.by or "", each.why) for each in marks
    ]
    all_of_it += [
        Happening(record.closed_at, "recorded", record.seat, record.staff)
        for record, _ in found.records
        if record.closed_at is not None and record.closed_at <= (found.call.ended_at or began)
    ]
    return sorted(all_of_it, key=lambda each: each.at)
