"""The table of routes: every address once, each with who may ask."""

from __future__ import annotations

import pytest

from agent_ui.access import ROLES, Access
from agent_ui.routes import ROUTES
from desk.roles import Role

pytestmark = pytest.mark.unit


def test_every_address_stands_once_in_the_table() -> None:
    addresses = [(route.method, route.path) for route in ROUTES]
    assert len(set(addresses)) == len(addresses)


def test_every_route_has_an_access_and_every_access_its_roles() -> None:
    assert all(isinstance(route.access, Access) for route in ROUTES)
    assert set(ROLES) == set(Access)


def test_nothing_that_changes_something_is_for_anybody_but_the_sign_in() -> None:
    changing = {route.path for route in ROUTES if route.method == "POST"}
    open_ = {route.path for route in ROUTES if route.access is Access.ANYBODY}
    assert changing & open_ == {"/sign-in"}


def test_the_city_changes_nothing_but_its_own_sign_in() -> None:
    own = {"/sign-out", "/lock", "/unlock", "/language", "/activity", "/second-factor"}
    own |= {"/recordings", "/recordings/{call}/open"}  # looked for, and listened to:
    own |= {"/recordings/{call}/listen/{listening}"}  # what was played goes into the trail
    own |= {"/client/records", "/client/records/file"}  # looked for: words stay out of addresses
    changes = {
        route.path
        for route in ROUTES
        if route.method == "POST"
        and Role.CLIENT in ROLES[route.access]
        and route.access is not Access.ENTERING
    }
    assert changes == own


def test_what_a_page_asks_for_by_itself_keeps_no_screen_unlocked() -> None:
    by_itself = {route.path for route in ROUTES if route.path.endswith("/part")}
    assert "/outbound/part" in by_itself
    assert {route.path for route in ROUTES if not route.is_activity} >= by_itself
