"""The reports of a shipped campaign, on a database of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.ext.asyncio import AsyncEngine

from app.case_form import plan_named
from app.desk_rules import desk_rules
from app.report_rules import report_plan
from app.report_start import counting, listing
from callcenter.campaign import Campaign
from cases.plan import Plan
from cases.store import Shelf
from cases.vault import Vault
from config.campaign import desk_tables, load_campaign, report_table
from config.desk_file import DeskTables
from config.kpi import SHIPPED, load_definitions
from config.report_file import ReportsTable
from ivr_flows.loader import SHIPPED as FLOWS
from metrics.report import Versions
from metrics.report_plan import ReportPlan
from metrics.reporting import Reporting


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def sapporo() -> tuple[ReportPlan, Campaign]:
    """Read what is shipped for the first contract."""
    return shipped("sapporo")


@cache
def shipped(name: str) -> tuple[ReportPlan, Campaign]:
    """Read what is shipped for a contract."""
    flows = [path.stem for path in FLOWS.glob("*.toml")]
    campaign = load_campaign(name, flows=flows)
    table = report_table(name, flows=flows)
    desk = desk_tables(name, flows=flows)
    files = load_definitions([SHIPPED])
    assert isinstance(campaign, Campaign)
    assert isinstance(table, ReportsTable)
    assert isinstance(desk, DeskTables)
    assert isinstance(files, dict)
    cases = plan_named(name)
    assert cases is not None
    plan = report_plan(table, files, desk_rules(desk), cases.life)
    assert isinstance(plan, ReportPlan)
    return plan, campaign


def shelf_of(plan: Plan) -> Shelf:
    """Give a shelf with keys of the tests' own."""
    return Shelf(plan.schema, Vault(b"k" * 32, encrypted=True), plan.life)


def reporting(
    engine: AsyncEngine, clock: Callable[[], datetime], name: str = "sapporo"
) -> Reporting:
    """Make the reports."""
    plan, campaign = shipped(name)
    cases = plan_named(name)
    assert cases is not None
    return Reporting(
        engine=engine,
        plan=plan,
        campaign=campaign,
        versions=Versions(plan="plan-1", operation="campaign-1"),
        clock=clock,
        count=counting(shelf_of(cases)),
        people=listing(shelf_of(cases)),
        older=lambda plan_, campaign_: (plan, campaign) if plan_ == "plan-1" else None,
    )
