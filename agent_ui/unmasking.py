"""On what ground a case is unmasked: a check of the call that is going on, or a chosen reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from agent_ui.case_list import is_supervisor
from agent_ui.keys import SITE
from agent_ui.page import text_of, who_of
from callcenter.seat import SeatState
from cases.calling import Asking
from cases.shown import Ground


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Somebody is on the phone, and nobody has checked who it is."""


@dataclass(frozen=True, slots=True)
class NotChosen:
    """Nobody is on the phone, and no ground was chosen."""


async def ground_of(request: web.Request, case: int) -> Mapping[str, str] | Unchecked | NotChosen:
    """Find the ground on which a case may be unmasked now, as the trail keeps it."""
    call = _talk(request)
    if call is not None:
        return {"call": call} if await _is_checked(request, call, case) else Unchecked()
    chosen = await text_of(request, "ground", longest=20)
    return {"ground": chosen} if chosen in choices(request) else NotChosen()


def choices(request: web.Request) -> list[Ground]:
    """Give the grounds that this person may choose from; none in a talk."""
    if _talk(request) is not None:
        return []
    supervises = is_supervisor(who_of(request))
    return [each for each in Ground if supervises or each is not Ground.SUPERVISION]


def _talk(request: web.Request) -> str | None:
    """Name the call that rings or talks at the person's own seat."""
    site, who = request.app[SITE], who_of(request)
    mine = site.feed.floor.seats([who.seat]) if who.seat else []
    if not mine or mine[0]["state"] not in (SeatState.RINGING, SeatState.TALKING):
        return None
    return str(mine[0]["call"])


async def _is_checked(request: web.Request, call: str, case: int) -> bool:
    site, who = request.app[SITE], who_of(request)
    if site.who_calls is None:
        return False
    asking = Asking(
        call=call,
        caller=None,
        staff=who.staff,
        address=who.address,
        may_see_protected=is_supervisor(who),
    )
    return await site.who_calls.is_checked(asking, case)
