"""Articles taken in from a file: what is new or otherwise than the last version becomes a draft.

With the client's answer in hand (the whole file was confirmed on paper) they are published at once;
each step is kept all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desk import articles
from desk.article import UNDER_WAY, Flaw, Kind, Writing, flaws
from desk.articles import Answer, Place, writing_of
from desk.desk import Desk
from storage import knowledge as rows
from storage.audit import Actor
from storage.engine import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One article of the file."""

    key: str
    kind: Kind
    writing: Writing


@dataclass(slots=True)
class Imported:
    """What became of a file; articles by their names in it."""

    begun: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    """A version is under way already: that comes first."""
    flawed: list[tuple[str, Flaw]] = field(default_factory=list)
    """If there is one, nothing was changed."""
    published: int = 0


async def take(
    desk: Desk,
    actor: Actor,
    given: Sequence[Given],
    *,
    answer: Answer | None = None,
    dry_run: bool = False,
) -> Imported:
    """Take in a file, or tell all that is wrong with it and change nothing."""
    done = Imported(
        flawed=[
            (each.key, flaw)
            for each in given
            for flaw in flaws(each.kind, each.writing, desk.rules)
        ]
    )
    if done.flawed:
        return done
    for each in given:
        place = await _taken(desk, actor, each, done, dry_run=dry_run)
        if place is not None and answer is not None:
            await _published(desk, actor, place, answer)
            done.published += 1
    return done


async def _taken(
    desk: Desk, actor: Actor, given: Given, done: Imported, *, dry_run: bool
) -> Place | None:
    """Write a draft if there is something to write."""
    async with transaction(desk.engine) as session:
        article = await rows.by_key(session, given.key)
        versions = await rows.versions_of(session, article.id) if article is not None else []
    if article is None or not versions:
        done.begun.append(given.key)
        if dry_run:
            return None
        made: object = await articles.begin(desk, actor, given.kind, given.writing, key=given.key)
    elif writing_of(versions[0]) == given.writing:
        done.same.append(given.key)
        return None
    elif versions[0].state in UNDER_WAY:
        done.busy.append(given.key)
        return None
    else:
        done.revised.append(given.key)
        if dry_run:
            return None
        made = await articles.revise(desk, actor, article.id, writing=given.writing)
    return made if isinstance(made, Place) else None


async def _published(desk: Desk, actor: Actor, place: Place, answer: Answer) -> None:
    handed = await articles.hand_in(desk, actor, place)
    if isinstance(handed, Place):
        confirmed = await articles.answered(desk, actor, handed, answer)
        if isinstance(confirmed, Place):
            await articles.publish(desk, actor, confirmed)
