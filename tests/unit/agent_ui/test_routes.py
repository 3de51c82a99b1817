"""The table of routes: every address once, each with a role."""

from __future__ import annotations

import pytest

from agent_ui.routes import ROUTES, Role

pytestmark = pytest.mark.unit


def test_every_address_stands_once_in_the_table() -> None:
    addresses = [(route.method, route.path) for route in ROUTES]
    assert len(set(addresses)) == len(addresses)


def test_every_route_has_a_role() -> None:
    assert all(isinstance(route.role, Role) for route in ROUTES)
