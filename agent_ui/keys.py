"""Typed keys under which the application holds what its views need."""

from __future__ import annotations

from aiohttp import web
from jinja2 import Environment

from agent_ui.shown import Site
from desk.sessions import Who
from desk.sights import Sights

SITE = web.AppKey("site", Site)
TEMPLATES = web.AppKey("templates", Environment)
SIGHTS = web.AppKey("sights", Sights)
"""What open pages were shown already, so that asking again leaves no entry again."""
WHO = web.RequestKey("who", Who)
"""Who asks; not there on pages for anybody."""
