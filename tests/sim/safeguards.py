"""What keeps the calls safe, wired as `app.safeguards` does it, around a model of Asterisk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from callcenter.state import State
from telephony import ari_requests
from telephony.ari_events import AriEvents
from telephony.book_reader import Place
from telephony.callers import Callers
from telephony.controller import Safeguards
from telephony.fallback_care import FallbackCare
from telephony.fallback_plan import Planner
from telephony.fallback_watch import FallbackWatch
from telephony.leases import Leases
from telephony.meeting import Meeting
from tests.sim.link import Link
from tests.sim.spool import open_book, spool_of

if TYPE_CHECKING:
    from tests.sim.world import World


def safeguards(
    world: World, link: Link, state: State, callers: Callers, reader: AriEvents
) -> Safeguards:
    """Wire them for a controller that remembers this state."""
    book = open_book(world.asterisk, Place(state.book, state.book_offset))
    clock, seats, none = world.asterisk.now, world.endpoints, timedelta()
    watch = FallbackWatch(
        ari=link,
        state=state,
        seats=seats,
        spool=spool_of(book, callers, world.campaign.lines[0].number),
        offset=none,
        clock=clock,
    )
    accounts = (ari_requests.put_auth(each, username=each, md5_cred="0" * 32) for each in seats)
    held = [call for call in state.calls.values() if call.is_leased]
    refused = (call.id for call in held if not call.holds_line)
    leases = Leases(link, (call.id for call in held), refused=refused)
    return Safeguards(
        meeting=Meeting(
            ari=link,
            clock=clock,
            reader=reader,
            seats=seats,
            accounts=tuple(accounts),
            book=book,
            answered=leases.answered,
        ),
        leases=leases,
        fallback=FallbackCare(
            ari=link,
            planner=Planner(
                campaign=world.campaign, state=state, sounds=lambda version: {}, offset=none
            ),
            watch=watch,
            seats=seats,
            clock=clock,
        ),
    )
