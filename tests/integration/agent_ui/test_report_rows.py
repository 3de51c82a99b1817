"""Figures of a report that count no calls open to the rows that they are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.shown import Site
from desk.roles import Role
from desk.sessions import Who
from metrics.due import Rule
from metrics.period import Kind
from metrics.report_plan import Form, Part
from metrics.reporting import Reporting
from storage.audit import Action, Actor, trailed
from storage.case_tables import Case, CaseDocument, CaseMove
from storage.engine import transaction
from storage.stays import begin
from storage.time_tables import SeatSpell
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_reports import WEEKLY, opened, with_reports
from tests.integration.desk.conftest import Clock as DeskClock
from tests.integration.desk.people import newcomer
from tests.integration.metrics.week import at
from tests.integration.metrics.week_notes import note

pytestmark = pytest.mark.integration

PARTS = {
    Kind.WEEKLY: (Part.CALLBACKS_KEPT, Part.SEATS, Part.QUALITY, Part.CHART),
    Kind.STAFF: (Part.STAFF, Part.STAFF_TIME, Part.CARRIER_BUSY),
    Kind.MONTHLY: (Part.CASES, Part.ACCESS),
}
REPORTS = (WEEKLY, "/reports/staff-2026-W07", "/reports/monthly-2026-02")


async def worked(engine: AsyncEngine, who: Who) -> None:
    """Somebody sits at a seat and takes a call; a case comes and is accepted."""
    async with transaction(engine) as session:
        await begin(
            session, sitting=who.session, staff=who.staff, seat="seat-01", at=at(9, "08:30:00")
        )
        for n, (state, clock_) in enumerate(
            (("ready", "09:00:00"), ("talking", "09:00:18"), ("wrap_up", "09:02:28"))
        ):
            session.add(SeatSpell(n=n + 1, seat="seat-01", state=state, began_at=at(9, clock_)))
        session.add(SeatSpell(n=9, seat="seat-01", state="not_ready", began_at=at(9, "09:03:00")))
        paper = CaseDocument(seq=1, document=b"")
        came = {"received_at": at(9, "10:00:00"), "status_since": at(10, "10:00:00")}
        row = {"number": "A-1", "kind": "application", "channel": "post", "form": "f"}
        session.add(Case(seq=1, status="accepted", digest=b"", paper=paper, **row, **came))  # type: ignore[arg-type]
        await session.flush()
        session.add(
            CaseMove(
                case=1,
                happening="accept",
                before="received",
                after="accepted",
                at=at(10, "10:00:00"),
                by=who.staff,
            )
        )
    async with trailed(engine) as trail:
        actor = Actor(who=who.staff, origin="")
        await trail.note(at(10, "10:00:00"), actor, Action.CASE_SEEN, "A-1")


async def frozen(site: Site, clock: DeskClock, who: Who) -> Reporting:
    """Freeze three reports that show what is no call."""
    assert site.reports is not None
    forms = tuple(
        Form(kind=kind, title="t", parts=parts, rule=Rule.NONE) for kind, parts in PARTS.items()
    )
    made = replace(site.reports, plan=replace(site.reports.plan, forms=forms))
    for calls, source in ((2, "A"), (3, "B")):
        await made.note_busy(date(2026, 2, 9), calls, source, Actor(who=who.staff, origin=""))
    return made


@pytest.mark.clause("OTR-特-15")
async def test_figures_that_are_no_calls_open_to_the_rows_they_are_made_of(
    site: Site, clock: DeskClock
) -> None:
    site = await with_reports(site, clock)
    await note(site.desk.engine)
    agent = await newcomer(site.desk, "op1")
    who = await agent.who(await agent.first_sign_in())
    await worked(site.desk.engine, who)
    made = await frozen(site, clock, who)
    shown: list[str] = []
    async with Browser(replace(site, reports=made)) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        for report in REPORTS:
            await browser.get(report)
            await browser.post(f"{report}/freeze")
        clock.now += timedelta(minutes=1)
        await made.note_busy(date(2026, 2, 9), 9, "later", Actor(who=who.staff, origin=""))
        for report in REPORTS:
            shown += await opened(browser, report)
        for parts in PARTS.values():
            for part in set(parts) - {Part.CHART}:
                assert any(f"part={part}&" in each for each in shown), part
        assert any("day=2026-02-10" in each for each in shown), "the chart's days"
        (busy,) = [each for each in shown if "carrier_busy" in each]
        await browser.get(busy)
        assert "<strong>3</strong>" in browser.page, "as it was known at the freeze"
        cases = [each for each in shown if "part=cases" in each]
        await browser.get(cases[0])
        assert '<a href="/cases/A-1">A-1</a>' in browser.page
        for wrong in ("part=x&row=0&column=1", "part=seats&row=x&column=1", "part=seats&row=0"):
            assert (await browser.get(f"/figures/rows?week=2026-W07&{wrong}")).status == 400
        for none in ("part=seats&row=99&column=1", "part=summary&row=0&column=1"):
            assert (await browser.get(f"/figures/rows?week=2026-W07&{none}")).status == 404
