"""Contacts as the tests make them: Sapporo's rules, its days, a person with one paper case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from app.contact_start import calendar_of
from cases.contact import Attempt, Contact, Papers
from cases.contact_calendar import Calendar
from cases.contact_plan import Planner
from cases.contact_result import Result
from cases.contact_rules import ContactRules
from cases.lifecycle import Status
from cases.schema import Channel
from config.campaign import load_campaign
from japan.phone import E164
from tests.unit.cases.applications import plan
from tests.unit.config.test_campaign import FLOWS

ZONE = ZoneInfo("Asia/Tokyo")
FIRST = date(2026, 2, 2)


def rules() -> ContactRules:
    """Give Sapporo's."""
    found = plan().contacts
    assert found is not None
    return found


@cache
def calendar() -> Calendar:
    """Give Sapporo's days, 09:00 to 18:00."""
    campaign = load_campaign("sapporo", flows=FLOWS)
    assert not isinstance(campaign, list)
    return calendar_of(campaign)


def planner(**changed: object) -> Planner:
    """Give Sapporo's planner, with some rules changed."""
    return Planner(replace(rules(), **changed), calendar())  # type: ignore[arg-type]


def at(text: str) -> datetime:
    """Read an instant of the campaign's zone: `03-02 10:00`."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def papers(seq: int = 1, /, **changed: object) -> Papers:
    """Give a paper case that was found incomplete on Monday 2 March at 9:30."""
    made = Papers(
        seq=seq,
        number=f"S-P-{seq:06}-0",
        person=f"p{seq}",
        channel=Channel.POST,
        status=Status.DEFICIENT,
        is_protected=False,
        phone=E164("+819012345678"),
        bar=None,
        since=at("03-02 09:30"),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def contact(*attempts: tuple[str, Result], again: str = "", **changed: object) -> Contact:
    """Give a person with one case and some attempts; `again` belongs to the last of them."""
    made = tuple(
        Attempt(id=f"a{n}", at=at(when), result=result) for n, (when, result) in enumerate(attempts)
    )
    if again:
        made = (*made[:-1], replace(made[-1], again_at=at(again)))
    return Contact(papers=(papers(**changed),), attempts=made)


def tried(before: Contact, when: datetime, result: Result, *, again_s: int = 0) -> Contact:
    """Give a contact after one more attempt."""
    again = when + timedelta(seconds=again_s) if again_s else None
    made = Attempt(id=f"a{len(before.attempts)}", at=when, result=result, again_at=again)
    return replace(before, attempts=(*before.attempts, made))
