"""Help while talking: what is published, found by what somebody types, and what was not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desk.article import Kind, State
from desk.asked_words import loose_terms, terms
from desk.desk import Desk
from desk.sessions import Who
from japan.my_number import holds_my_number
from storage import knowledge as rows
from storage.audit import Action, Actor, trailed
from storage.engine import transaction
from storage.knowledge_tables import Article, ArticleVersion, Referral, ReferralList, Unanswered

MOST = 12
"""Hits that are shown: who talks has no time for more."""
MOST_OFFICES = 12
LONGEST_ASKED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A published version, as it is listed and read."""

    article: str
    kind: Kind
    title: str
    text: str
    category: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What fits what was typed."""

    entries: Sequence[Entry] = ()
    offices: Sequence[Referral] = ()
    directory: ReferralList | None = None
    """The client's list in force."""
    is_loose: bool = field(default=False)
    """Nothing had all the words: these have some of them."""


async def search(desk: Desk, text: str) -> Found:
    """Find published articles and offices; the best first, loosely if nothing fits whole."""
    strict = terms(text)
    if not strict:
        return Found(directory=await directory(desk))
    found = await _found(desk, strict, all_of=True)
    if found.entries or found.offices:
        return found
    loose = loose_terms(text)
    return await _found(desk, loose, all_of=False) if loose else found


async def script_for(desk: Desk, category: str) -> list[Entry]:
    """Give the scripts of a category, or else of the nearest above it."""
    path = desk.rules.category(category) or ()
    async with transaction(desk.engine) as session:
        for each in reversed(path):
            found = await rows.published(
                session, State.PUBLISHED, kind=Kind.SCRIPT.value, categories=[each.id]
            )
            if found:
                return [_entry(*one) for one in found]
    return []


async def everything(desk: Desk) -> list[Entry]:
    """List all that is published, by title."""
    async with transaction(desk.engine) as session:
        return [_entry(*each) for each in await rows.published(session, State.PUBLISHED)]


async def read(desk: Desk, article: str) -> Entry | None:
    """Give the published version of an article; None if there is none."""
    async with transaction(desk.engine) as session:
        found = await rows.published(session, State.PUBLISHED, article=article)
    return _entry(*found[0]) if found else None


async def directory(desk: Desk) -> ReferralList | None:
    """Find the client's list that is in force today."""
    today = desk.today
    async with transaction(desk.engine) as session:
        return await rows.list_in_force(session, today)


async def not_found(desk: Desk, who: Who, asked: str, *, category: str, call: str | None) -> bool:
    """Keep that no answer was found, for the supervisors; False if it may not be kept."""
    if holds_my_number(asked) or len(asked) > LONGEST_ASKED:
        return False
    async with transaction(desk.engine) as session:
        session.add(
            Unanswered(
                at=desk.clock(), staff=who.staff, call=call, category=category, asked=asked.strip()
            )
        )
    return True


async def close_question(desk: Desk, actor: Actor, question: int) -> bool:
    """Take a question off the list; False if it is not on it."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(Unanswered, question)
        if row is None or row.closed_at is not None:
            return False
        row.closed_at, row.closed_by = desk.clock(), actor.who
        trail.session.add(row)
        await trail.note(desk.clock(), actor, Action.QUESTION_CLOSED, f"question:{question}")
    return True


async def _found(desk: Desk, wanted: Sequence[str], *, all_of: bool) -> Found:
    today = desk.today
    async with transaction(desk.engine) as session:
        versions = await rows.matching(session, State.PUBLISHED, wanted, all_of=all_of)
        listed = await rows.list_in_force(session, today)
        offices: Sequence[Referral] = ()
        if listed is not None and listed.id is not None:
            offices = await rows.referrals(
                session, listed.id, wanted, all_of=all_of, most=MOST_OFFICES
            )
    ranked = sorted(versions, key=lambda each: (-_weight(each[1], wanted), each[1].title))
    entries = [_entry(*each) for each in ranked[:MOST]]
    return Found(entries=entries, offices=offices, directory=listed, is_loose=not all_of)


def _weight(version: ArticleVersion, wanted: Sequence[str]) -> int:
    """A word in the title is worth two that stand anywhere."""
    return sum(2 * (each in version.folded_title) + (each in version.folded) for each in wanted)


def _entry(article: Article, version: ArticleVersion) -> Entry:
    return Entry(
        article=article.id,
        kind=Kind(article.kind),
        title=version.title,
        text=version.text,
        category=version.category,
        version=version.n,
    )
