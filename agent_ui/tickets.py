"""Questions to the client on their pages: asked beside a call, brought along step by step."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from aiohttp import web

from agent_ui import promise_words
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.promises import answered
from agent_ui.refusal import refuse
from agent_ui.talk import due_of, talk_of
from agent_ui.withheld import withheld
from desk import tickets
from desk.ticket import LONGEST_PERSON, LONGEST_TEXT, NEXT, TAKERS, Lack, Means, Said, Step
from desk.tickets import Question

Word = TypeVar("Word", bound=StrEnum)


async def ask(request: web.Request) -> web.StreamResponse:
    """Ask the client something: one question, with the time at which the caller hears of us."""
    desk, who, talk = request.app[SITE].desk, who_of(request), await talk_of(request)
    question = Question(
        text=(await text_of(request, "about", longest=2 * LONGEST_TEXT)).strip(),
        due_at=await due_of(request),
        phone=talk.caller,
        call=talk.call,
        record=talk.record,
    )
    done = await tickets.ask(desk, who, question)
    if isinstance(done, Lack):
        return await answered(request, error=promise_words.LACKS[done])
    return await answered(request, done=promise_words.ASKED)


async def page(request: web.Request) -> web.StreamResponse:
    """Show a question with all its steps, and what may be done next."""
    return await _page(request)


async def bring(request: web.Request) -> web.StreamResponse:
    """Bring a question to its next step."""
    desk, who, ticket = request.app[SITE].desk, who_of(request), request.match_info["ticket"]
    whole = await tickets.find(desk, ticket)
    if whole is not None and await withheld(request, [whole.ticket.phone]):
        await refuse(desk, who, ticket)
    said = Said(
        person=(await text_of(request, "person", longest=2 * LONGEST_PERSON)).strip(),
        means=_word(Means, await text_of(request, "means", longest=20)),
        text=(await text_of(request, "text", longest=2 * LONGEST_TEXT)).strip(),
    )
    before = _word(Step, await text_of(request, "before", longest=20))
    after = _word(Step, await text_of(request, "after", longest=20))
    if before is None or after is None:
        raise web.HTTPBadRequest
    missing = await tickets.bring(desk, who, ticket, before, after, said)
    if missing is None:
        return see(f"/tickets/{ticket}")
    status = 409 if missing is Lack.STEP else 422
    return await _page(request, said=said, error=promise_words.LACKS[missing], status=status)


async def _page(
    request: web.Request, *, said: Said | None = None, error: str = "", status: int = 200
) -> web.StreamResponse:
    site, who = request.app[SITE], who_of(request)
    whole = await tickets.find(site.desk, request.match_info["ticket"])
    if whole is None:
        raise web.HTTPNotFound
    if await withheld(request, [whole.ticket.phone]):
        await refuse(site.desk, who, whole.ticket.id)
    await tickets.see(site.desk, who, whole.ticket.id)
    step = Step(whole.ticket.step)
    shown = {
        "said": promise_words,
        "rules": site.desk.rules,
        "zone": site.desk.zone,
        "number_of": site.number_of,
        "ticket": whole.ticket,
        "steps": whole.steps,
        "late": tickets.late(site.desk, whole.ticket),
        "moves": [each for each in NEXT[step] if who.role in TAKERS[each]],
        "typed": said or Said(),
        "longest": LONGEST_TEXT,
        "longest_person": LONGEST_PERSON,
        "error": error,
    }
    return render(request, "ticket.html", shown, status=status)


def _word(words: type[Word], given: str) -> Word | None:
    try:
        return words(given) if given else None
    except ValueError:
        raise web.HTTPBadRequest from None
