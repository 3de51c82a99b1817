"""What the office is made of, from a home: what the pages show, and what works on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.feed import Feed
from agent_ui.foresight import Foresight
from agent_ui.shown import Site
from agent_ui.sitters import Sitters
from app.ask import why_not
from app.boards import Boards
from app.browser_phones import BrowserPhones
from app.call_story import story_of
from app.caller_desk import CallerDesk
from app.clock import Clock, clock_with
from app.contact_ends import Around
from app.contact_offers import ContactOffers
from app.contact_start import contacts_of
from app.day_start import day_room_of
from app.demo_citizens import citizen_phone
from app.desk_start import case_room_of, desk_of
from app.health import Health
from app.home import Home
from app.live import Live
from app.number import as_written
from app.opened import both, flows_in_force, kept_flows
from app.plain import Plain
from app.programs import Programs
from app.report_start import reporting_of
from app.rows import Rows
from app.sound import Sound
from app.vault import room_of
from callcenter.campaign import Campaign
from desk.desk import Desk
from ivr_flows.schema import Flow
from metrics.prometheus import CONTENT_TYPE
from metrics.reporting import Reporting
from storage import migrate
from storage.keys import instance_key, name_of
from storage.projection import Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The office's parts, none of which works yet."""

    home: Home
    plain: Plain
    database: AsyncEngine
    campaign: Campaign
    flows: tuple[Flow, ...]
    clock: Clock
    reporting: Reporting
    live: Live
    rows: Rows
    sound: Sound
    health: Health
    desk: Desk
    phones: BrowserPhones
    callers: CallerDesk
    foresight: Foresight
    prepared: asyncio.Event
    """The database is of this version."""

    async def after(self, work: Callable[[], Awaitable[None]]) -> None:
        """Begin a work when the database is prepared."""
        await self.prepared.wait()
        await work()


def parts_of(home: Home, plain: Plain, database: AsyncEngine) -> Parts:
    """Make the parts; raises as what they are read from."""
    campaign, flows = both(home, plain)
    clock = clock_with(plain.clock_offset_s)
    reporting = reporting_of(home, plain, database, clock)
    live = Live(
        home,
        campaign=campaign,
        definition=reporting.plan.definition,
        lines=plain.lines,
        clock=clock,
        version=version("madoguchi"),
    )
    prepared = asyncio.Event()
    rows = Rows(
        home,
        Projection(database, instance=name_of(instance_key(home.key)), zone=ZoneInfo(plain.zone)),
        prepare=lambda: _prepare(plain.database_url, prepared),
        applied=live.projected,
    )
    sound = Sound(home, database, plain, is_recorded=campaign.record, clock=clock)
    callers = CallerDesk(home, database, clock=clock)
    foresight = Foresight(database, callers.who_calls, clock=clock)
    return Parts(
        home=home,
        plain=plain,
        database=database,
        campaign=campaign,
        flows=flows,
        clock=clock,
        reporting=reporting,
        live=live,
        rows=rows,
        sound=sound,
        health=Health(home, plain, rows=rows, live=live, sound=sound),
        desk=desk_of(home, plain, database),
        phones=BrowserPhones(plain.ari),
        callers=callers,
        foresight=foresight,
        prepared=prepared,
    )


def site_of(parts: Parts) -> Site:
    """Give the pages what they show; what is live tells them from now on of each change."""
    home, plain, live, callers = parts.home, parts.plain, parts.live, parts.callers
    submit = partial(why_not, home)
    feed = Feed(
        Boards(
            desks=live.desks,
            board=live.board,
            shown=live.seats,
            sitting=lambda: sitters.by_seat,
        )
    )
    live.changed = feed.changed
    sitters = Sitters(parts.desk, submit=submit, changed=feed.changed, left=parts.phones.revoke)
    return Site(
        board=live.board,
        health=parts.health.parts,
        metrics=lambda: live.numbers.render(),
        metrics_type=CONTENT_TYPE,
        desk=parts.desk,
        seats=live.desks,
        submit=submit,
        feed=feed,
        sitters=sitters,
        phones=parts.phones,
        citizen=citizen_phone(home, plain),
        arrival=live.arrival,
        live_call=live.live_call,
        person_of=callers.person_of,
        number_of=callers.written,
        id_of=callers.kept,
        who_calls=callers.who_calls,
        foresight=parts.foresight,
        cases=case_room_of(home, plain),
        transfers=_outside(parts.campaign),
        reports=parts.reporting,
        story=partial(story_of, home.log),
        program=Programs(home).who,
        flows=partial(flows_in_force, home, plain),
        flows_of=partial(kept_flows, home),
        days=day_room_of(home, plain, parts.desk, parts.reporting),
        sounds=room_of(
            home,
            plain,
            parts.desk,
            caller_of=callers.known,
            number_of=callers.written,
            broken=parts.sound.broken,
        ),
    )


def _outside(campaign: Campaign) -> dict[str, tuple[str, str]]:
    """Give the outside numbers by id, each with its name for the staff."""
    names, numbers = campaign.transfer_names, campaign.transfers
    return {id_: (names.get(id_, id_), as_written(each)) for id_, each in numbers.items()}


def offers_of(parts: Parts, site: Site) -> ContactOffers | None:
    """Make what offers contacts; None if the campaign calls no applicants."""
    room = site.cases
    if room is None:
        return None
    contacts = contacts_of(
        room.plan,
        room.shelf,
        parts.campaign,
        number_id=parts.callers.id_of,
        numbers_of=parts.callers.numbers_of,
    )
    if contacts is None:
        return None

    def sitting(seat: str) -> str:
        there = site.sitters.by_seat.get(seat)
        return there.staff if there is not None else ""

    around = Around(
        number_of=parts.callers.number_of,
        sitting=sitting,
        submit=site.submit,
        clock=parts.clock,
        most=len(parts.campaign.desks),
    )
    return ContactOffers(parts.home, parts.database, contacts, around=around)


async def _prepare(url: str, prepared: asyncio.Event) -> None:
    await migrate.upgrade(url)
    prepared.set()
