"""Every address that is served, in one table, with who may ask for it.

A route without a role cannot be written down; tests walk over this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from aiohttp.typedefs import Handler

from agent_ui import views


class Role(StrEnum):
    """Who may ask."""

    ANYBODY = "anybody"
    """Without signing in: nothing personal may be shown there."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address."""

    method: Literal["GET"]
    path: str
    role: Role
    view: Handler


ROUTES: tuple[Route, ...] = (
    Route("GET", "/", Role.ANYBODY, views.board),
    Route("GET", "/healthz", Role.ANYBODY, views.healthz),
    Route("GET", "/metrics", Role.ANYBODY, views.metrics),
    Route("GET", "/static/{name}", Role.ANYBODY, views.static),
)
