"""Every operation of `/api/v1`, once: routes and OpenAPI document are made of this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from agent_ui import api, cookie
from agent_ui.api_shapes import (
    CallShape,
    CallsShape,
    CaseShape,
    CasesShape,
    ReportShape,
    ReportsShape,
    SeatsShape,
    Shape,
)

BASE = "/api/v1"
DAY = ("day", "The business date, YYYY-MM-DD; today if it is left out.")
PAGE = ("page", "Counted from 1; a page has 50 applications.")


@dataclass(frozen=True, slots=True)
class Operation:
    """One address that is read with GET."""

    path: str
    """After the base; what stands in braces is a parameter."""
    view: Handler
    answers: type[Shape]
    query: tuple[tuple[str, str], ...] = ()
    """Name and meaning of each parameter of the address; none is needed."""


OPERATIONS: tuple[Operation, ...] = (
    Operation("/calls", api.calls, CallsShape, (DAY,)),
    Operation("/calls/{call}", api.call, CallShape),
    Operation("/seats", api.seats, SeatsShape),
    Operation(
        "/cases",
        api.cases,
        CasesShape,
        (PAGE, ("status", "A status of the campaign."), ("channel", "How it came.")),
    ),
    Operation("/cases/{number}", api.case, CaseShape),
    Operation("/reports", api.reports, ReportsShape),
    Operation("/reports/{report}", api.report, ReportShape),
)


async def document(request: web.Request) -> web.StreamResponse:
    """Give the OpenAPI document."""
    return web.json_response(openapi())


@cache
def openapi() -> Mapping[str, Any]:
    """Write the document (OpenAPI 3.1) of this version."""
    shapes = [each.answers for each in OPERATIONS]
    _, components = msgspec.json.schema_components(
        shapes, ref_template="#/components/schemas/{name}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Madoguchi",
            "version": version("madoguchi"),
            "description": (api.__doc__ or "").strip(),
        },
        "servers": [{"url": BASE}],
        "security": [{"session": []}, {"token": []}],
        "paths": {each.path: {"get": _described(each)} for each in OPERATIONS},
        "components": {
            "schemas": components,
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie.NAME,
                    "description": "A supervisor's or manager's sign-in.",
                },
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Of `madoguchi api add NAME`.",
                },
            },
        },
    }


def _described(operation: Operation) -> Mapping[str, Any]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]
    in_query = [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in operation.query
    ]
    shape = {"$ref": f"#/components/schemas/{operation.answers.__name__}"}
    refusals = {"401": "Not signed in.", "403": "Not for this role."}
    if names:
        refusals["404"] = "There is none."
    if operation.query:
        refusals["400"] = "A parameter is not what it should be."
    return {
        "operationId": operation.view.__name__,
        "summary": (operation.view.__doc__ or "").strip(),
        "parameters": in_path + in_query,
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": shape}}},
            **{status: {"description": text} for status, text in refusals.items()},
            "503": {"description": "The rows cannot be read now; try again."},
        },
    }
