"""Putting values into a template, with what every page has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from aiohttp import web

from agent_ui import cookie, words
from agent_ui.english import ENGLISH
from agent_ui.keys import SITE, TEMPLATES, WHO
from agent_ui.shown import Site
from desk.sessions import Who
from recordings.hearing import Ear, ear_of

LANGUAGES = ("ja", "en")
FIRST_DAY = date(2000, 1, 1)
"""Before it nothing was ever kept."""


def render(
    request: web.Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    token: str | None = None,
) -> web.Response:
    """Answer with a page.

    Args:
        request: What is answered.
        template: The template's file.
        values: What it shows.
        status: Of the answer.
        token: A new token of the session, if this request brought it further.
    """
    text = text_for(request, template, values, token=token)
    answer = web.Response(text=text, content_type="text/html", status=status)
    if token is not None:
        cookie.keep(answer, token)
    return answer


def text_for(
    request: web.Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    token: str | None = None,
) -> str:
    """Write what a template shows; `values` and `token` as in `render`."""
    who = request.get(WHO)
    site, language = request.app[SITE], language_of(request)
    common = {
        "who": who,
        "language": language,
        "t": translator(language),
        "words": words,
        "campaign": site.board().campaign,
        "now": milliseconds(site.desk.clock()),
        "listens": who is not None and listens(site, who),
        "csrf": cookie.csrf_of(token or cookie.token_of(request) or ""),
        "error": "",
        "offers_authenticator": not site.desk.rules.sign_in.second_factor,
        "has_own_authority": site.trust is not None,
    }
    return request.app[TEMPLATES].get_template(template).render(common | dict(values or {}))


def listens(site: Site, who: Who) -> bool:
    """Tell whether the campaign lets a person's role hear recordings at all."""
    return site.sounds is not None and ear_of(who.role.value, site.sounds.rules) is not Ear.NONE


def who_of(request: web.Request) -> Who:
    """Give the person who asks, on a route that lets nobody in without a session."""
    who: Who | None = request.get(WHO)
    if who is None:
        raise web.HTTPForbidden
    return who


def see(place: str, *, token: str | None = None) -> web.Response:
    """Send the browser to another page after something was done."""
    answer = web.Response(status=303, headers={"Location": place})
    if token is not None:
        cookie.keep(answer, token)
    return answer


def language_of(request: web.Request) -> str:
    """Tell in which language to answer: the person's, or what the address asks for."""
    who = request.get(WHO)
    asked = who.language if who is not None else request.query.get("lang", "ja")
    return asked if asked in LANGUAGES else "ja"


def translator(language: str) -> Callable[[str], str]:
    """Give what turns our Japanese into the language; what has no translation stays."""
    return (lambda text: text) if language == "ja" else (lambda text: ENGLISH.get(text, text))


def day_of(request: web.Request) -> date:
    """Read the day that an address asks for; the campaign's today if there is none.

    Raises:
        HTTPBadRequest: it is no day, or one that is still to come.
    """
    desk = request.app[SITE].desk
    today = desk.today
    asked = request.query.get("day", "")
    day = date_of(asked) if asked else today
    if not FIRST_DAY <= day <= today:
        raise web.HTTPBadRequest
    return day


def date_of(text: str) -> date:
    """Read a day as a form sends it.

    Raises:
        HTTPBadRequest: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise web.HTTPBadRequest from None


def milliseconds(at: datetime) -> int:
    """Write an instant as scripts count: milliseconds since 1970."""
    return int(at.timestamp() * 1000)


async def text_of(request: web.Request, field: str, *, longest: int = 200) -> str:
    """Read a field of a form as text; what is too long or no text is refused.

    Raises:
        HTTPBadRequest: it is a file, too long, or has letters that nobody types.
    """
    given = (await request.post()).get(field, "")
    if not isinstance(given, str) or len(given) > longest or "\0" in given:
        raise web.HTTPBadRequest
    return given
