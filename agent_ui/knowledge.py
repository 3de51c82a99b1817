"""Articles written and brought to publication, the list of open questions, the directories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aiohttp import web

from agent_ui import knowledge_words
from agent_ui.keys import SITE
from agent_ui.page import date_of, render, see, text_of, who_of
from desk import articles, help
from desk.article import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_WANTED,
    LONGEST_WORDS,
    Flaw,
    Kind,
    State,
    Writing,
)
from desk.articles import Answer, Flawed, Moved, Place, writing_of
from desk.difference import difference
from storage import knowledge
from storage.engine import transaction
from storage.knowledge_tables import Article, ArticleVersion, Unanswered


async def overview(request: web.Request) -> web.StreamResponse:
    """List the articles, the questions without an answer, and the directories."""
    desk = request.app[SITE].desk
    async with transaction(desk.engine) as session:
        shown = {
            "said": knowledge_words,
            "rules": desk.rules,
            "zone": desk.zone,
            "articles": await knowledge.latest(session),
            "published": await knowledge.published_numbers(session, State.PUBLISHED),
            "questions": await knowledge.open_questions(session),
            "lists": await knowledge.referral_lists(session),
            "kinds": Kind,
        }
    in_force = await help.directory(desk)
    shown["in_force"] = in_force.id if in_force is not None else None
    return render(request, "knowledge.html", shown)


async def new(request: web.Request) -> web.StreamResponse:
    """Show an empty form; a question of the list fills in what is known."""
    kind = _kind(request.query.get("kind", Kind.FAQ))
    question = request.query.get("question", "")
    writing = Writing(title="", text="")
    if question:
        async with transaction(request.app[SITE].desk.engine) as session:
            asked = await session.get(Unanswered, _number(question))
        if asked is None:
            raise web.HTTPNotFound
        writing = Writing(title=asked.asked, text="", category=asked.category)
    return _form(request, kind, writing, question=question)


async def begin(request: web.Request) -> web.StreamResponse:
    """Keep the first version of an article."""
    kind, writing = _kind(await text_of(request, "kind")), await _writing(request)
    question = await text_of(request, "question", longest=9)
    done = await articles.begin(
        request.app[SITE].desk,
        who_of(request).actor,
        kind,
        writing,
        question=_number(question) if question else None,
    )
    if isinstance(done, Flawed):
        return _form(request, kind, writing, question=question, flaws=done.flaws, status=422)
    return see(f"/knowledge/{done.article}")


async def page(request: web.Request) -> web.StreamResponse:
    """Show an article's newest version, what it changes, and all that came before."""
    return await _page(request)


async def revise(request: web.Request) -> web.StreamResponse:
    """Begin the next version."""
    article = request.match_info["article"]
    done = await articles.revise(request.app[SITE].desk, who_of(request).actor, article)
    if done is None:
        raise web.HTTPNotFound
    return see(f"/knowledge/{article}")


async def save(request: web.Request) -> web.StreamResponse:
    """Keep a draft, and hand it in to the client if the button says so."""
    desk, place, writing = request.app[SITE].desk, await _place(request), await _writing(request)
    article, _ = await _versions(request)
    done = await articles.save(desk, Kind(article.kind), place, writing)
    if isinstance(done, Flawed):
        return await _page(request, writing=writing, flaws=done.flaws, status=422)
    if isinstance(done, Place) and await text_of(request, "then", longest=10) == "hand_in":
        return await _went(request, await articles.hand_in(desk, who_of(request).actor, done))
    return await _went(request, done)


async def answer(request: web.Request) -> web.StreamResponse:
    """Keep what the client said of a version that was handed in."""
    wants = await text_of(request, "how", longest=10)
    wanted = (await text_of(request, "wanted", longest=LONGEST_WANTED)).strip()
    if wants not in ("confirm", "return"):
        raise web.HTTPBadRequest
    said = Answer(
        confirmer=(await text_of(request, "confirmer", longest=LONGEST_NAME)).strip(),
        on=await _day(request),
        reference=(await text_of(request, "reference", longest=LONGEST_NAME)).strip(),
        wanted=wanted if wants == "return" else "",
    )
    if wants == "return" and not wanted:
        return await _page(request, error=knowledge_words.NO_WISH, status=422)
    if not said.is_whole:
        return await _page(request, error=knowledge_words.NO_ANSWER, status=422)
    desk, place = request.app[SITE].desk, await _place(request)
    return await _went(request, await articles.answered(desk, who_of(request).actor, place, said))


