"""What is due when, how far it is, and what waits to be frozen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from metrics.due import Due, Rule, closes_at, dues
from metrics.period import Kind, Period
from metrics.report_plan import Form
from metrics.reporting import Reporting
from metrics.steps import State
from storage import inquiry_sums
from storage.engine import transaction
from storage.report_tables import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A report that is due, and how far it is; `state` is None while there is none."""

    due: Due
    title: str
    state: State | None
    is_late: bool
    is_near: bool
    """A warning before it is late: it is the day, and a time to warn has come."""


async def standings(
    reporting: Reporting, *, since: date, until: date, with_own: bool = False
) -> list[Standing]:
    """List what is due between two days, both included, in order of time.

    `with_own` lists also what is only kept, and not handed in.
    """
    at = reporting.clock()
    async with transaction(reporting.engine) as session:
        rows = (await session.exec(select(col(Report.id), col(Report.state)))).all()
        first, last = _operation(reporting)
        days = await inquiry_sums.complaint_days(session, first, last)
    states = {name: State(state) for name, state in rows}
    found = [
        _standing(reporting, each, form, states.get(each.report), at)
        for form in reporting.plan.forms
        if form.hand_in or with_own
        for each in _dues(reporting, form, days)
        if since <= each.at.astimezone(reporting.zone).date() <= until
    ]
    return sorted(found, key=lambda each: (each.due.at, each.due.report))


async def to_freeze(reporting: Reporting) -> list[tuple[Kind, Period]]:
    """List the reports whose period is over and that nobody froze yet."""
    at = reporting.clock()
    first, _ = _operation(reporting)
    waiting = await standings(
        reporting, since=first, until=reporting.today + timedelta(days=31), with_own=True
    )
    return [
        (each.due.kind, each.due.period)
        for each in waiting
        if each.state is None and closes_at(each.due.period, reporting.terms) <= at
    ]


def _operation(reporting: Reporting) -> tuple[date, date]:
    days = reporting.campaign.open_days
    return days[0].day, days[-1].day


def _dues(reporting: Reporting, form: Form, complaint_days: list[date]) -> list[Due]:
    if form.rule is Rule.NONE:
        return []
    days = complaint_days if form.only_with_complaints else None
    terms = reporting.terms
    if form.month_day is not None:
        terms = replace(terms, month_day=form.month_day)
    return list(dues(form.kind, form.rule, terms, days=days))


def _standing(
    reporting: Reporting, due: Due, form: Form, state: State | None, at: datetime
) -> Standing:
    day = due.at.astimezone(reporting.zone).date()
    warn = [datetime.combine(day, each, reporting.zone) for each in reporting.plan.warn]
    open_still = state is not State.SUBMITTED
    return Standing(
        due=due,
        title=form.title,
        state=state,
        is_late=open_still and at > due.at,
        is_near=open_still and any(each <= at <= due.at for each in warn),
    )
