"""The headers that depend on how a request came."""

from __future__ import annotations

import ssl

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from agent_ui.headers import secure

pytestmark = pytest.mark.unit


async def test_only_over_tls_a_browser_is_told_to_come_by_nothing_else() -> None:
    over_tls, plain = web.Response(), web.Response()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    await secure(make_mocked_request("GET", "/", sslcontext=context), over_tls)
    await secure(make_mocked_request("GET", "/"), plain)
    assert "includeSubDomains" in over_tls.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in plain.headers
    assert "frame-ancestors" in plain.headers["Content-Security-Policy"]
