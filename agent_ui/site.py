"""The web application, put together by hand from the table of routes."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent_ui.guard import guarded
from agent_ui.headers import secure, told_plainly
from agent_ui.keys import SIGHTS, SITE, TEMPLATES
from agent_ui.routes import ROUTES
from agent_ui.shown import Site
from desk.sights import Sights

MAX_BODY = 64 * 1024
AT_ONCE = ("caller.html",)
"""Read before the first call: it is written while a phone rings, and reading takes 50 ms."""


def build(site: Site) -> web.Application:
    """Make the application that shows this site."""
    application = web.Application(middlewares=[told_plainly], client_max_size=MAX_BODY)
    application[SITE] = site
    application[SIGHTS] = Sights()
    application[TEMPLATES] = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for each in AT_ONCE:
        application[TEMPLATES].get_template(each)
    application.on_response_prepare.append(secure)
    for route in ROUTES:
        application.router.add_route(route.method, route.path, guarded(route))
    return application
