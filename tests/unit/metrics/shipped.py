"""The definition that is shipped for Sapporo."""

from __future__ import annotations

from app.kpi_rules import definition
from config.kpi import SHIPPED, load_definitions
from metrics.definition import Definition


def the_clients() -> Definition:
    """Read it."""
    found = load_definitions([SHIPPED])
    assert isinstance(found, dict)
    return definition(found["sapporo-1"])