async def publish(request: web.Request) -> web.StreamResponse:
    """Show a confirmed version to everybody from now on."""
    desk, place = request.app[SITE].desk, await _place(request)
    return await _went(request, await articles.publish(desk, who_of(request).actor, place))


async def take_down(request: web.Request) -> web.StreamResponse:
    """Show the published version no longer."""
    desk, place = request.app[SITE].desk, await _place(request)
    return await _went(request, await articles.take_down(desk, who_of(request).actor, place))


async def close_question(request: web.Request) -> web.StreamResponse:
    """Take a question off the list."""
    number = _number(request.match_info["question"])
    if not await help.close_question(request.app[SITE].desk, who_of(request).actor, number):
        raise web.HTTPNotFound
    return see("/knowledge")


async def _went(request: web.Request, done: Place | Moved) -> web.StreamResponse:
    if isinstance(done, Moved):
        return await _page(request, error=knowledge_words.MOVED, status=409)
    return see(f"/knowledge/{done.article}")


async def _versions(request: web.Request) -> tuple[Article, Sequence[ArticleVersion]]:
    """Find the article that the address names, and its versions, the newest first."""
    async with transaction(request.app[SITE].desk.engine) as session:
        article = await session.get(Article, request.match_info["article"])
        if article is None:
            raise web.HTTPNotFound
        return article, await knowledge.versions_of(session, article.id)


async def _page(
    request: web.Request,
    *,
    writing: Writing | None = None,
    flaws: Sequence[Flaw] = (),
    error: str = "",
    status: int = 200,
) -> web.StreamResponse:
    desk = request.app[SITE].desk
    article, versions = await _versions(request)
    last = versions[0]
    shown = next((each for each in versions if each.state == State.PUBLISHED), None)
    former = shown if shown is not None and shown is not last else None
    if former is None and len(versions) > 1:
        former = versions[1]
    values = {
        **_form_values(request, Kind(article.kind), writing or writing_of(last), flaws),
        "article": article,
        "last": last,
        "versions": versions,
        "former": former,
        "title_pieces": difference(former.title, last.title) if former else [],
        "pieces": difference(former.text, last.text) if former else [],
        "published": shown,
        "today": desk.today,
        "error": error,
    }
    return render(request, "article.html", values, status=status)


def _form(
    request: web.Request,
    kind: Kind,
    writing: Writing,
    *,
    question: str,
    flaws: Sequence[Flaw] = (),
    status: int = 200,
) -> web.StreamResponse:
    values = _form_values(request, kind, writing, flaws) | {"question": question}
    return render(request, "article_new.html", values, status=status)


def _form_values(
    request: web.Request, kind: Kind, writing: Writing, flaws: Sequence[Flaw]
) -> dict[str, object]:
    desk = request.app[SITE].desk
    return {
        "said": knowledge_words,
        "rules": desk.rules,
        "zone": desk.zone,
        "kind": kind,
        "writing": writing,
        "flaws": flaws,
        "longest": {
            "title": LONGEST_TITLE,
            "text": LONGEST_TEXT,
            "words": LONGEST_WORDS,
            "name": LONGEST_NAME,
            "wanted": LONGEST_WANTED,
        },
    }


async def _writing(request: web.Request) -> Writing:
    text = (await text_of(request, "text", longest=2 * LONGEST_TEXT)).replace("\r\n", "\n")
    return Writing(
        title=(await text_of(request, "title", longest=2 * LONGEST_TITLE)).strip(),
        text=text.strip(),
        words=(await text_of(request, "words", longest=2 * LONGEST_WORDS)).strip(),
        category=await text_of(request, "category", longest=40),
    )


async def _place(request: web.Request) -> Place:
    n = _number(await text_of(request, "n", longest=9))
    edits = _number(await text_of(request, "edits", longest=9))
    return Place(request.match_info["article"], n, edits)


async def _day(request: web.Request) -> date:
    """Read the day of the client's answer; one that is still to come is none.

    Raises:
        HTTPBadRequest: it is no day.
    """
    desk = request.app[SITE].desk
    today = desk.today
    day = date_of(await text_of(request, "on", longest=10))
    if day > today:
        raise web.HTTPBadRequest
    return day


def _kind(given: str) -> Kind:
    try:
        return Kind(given)
    except ValueError:
        raise web.HTTPBadRequest from None


def _number(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise web.HTTPBadRequest
    return int(given)
