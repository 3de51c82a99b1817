"""The definition that is shipped for Sapporo."""

from __future__ import annotations

from app.kpi_rules import definition
from config.kpi import SHIPPED, load_definitions
from metrics.definition import Definition


def the_clients(name: str = "sapporo-1") -> Definition:
    """Read it, or another one that is shipped."""
    found = load_definitions([SHIPPED])
    assert isinstance(found, dict)
    return definition(found[name])
