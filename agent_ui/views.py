"""One thin function a page: ask for values, put them into a template, answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from aiohttp import web

from agent_ui import words
from agent_ui.keys import SITE, TEMPLATES

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


async def board(request: web.Request) -> web.Response:
    """Show what this is, and its state in numbers."""
    site = request.app[SITE]
    down = [part.name for part in await site.health() if not part.ok]
    text = (
        request.app[TEMPLATES]
        .get_template("board.html")
        .render(board=site.board(), down=words.parts(down), words=words)
    )
    return web.Response(text=text, content_type="text/html")


async def healthz(request: web.Request) -> web.Response:
    """Tell machines whether every part works: 200, or 503 if one does not."""
    parts = await request.app[SITE].health()
    ok = all(part.ok for part in parts)
    told = {
        "status": "ok" if ok else "degraded",
        "parts": {part.name: {"ok": part.ok, "detail": part.detail} for part in parts},
    }
    return web.json_response(told, status=200 if ok else 503)


async def metrics(request: web.Request) -> web.Response:
    """Give all numbers in Prometheus' text format."""
    site = request.app[SITE]
    return web.Response(body=site.metrics(), headers={"Content-Type": site.metrics_type})


async def static(request: web.Request) -> web.Response:
    """Give a file of ours, known by its name."""
    found = _files().get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    content, kind = found
    return web.Response(body=content, content_type=kind, charset="utf-8")


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """All static files with their types: nothing that a client says becomes a path."""
    paths = (path for path in STATIC.iterdir() if path.suffix in TYPES)
    return {path.name: (path.read_bytes(), TYPES[path.suffix]) for path in paths}
