"""Who may ask for which address: what the table of routes says of each, and whom that lets in."""

from __future__ import annotations

from enum import StrEnum

from desk.roles import TAKES_SEATS, Role


class Access(StrEnum):
    """Who may ask."""

    ANYBODY = "anybody"
    """Without signing in: nothing personal may be shown there."""
    ENTERING = "entering"
    """Who gave the right password and has steps of the sign-in to do."""
    OWNER = "owner"
    """Who is signed in, also while the page is locked."""
    STAFF = "staff"
    """Who is signed in."""
    SEATED = "seated"
    """Who works at a seat."""
    PHONE = "phone"
    """Who works at a seat, also while the page is locked: a locked page keeps its call."""
    SUPERVISION = "supervision"
    """Who watches over the seats."""
    MANAGEMENT = "management"
    """Who answers to the client."""
    WALL = "wall"
    """The same, also while the page is locked: a wall shows nobody's data."""
    WATCH = "watch"
    """Who may come to a talk of others."""
    CASES = "cases"
    """Who works on applications."""
    FIGURES = "figures"
    """Who is counted in figures, or watches over them."""
    LISTENING = "listening"
    """Who may listen to recordings, as far as the campaign lets their role."""
    API = "api"
    """The same as supervision, for programs, too: by a token of their own."""
    CLIENT = "client"
    """The client, who reads."""
    SERVING = "serving"
    """Who serves callers, or watches over it."""


ROLES: dict[Access, frozenset[Role]] = {
    Access.ANYBODY: frozenset(),
    Access.ENTERING: frozenset(Role),
    Access.OWNER: frozenset(Role),
    Access.STAFF: frozenset(Role),
    Access.SEATED: TAKES_SEATS,
    Access.PHONE: TAKES_SEATS,
    Access.SUPERVISION: frozenset({Role.SUPERVISOR, Role.MANAGER}),
    Access.MANAGEMENT: frozenset({Role.MANAGER}),
    Access.WALL: frozenset({Role.SUPERVISOR, Role.MANAGER}),
    Access.WATCH: frozenset({Role.SUPERVISOR}),
    Access.CASES: frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER}),
    Access.FIGURES: frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER}),
    Access.LISTENING: frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER, Role.CLIENT}),
    Access.API: frozenset({Role.SUPERVISOR, Role.MANAGER}),
    Access.CLIENT: frozenset({Role.CLIENT}),
    Access.SERVING: frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER}),
}
"""Whom each access lets in; all but `ANYBODY` need a session."""
