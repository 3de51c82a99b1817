"""Voice messages on the page of callbacks: who left one, whose work it is, and that it is done.

The sound is listened to on the page of recordings, for a purpose. A number is shown whole to who
sees to the message; to others only its last digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from agent_ui import message_words as said
from agent_ui.keys import SITE
from agent_ui.page import text_of, who_of
from agent_ui.withheld import withheld
from desk import messages as works
from desk.messages import may_see_to
from desk.roles import Role
from desk.sessions import Who
from storage.messages import MessageRow, messages

CLEAR = 4
"""So many last digits of a number are shown to everybody."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message as this person sees it."""

    row: MessageRow
    number: str
    person: str
    """Whose work it is; empty if nobody's."""
    is_theirs: bool
    """Whether this person may listen to it and end it."""
    is_withheld: bool = False
    """It is for supervisors (責任者対応)."""


async def lines(request: web.Request) -> Mapping[str, Any]:
    """Give what the page shows of messages."""
    site, who = request.app[SITE], who_of(request)
    found = await messages(site.desk.engine)
    takers = await works.takers(site.desk) if found else []
    names = {each.id: each.name for each in takers}
    hidden = await withheld(request, [each.caller for each in found])
    return {
        "messages": [
            Line(
                row=each,
                number=_number(site.number_of(each.caller) if each.caller else "", each, who),
                is_withheld=each.caller in hidden,
                person=names.get(each.assigned_to or "", each.assigned_to or ""),
                is_theirs=may_see_to(who, each.assigned_to),
            )
            for each in found
        ],
        "takers": takers,
        "assigns": who.role in (Role.SUPERVISOR, Role.MANAGER),
        "message_states": said.STATES,
        "hears_messages": site.sounds is not None,
    }


async def assign(request: web.Request) -> str:
    """Give a message to somebody; gives why not, empty if it is done."""
    who, desk = who_of(request), request.app[SITE].desk
    to = await text_of(request, "to", longest=40) or who.staff
    no = await works.assign(desk, who, request.match_info["call"], to)
    return said.REFUSALS[no] if no is not None else ""


async def done(request: web.Request) -> str:
    """Take a message off the list; gives why not, empty if it is done."""
    no = await works.done(request.app[SITE].desk, who_of(request), request.match_info["call"])
    return said.REFUSALS[no] if no is not None else ""


def masked(number: str) -> str:
    """Hide all digits but the last ones."""
    hidden = sum(each.isdigit() for each in number) - CLEAR
    shown = []
    for each in number:
        shown.append("*" if each.isdigit() and hidden > 0 else each)
        hidden -= each.isdigit()
    return "".join(shown)


def _number(number: str, row: MessageRow, who: Who) -> str:
    return number if may_see_to(who, row.assigned_to) else masked(number)
