"""Wiring of what keeps the calls safe from our own failing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import asterisk_death
from app.accounts import accounts, endpoints
from app.fallback_key import number_key
from app.fallback_sounds import sounds_by_version
from app.home import Home
from app.plain import Plain
from callcenter.campaign import Campaign
from callcenter.state import State
from telephony.ari import Ari
from telephony.ari_events import AriEvents
from telephony.asterisk_files import BOOK, DATABASE, RECORDINGS
from telephony.book_reader import Place
from telephony.callers import Callers
from telephony.controller import Safeguards
from telephony.fallback_care import FallbackCare
from telephony.fallback_plan import Planner
from telephony.fallback_watch import FallbackWatch, Spool
from telephony.leases import Leases
from telephony.meeting import Meeting
from telephony.open_book import OpenBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What they are made of."""

    home: Home
    plain: Plain
    campaign: Campaign
    key: bytes
    """The instance's."""
    clock: Callable[[], datetime]
    ari: Ari
    callers: Callers
    reader: AriEvents


def safeguards(state: State, around: Surroundings) -> Safeguards:
    """Wire them for a controller that remembers this state."""
    spool = _spool(state, around)
    seats, offset = endpoints(around.campaign.desks), _offset(around)
    watch = FallbackWatch(
        ari=around.ari, state=state, seats=seats, spool=spool, offset=offset, clock=around.clock
    )
    held = [call for call in state.calls.values() if call.is_leased]
    refused = (call.id for call in held if not call.holds_line)
    leases = Leases(around.ari, (call.id for call in held), refused=refused)
    return Safeguards(
        meeting=Meeting(
            ari=around.ari,
            clock=around.clock,
            reader=around.reader,
            seats=seats,
            accounts=accounts(around.campaign.desks, key=around.key, realm=around.plain.ari.realm),
            book=spool.book if spool else None,
            died_at=lambda: _death(around),
            offset=offset,
            answered=leases.answered,
        ),
        leases=leases,
        fallback=FallbackCare(
            ari=around.ari,
            planner=Planner(
                campaign=around.campaign,
                state=state,
                sounds=sounds_by_version(around.home, around.plain, around.campaign),
                offset=offset,
            ),
            watch=watch,
            seats=seats,
            clock=around.clock,
        ),
    )


def _spool(state: State, around: Surroundings) -> Spool | None:
    """Name what our own Asterisk leaves on this machine; None if somebody else runs it."""
    if around.plain.asterisk is None:
        return None
    folder = around.home.asterisk
    book = OpenBook(
        folder / BOOK,
        Place(state.book, state.book_offset),
        offset=_offset(around),
        clock=around.clock,
    )
    return Spool(
        database=folder / DATABASE,
        number_key=number_key(around.key),
        recordings=folder / RECORDINGS,
        book=book,
        callers=around.callers,
        line=lines[0].number if len(lines := around.campaign.lines) == 1 else "",
    )


def _death(around: Surroundings) -> datetime | None:
    at = asterisk_death.noted(around.home.asterisk_died)
    return at + _offset(around) if at else None


def _offset(around: Surroundings) -> timedelta:
    return timedelta(seconds=around.plain.clock_offset_s)
