"""Articles written and brought to publication: each step is kept with who took it, and when.

The rules of this file:
1. Only what the client confirmed is published; the former version stays shown until then.
2. What was handed in is never changed: a correction is the next version.
3. An article has one version under way at most, so that nobody corrects beside another.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk.article import (
    TRANSITIONS,
    UNDER_WAY,
    Flaw,
    Happening,
    Kind,
    State,
    Writing,
    flaws,
    folded,
)
from desk.desk import Desk
from japan.my_number import holds_my_number
from storage import knowledge as rows
from storage.audit import Action, Actor, Fact, Trail, trailed
from storage.knowledge_tables import Article, ArticleVersion, Unanswered

ACTIONS = {
    Happening.HAND_IN: Action.ARTICLE_HANDED_IN,
    Happening.RETURN: Action.ARTICLE_RETURNED,
    Happening.CONFIRM: Action.ARTICLE_CONFIRMED,
    Happening.PUBLISH: Action.ARTICLE_PUBLISHED,
    Happening.END: Action.ARTICLE_ENDED,
}


@dataclass(frozen=True, slots=True)
class Place:
    """One version of one article, as a page showed it."""

    article: str
    n: int
    edits: int = 1


@dataclass(frozen=True, slots=True)
class Flawed:
    """Why nothing was kept."""

    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """Another person was first, or the version does not take this step any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the client said of a version: who, on which day, and where that is filed."""

    confirmer: str
    on: date
    reference: str
    wanted: str = ""
    """What is to be corrected; empty if it is confirmed."""

    @property
    def is_whole(self) -> bool:
        """Whether name and reference are there, and no individual number is."""
        typed = (self.confirmer, self.reference, self.wanted)
        return bool(self.confirmer and self.reference) and not any(map(holds_my_number, typed))


async def begin(
    desk: Desk,
    actor: Actor,
    kind: Kind,
    writing: Writing,
    *,
    key: str | None = None,
    question: int | None = None,
) -> Place | Flawed:
    """Write the first version of an article; `question` is the open one that it answers."""
    wrong = flaws(kind, writing, desk.rules)
    if wrong:
        return Flawed(wrong)
    async with trailed(desk.engine) as trail:
        made = f"a{secrets.token_hex(6)}"
        row = Article(id=made, kind=kind.value, key=key, begun_at=desk.clock())
        trail.session.add(row)
        await trail.session.flush()
        if question is not None:
            asked = await trail.session.get(Unanswered, question)
            if asked is not None and asked.closed_at is None:
                asked.closed_at, asked.closed_by, asked.article = desk.clock(), actor.who, row.id
                trail.session.add(asked)
        return await _write(desk, trail, actor, row, n=1, writing=writing)


async def revise(
    desk: Desk, actor: Actor, article: str, *, writing: Writing | None = None
) -> Place | Flawed | None:
    """Begin the next version with the text of the last one, or another; None if there is none.

    If one is under way already it is given as it is, unless another text was to be written.
    """
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(Article, article)
        versions = await rows.versions_of(trail.session, article)
        if row is None or not versions:
            return None
        last = versions[0]
        if last.state in UNDER_WAY:
            return Place(article, last.n, last.edits) if writing is None else None
        wanted = writing or writing_of(last)
        wrong = flaws(Kind(row.kind), wanted, desk.rules)
        if wrong:
            return Flawed(wrong)
        return await _write(desk, trail, actor, row, n=last.n + 1, writing=wanted)


async def save(desk: Desk, kind: Kind, place: Place, writing: Writing) -> Place | Flawed | Moved:
    """Keep what was changed in a draft."""
    wrong = flaws(kind, writing, desk.rules)
    if wrong:
        return Flawed(wrong)
    async with trailed(desk.engine) as trail:
        done = await rows.change_version(
            trail.session,
            place.article,
            place.n,
            state=State.DRAFT.value,
            edits=place.edits,
            values={**_columns(writing), "written_at": desk.clock()},
        )
    return Place(place.article, place.n, place.edits + 1) if done else Moved()


async def hand_in(desk: Desk, actor: Actor, place: Place) -> Place | Moved:
    """Give a draft to the client to look at (提出)."""
    values = {"handed_in_by": actor.who, "handed_in_at": desk.clock()}
    async with trailed(desk.engine) as trail:
        return await _step(desk, trail, actor, place, Happening.HAND_IN, values)


async def answered(desk: Desk, actor: Actor, place: Place, answer: Answer) -> Place | Moved:
    """Keep what the client said: confirmed (確認済), or to be corrected (修正依頼)."""
    values: dict[str, object] = {
        "confirmer": answer.confirmer,
        "answered_on": answer.on,
        "reference": answer.reference,
        "wanted": answer.wanted,
    }
    happening = Happening.RETURN if answer.wanted else Happening.CONFIRM
    async with trailed(desk.engine) as trail:
        return await _step(desk, trail, actor, place, happening, values)


async def publish(desk: Desk, actor: Actor, place: Place) -> Place | Moved:
    """Show a confirmed version from now on, in place of the former one."""
    at = desk.clock()
    async with trailed(desk.engine) as trail:
        values: dict[str, object] = {"published_at": at, "published_by": actor.who}
        done = await _step(desk, trail, actor, place, Happening.PUBLISH, values)
        if isinstance(done, Place):
            for each in await rows.versions_of(trail.session, place.article):
                if each.state == State.PUBLISHED and each.n != place.n:
                    each.state, each.ended_at = State.ENDED.value, at
                    trail.session.add(each)
    return done


async def take_down(desk: Desk, actor: Actor, place: Place) -> Place | Moved:
    """Show a version no longer, at once: it turned out to be wrong."""
    async with trailed(desk.engine) as trail:
        values: dict[str, object] = {"ended_at": desk.clock()}
        return await _step(desk, trail, actor, place, Happening.END, values)


def writing_of(version: ArticleVersion) -> Writing:
    """Give what a version says."""
    return Writing(
        title=version.title, text=version.text, words=version.words, category=version.category
    )


async def _write(
    desk: Desk, trail: Trail, actor: Actor, row: Article, *, n: int, writing: Writing
) -> Place:
    at = desk.clock()
    trail.session.add(
        ArticleVersion(
            article=row.id,
            n=n,
            state=State.DRAFT.value,
            written_by=actor.who,
            written_at=at,
            **_columns(writing),
        )
    )
    detail: dict[str, Fact] = {"version": n, "kind": row.kind}
    await trail.note(at, actor, Action.ARTICLE_BEGUN, row.id, detail)
    return Place(row.id, n)


async def _step(
    desk: Desk,
    trail: Trail,
    actor: Actor,
    place: Place,
    happening: Happening,
    values: dict[str, object],
) -> Place | Moved:
    versions = await rows.versions_of(trail.session, place.article)
    found = next((each for each in versions if each.n == place.n), None)
    after = TRANSITIONS[State(found.state)].get(happening) if found is not None else None
    if found is None or after is None:
        return Moved()
    done = await rows.change_version(
        trail.session,
        place.article,
        place.n,
        state=found.state,
        edits=place.edits,
        values={"state": after.value, **values},
    )
    if not done:
        return Moved()
    trail.session.expire_all()
    action, detail = ACTIONS[happening], {"version": place.n}
    await trail.note(desk.clock(), actor, action, place.article, detail)
    return Place(place.article, place.n, place.edits + 1)


def _columns(writing: Writing) -> dict[str, Any]:
    whole = f"{writing.title}\n{writing.words}\n{writing.text}"
    return {
        "title": writing.title,
        "text": writing.text,
        "words": writing.words,
        "category": writing.category,
        "folded_title": folded(writing.title),
        "folded": folded(whole),
    }
