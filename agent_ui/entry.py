"""The pages of signing in and out: one thin view a step; what counts is decided in `desk`."""

from __future__ import annotations

from aiohttp import web

from agent_ui import cookie
from agent_ui.keys import SITE, WHO
from agent_ui.page import LANGUAGES, render, see, text_of, who_of
from desk import own_account, second_factor, sessions
from desk import sign_in as signing_in
from desk.errors import SessionMoved
from desk.own_account import SetUp
from desk.passwords import LONGEST
from desk.sign_in import Entered, Wait, Wrong
from desk.stages import Stage

WRONG = "ログイン名かパスワードが違います。"
WRONG_CODE = "コードが違うか、すでに使われています。新しいコードが表示されるまでお待ちください。"
WRONG_PASSWORD = "パスワードが違います。"
WAIT = "失敗が続いたため、しばらく受け付けません。少し待ってからもう一度お試しください。"
WEAK = {
    "too_short": "短すぎます。文字数を増やしてください。",
    "too_long": "長すぎます。128文字までにしてください。",
    "easily_guessed": "推測されやすいパスワードです。関係のない言葉を組み合わせてください。",
    "used_before": "以前に使ったパスワードです。別のものにしてください。",
}
DIFFERS = "二つのパスワードが同じではありません。"
PLACE = "/sign-in/step"


async def sign_in_page(request: web.Request) -> web.StreamResponse:
    """Ask for name and password."""
    if request.get(WHO) is not None:
        return see(PLACE)
    return render(request, "sign_in.html")


async def sign_in(request: web.Request) -> web.StreamResponse:
    """Take name and password."""
    desk = request.app[SITE].desk
    login = await text_of(request, "login", longest=64)
    password = await text_of(request, "password", longest=4 * LONGEST)
    given = await signing_in.give_password(desk, login, password, address=request.remote or "")
    if isinstance(given, Entered):
        return _onward(given)
    error = WAIT if isinstance(given, Wait) else WRONG
    return render(request, "sign_in.html", {"error": error}, status=_status(given))


async def step_page(request: web.Request) -> web.StreamResponse:
    """Show the step that is due."""
    return await _step(request)


async def give_code(request: web.Request) -> web.StreamResponse:
    """Take a code of the authenticator, or a recovery code."""
    desk, who = request.app[SITE].desk, who_of(request)
    code = await text_of(request, "code")
    given = await signing_in.give_code(desk, who.session, code, address=request.remote or "")
    if isinstance(given, Entered):
        return _onward(given)
    error = WAIT if isinstance(given, Wait) else WRONG_CODE
    return await _step(request, error=error, status=_status(given))


async def change_password(request: web.Request) -> web.StreamResponse:
    """Take one's own password."""
    desk, who = request.app[SITE].desk, who_of(request)
    new = await text_of(request, "new", longest=4 * LONGEST)
    if new != await text_of(request, "again", longest=4 * LONGEST):
        return await _step(request, error=DIFFERS, status=422)
    done = await own_account.change_password(desk, who.session, new)
    if isinstance(done, Entered):
        return _onward(done)
    return await _step(request, error=WEAK[done.value], status=422)


async def confirm_authenticator(request: web.Request) -> web.StreamResponse:
    """Take the authenticator's first code; the recovery codes are shown once."""
    desk, who = request.app[SITE].desk, who_of(request)
    code = await text_of(request, "code")
    done = await own_account.confirm_authenticator(desk, who.session, code)
    if isinstance(done, SetUp):
        shown = {"codes": done.recovery_codes, "next": PLACE}
        return render(request, "recovery_codes.html", shown, token=done.entered.token)
    return await _step(request, error=WRONG_CODE, status=422)


async def take_over(request: web.Request) -> web.StreamResponse:
    """End the other sign-in and go on here."""
    who = who_of(request)
    done = await signing_in.take_over(request.app[SITE].desk, who.session)
    await request.app[SITE].sitters.refresh()
    return _onward(done)


async def unlock_page(request: web.Request) -> web.StreamResponse:
    """Show a locked page."""
    if not who_of(request).is_locked:
        return see("/home")
    return render(request, "locked.html")


async def unlock(request: web.Request) -> web.StreamResponse:
    """Open a locked page with the password."""
    password = await text_of(request, "password", longest=4 * LONGEST)
    done = await sessions.unlock(request.app[SITE].desk, who_of(request), password)
    if isinstance(done, Wait | Wrong):
        error = WAIT if isinstance(done, Wait) else WRONG_PASSWORD
        return render(request, "locked.html", {"error": error}, status=_status(done))
    return see("/home")


async def lock(request: web.Request) -> web.StreamResponse:
    """Lock the page at once."""
    await sessions.lock(request.app[SITE].desk, who_of(request))
    return see("/unlock")


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session; the seat gets no more calls."""
    site = request.app[SITE]
    await sessions.sign_out(site.desk, who_of(request))
    await site.sitters.refresh()
    answer = see("/sign-in")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # ASVS 5.0, 14.3.1
    cookie.forget(answer)
    return answer


async def choose_language(request: web.Request) -> web.StreamResponse:
    """Remember the person's language."""
    language = await text_of(request, "language")
    if language not in LANGUAGES:
        raise web.HTTPBadRequest
    await own_account.choose_language(request.app[SITE].desk, who_of(request).staff, language)
    return see("/home")


async def _step(request: web.Request, *, error: str = "", status: int = 200) -> web.StreamResponse:
    site, who = request.app[SITE], who_of(request)
    shown: dict[str, object] = {"error": error}
    try:
        match who.stage:
            case Stage.SET_UP_TOTP:
                login, secret = await own_account.begin_authenticator(site.desk, who.session)
                place = site.board().campaign
                shown["picture"] = second_factor.picture(secret, login=login, place=place)
                shown["secret"] = second_factor.grouped(secret)
            case Stage.CHANGE_PASSWORD:
                shown["length"] = site.desk.rules.sign_in.password_length
            case _:
                pass
    except SessionMoved:
        return see(PLACE)
    return render(request, f"step_{who.stage.value}.html", shown, status=status)


def _onward(entered: Entered) -> web.Response:
    return see("/home" if entered.stage is Stage.ACTIVE else PLACE, token=entered.token)


def _status(given: Wrong | Wait) -> int:
    return 429 if isinstance(given, Wait) else 422
