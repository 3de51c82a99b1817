"""A second factor of one's own accord, where the campaign asks for none (二段階認証)."""

from __future__ import annotations

from aiohttp import web

from agent_ui.entry import WAIT, WRONG_CODE, WRONG_PASSWORD
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from desk import own_account, second_factor
from desk.errors import SessionMoved
from desk.own_account import Refused
from desk.passwords import LONGEST

HAS_ONE = "認証アプリは登録済みです。替えるときは、システム管理者に頼んでください。"
TOLD: dict[Refused, str] = {
    Refused.WAIT: WAIT,
    Refused.PASSWORD: WRONG_PASSWORD,
    Refused.CODE: WRONG_CODE,
    Refused.HAS_ONE: HAS_ONE,
}


async def page(request: web.Request) -> web.StreamResponse:
    """Show what an authenticator scans, or that there is one already."""
    return await _page(request)


async def confirm(request: web.Request) -> web.StreamResponse:
    """Take password and first code; the recovery codes are shown once."""
    desk, who = request.app[SITE].desk, who_of(request)
    password = await text_of(request, "password", longest=4 * LONGEST)
    code = await text_of(request, "code", longest=40)
    try:
        done = await own_account.confirm_own_authenticator(desk, who, password, code)
    except SessionMoved:
        return see("/sign-in")
    if isinstance(done, Refused):
        status = 429 if done is Refused.WAIT else 422
        return await _page(request, error=TOLD[done], status=status)
    return render(request, "recovery_codes.html", {"codes": done, "next": "/home"})


async def _page(request: web.Request, *, error: str = "", status: int = 200) -> web.StreamResponse:
    site, who = request.app[SITE], who_of(request)
    try:
        begun = await own_account.begin_own_authenticator(site.desk, who.session)
    except SessionMoved:
        return see("/sign-in")
    shown: dict[str, object] = {"rules": site.desk.rules, "error": error, "secret": ()}
    if begun is None:
        shown["error"] = error or HAS_ONE
    else:
        login, secret = begun
        place = site.board().campaign
        shown["picture"] = second_factor.picture(secret, login=login, place=place)
        shown["secret"] = second_factor.grouped(secret)
    return render(request, "own_authenticator.html", shown, status=status)
