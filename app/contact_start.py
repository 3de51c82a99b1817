"""The contacts of an instance, put together from its campaign: rules, days, form, numbers' ids."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from agent_ui.contact_room import ContactRoom
from app.number import as_written
from callcenter.campaign import Campaign
from callcenter.contact import Calling
from cases.contact_book import NumbersOf
from cases.contact_calendar import Calendar
from cases.contact_rules import Span
from cases.contacts import Contacts, NumberId
from cases.plan import Plan
from cases.store import Shelf


def contacts_of(
    plan: Plan,
    shelf: Shelf,
    campaign: Campaign,
    *,
    number_id: NumberId,
    numbers_of: NumbersOf,
) -> Contacts | None:
    """Make the contacts; None if the campaign calls nobody."""
    if plan.contacts is None:
        return None
    days = calendar_of(campaign)
    return Contacts(shelf, plan, plan.contacts, days, number_id=number_id, numbers_of=numbers_of)


def room_of(
    contacts: Contacts,
    campaign: Campaign,
    *,
    known: Callable[[str], str | None],
    calling: Callable[[], Calling],
) -> ContactRoom:
    """Give the pages of calling what they need."""
    number = campaign.outbound.caller_id or campaign.lines[0].number
    skill = campaign.outbound.skill
    callers = {each.id for each in campaign.desks if not skill or each.skills.get(skill, 0) > 0}
    return ContactRoom(
        contacts=contacts,
        center=campaign.name,
        number=as_written(number),
        known=known,
        calling=calling,
        may_call=callers.__contains__,
    )


def calendar_of(campaign: Campaign) -> Calendar:
    """Give the campaign's operating days."""
    days = {each.day: Span(each.opens, each.closes) for each in campaign.open_days}
    return Calendar(ZoneInfo(campaign.zone), days)
