"""The score sheet beside a recording heard for quality, and what was noted in its sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from sqlmodel import select

from agent_ui.keys import SITE
from agent_ui.page import who_of
from desk.roles import Role
from recordings import quality as works
from recordings.hearing import Purpose
from storage import quality as rows
from storage.engine import transaction
from storage.staff_tables import Staff
from storage.vault_tables import SoundListening

JUDGES = frozenset({Role.SUPERVISOR, Role.MANAGER})


async def sheet_for(request: web.Request, heard: SoundListening) -> Mapping[str, Any]:
    """Give the sheet, whose talks are to be scored yet, and the places that were pointed at."""
    who, site = who_of(request), request.app[SITE]
    room = site.sounds
    assert room is not None, "somebody listens"
    judges = who.role in JUDGES and heard.purpose == Purpose.QUALITY
    async with transaction(site.desk.engine) as session:
        scorings = await rows.of_call(session, heard.call)
        hidden = await works.hidden(session, scorings, viewer=who.staff)
        seen = [each for each in scorings if each.id not in hidden]
        theirs = [each for each in seen if judges or each.staff == who.staff]
        wholes = [await rows.whole(session, each.id) for each in theirs]
        done = {each.staff for each in scorings if each.scorer == who.staff} | {who.staff}
        talkers = await rows.talkers(session, heard.call) - done if judges else set()
        people = {each.id: each.name for each in (await session.exec(select(Staff))).all()}
    pointed = [
        (note.at_s, note.text)
        for whole in wholes
        if whole is not None
        for note in whole.notes
        if note.at_s is not None
    ]
    return {
        "sheet": room.quality.sheet if judges and room.quality else None,
        "talkers": sorted((each, people[each]) for each in talkers),
        "pointed": sorted(pointed),
    }
