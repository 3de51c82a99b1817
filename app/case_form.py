"""The campaign's application form, carried from what `config` checked to `cases`."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from app.errors import NotValid, PlainUnreadable
from app.home import Home
from app.plain import Plain
from cases import plan as plans
from cases.plan import Plan
from cases.schema import Schema
from config.campaign import case_tables
from config.case_file import Cases
from config.problem import line_for
from config.settings import load_settings
from ivr_flows.loader import SHIPPED


def plan_of(home: Home, environ: Mapping[str, str]) -> Plan | None:
    """Read the form and the limits of a home's campaign; None if it takes no applications.

    Raises:
        NotValid: with every problem of settings or campaign.
    """
    settings = load_settings(home.folder, environ)
    if isinstance(settings, list):
        raise NotValid(problems=[line_for(each) for each in settings])
    return plan_named(settings.campaign, home)


def kept_plan(home: Home, plain: Plain) -> Plan:
    """Read the plan that a home was last started with.

    Raises:
        PlainUnreadable: it is of another version.
        OSError: it is not there.
    """
    path = home.versions / f"{plain.cases}.json"
    try:
        return plans.decode(path.read_bytes())
    except msgspec.DecodeError as exc:
        raise PlainUnreadable(path=str(path), why=str(exc)) from exc


def plan_named(campaign: str, home: Home | None = None) -> Plan | None:
    """Read the form and the limits of a campaign by its name or path.

    Raises:
        NotValid: with every problem of the campaign.
    """
    folders = [SHIPPED, *([home.folder / "flows"] if home else [])]
    flows = {path.stem for folder in folders for path in folder.glob("*.toml")}
    found = case_tables(campaign, flows=flows)
    if isinstance(found, list):
        raise NotValid(problems=[line_for(each) for each in found])
    return None if found is None else to_plan(found)


def to_plan(cases: Cases) -> Plan:
    """Carry checked tables over; the words are the same on both sides."""
    tree = cases.model_dump()
    schema = {**tree, "prefix": tree["number_prefix"]}
    schema = {key: schema[key] for key in Schema.__dataclass_fields__}
    if tree["payment"] is not None:
        tree["payment"] = {key: each for key, each in tree["payment"].items() if each is not None}
    limits = {
        key: value
        for key, value in tree.items()
        if key in Plan.__dataclass_fields__ and value is not None
    }
    return msgspec.convert({**limits, "schema": schema}, Plan)
