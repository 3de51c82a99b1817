"""Everything that an operator wrote, checked together: settings, campaign, flows, and how they fit.

Loads pydantic, so it runs in a child of `up`, in `check` and in `doctor`, never in the controller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.case_form import to_plan
from app.clock import clock_with, stored_offset
from app.desk_rules import desk_rules
from app.flow_files import drafts
from app.home import Home
from app.quality_rules import sheet_of
from app.report_rules import report_plan
from app.sound_rules import sound_rules
from app.undone import undone
from callcenter.campaign import Campaign
from cases.life import Life
from cases.plan import Plan
from config.campaign import (
    case_tables,
    desk_tables,
    load_campaign,
    logs_until,
    quality_table,
    report_table,
    sound_table,
    spoken_values,
    unconfirmed,
)
from config.deployment import check_deployment
from config.kpi import SHIPPED as SHIPPED_KPI
from config.kpi import load_definitions
from config.problem import line_for
from config.settings import load_settings
from config.settings_file import Settings
from desk.rules import Rules
from ivr_flows.loader import Loaded, load, named
from ivr_flows.problem import Problem
from metrics.report_plan import ReportPlan
from recordings.rules import SoundRules
from recordings.scoring import Sheet

OWN_KPI = "kpi"
"""Folder of the home whose KPI definitions stand beside the shipped ones, or replace them."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found to be right."""

    settings: Settings
    campaign: Campaign
    flows: Loaded
    desk: Rules
    cases: Plan | None
    """None if the campaign takes no applications."""
    reports: ReportPlan
    unconfirmed: tuple[str, ...]
    """Keys of the campaign that are our assumption still."""
    sound: SoundRules
    quality: Sheet | None
    """None if the campaign has no score sheet."""


def check(
    home: Home,
    environ: Mapping[str, str],
    *,
    today: date | None = None,
    flows_in: Sequence[Path] = (),
) -> Checked | list[Problem]:
    """Check everything and give all of it, or every problem at once.

    The announcements tell the openings from `today` on; None is today on the home's clock. Flows
    are read in these folders and files; without any, in those of the drafts.
    """
    settings = load_settings(home.folder, environ)
    if isinstance(settings, list):
        return settings
    folders = flows_in or drafts(home)
    names = sorted(named(folders))
    campaign = load_campaign(settings.campaign, flows=names)
    today = today or clock_with(stored_offset(home))().date()
    values = spoken_values(settings.campaign, flows=names, today=today)
    if isinstance(campaign, list):
        return campaign
    if isinstance(values, list):
        return values
    desk = desk_tables(settings.campaign, flows=names)
    if isinstance(desk, list):
        return desk
    cases = case_tables(settings.campaign, flows=names)
    if isinstance(cases, list):
        return cases
    sound = _sound(settings.campaign, campaign, names)
    assumed = unconfirmed(settings.campaign, flows=names)
    quality = quality_table(settings.campaign, flows=names)
    if isinstance(sound, list) or isinstance(assumed, list) or isinstance(quality, list):
        told = (sound, assumed, quality)
        return [each for found in told if isinstance(found, list) for each in found]
    flows = load(folders, values)
    problems = [
        *flows.problems,
        *undone(flows.flows, goes_out=_goes_out(settings)),
        *check_deployment(campaign, settings, unconfirmed=assumed),
    ]
    rules = desk_rules(desk)
    life = None if cases is None else to_plan(cases).life
    reports = _reports(home, settings.campaign, names, rules, life)
    if problems or isinstance(reports, list):
        return [*problems, *(reports if isinstance(reports, list) else [])]
    plan = None if cases is None else to_plan(cases)
    return Checked(
        settings, campaign, flows, rules, plan, reports, assumed, sound, sheet_of(quality)
    )


def _goes_out(settings: Settings) -> bool:
    """Whether calls can go out; where no citizen can call in, nobody misses it."""
    trunks = settings.trunks
    return any(each.goes_out_to for each in trunks) or not any(each.is_real for each in trunks)


def _sound(name: str, campaign: Campaign, flows: list[str]) -> SoundRules | list[Problem]:
    table, logs = sound_table(name, flows=flows), logs_until(name, flows=flows)
    if isinstance(table, list):
        return table
    return logs if isinstance(logs, list) else sound_rules(table, campaign, logs_until=logs)


def _reports(
    home: Home, campaign: str, flows: list[str], desk: Rules, life: Life | None
) -> ReportPlan | list[Problem]:
    definitions = load_definitions([SHIPPED_KPI, home.folder / OWN_KPI])
    table = report_table(campaign, flows=flows)
    if isinstance(definitions, list):
        return definitions
    if isinstance(table, list):
        return table
    plan = report_plan(table, definitions, desk, life)
    return [plan] if isinstance(plan, Problem) else plan


def lines_of(problems: list[Problem]) -> list[str]:
    """Write problems for the operator, one line each."""
    return [line_for(each) for each in problems]


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Name the folder of what can be made again, shared by the instances of a machine."""
    given = environ.get("MADOGUCHI_CACHE")
    return Path(given).absolute() if given else Path.home() / ".cache" / "madoguchi"
