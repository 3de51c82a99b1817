"""Quality: a week's talks drawn, talks scored, comments and answers. Given scores never change.

The rules of this file:
1. Nobody scores their own talk, and nobody scores one twice.
2. A week is drawn once, when it is over; its seed is kept, so that the draw can be repeated.
3. What two are to score is shown to neither the second scorer nor the person before both did.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from recordings import scoring as works
from recordings.scoring import Sheet
from storage import quality as rows
from storage.audit import Action, Actor, Fact, trailed
from storage.engine import transaction
from storage.quality import Whole
from storage.quality_tables import Sample, Scoring, ScoringNote

LONGEST = 2_000


class No(StrEnum):
    """Why something is not done; the words stand with pages and commands."""

    NO_SHEET = "no_sheet"
    """The campaign has no score sheet."""
    NO_TALK = "no_talk"
    """That person did not talk in that call, or its sound cannot be heard."""
    OWN = "own"
    TWICE = "twice"
    """They scored it before."""
    INCOMPLETE = "incomplete"
    """A criterion has no mark."""
    EMPTY = "empty"
    """A comment without words, or one that is too long."""
    NOT_OVER = "not_over"
    """The week is not over."""
    NOT_THERE = "not_there"


@dataclass(frozen=True, slots=True)
class Versioned:
    """A score sheet and the hash of its content in the home's versions."""

    sheet: Sheet
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a scorer gives."""

    call: str
    staff: str
    marks: Mapping[str, int | None]
    remark: str


async def give(
    engine: AsyncEngine, by: Versioned, given: Given, *, actor: Actor, at: datetime
) -> str | No:
    """Keep a scoring; gives its id."""
    if given.staff == actor.who:
        return No.OWN
    marks = {each.id: given.marks[each.id] for each in by.sheet.criteria if each.id in given.marks}
    if works.lacking(by.sheet, marks):
        return No.INCOMPLETE
    if len(given.remark) > LONGEST:
        return No.EMPTY
    async with trailed(engine) as trail:
        if given.staff not in await rows.talkers(trail.session, given.call):
            return No.NO_TALK
        before = await rows.of_call(trail.session, given.call)
        theirs = [each.scorer for each in before if each.staff == given.staff]
        if actor.who in theirs:
            return No.TWICE
        drawn = await rows.sample_of(trail.session, given.call, given.staff)
        came = works.score(by.sheet, marks)
        made = Scoring(
            id=f"q{secrets.token_hex(6)}",
            call=given.call,
            staff=given.staff,
            scorer=actor.who,
            sheet=by.sheet.id,
            sheet_hash=by.hash,
            kind="calibration" if theirs else "sample" if drawn else "chosen",
            points=came.points,
            knocked_out=came.knocked_out,
            remark=given.remark.strip(),
            given_at=at,
        )
        await rows.add(trail.session, made, marks)
        told: dict[str, Fact] = {"scoring": made.id, "sheet": by.sheet.id, "kind": made.kind}
        await trail.note(at, actor, Action.SCORE_GIVEN, given.call, told)
    return made.id


async def note(
    engine: AsyncEngine, scoring: str, text: str, *, at_s: float | None, actor: Actor, at: datetime
) -> No | None:
    """Add a comment or an answer to a scoring, at a place in the sound if it has one."""
    if not text.strip() or len(text) > LONGEST:
        return No.EMPTY
    async with trailed(engine) as trail:
        if await trail.session.get(Scoring, scoring) is None:
            return No.NOT_THERE
        trail.session.add(
            ScoringNote(scoring=scoring, by=actor.who, at=at, at_s=at_s, text=text.strip())
        )
        await trail.note(at, actor, Action.SCORE_NOTED, scoring)
    return None


async def look(engine: AsyncEngine, scoring: str, *, actor: Actor, at: datetime) -> None:
    """Note that the person scored looked at it for the first time."""
    async with trailed(engine) as trail:
        if await rows.seen(trail.session, scoring, at):
            await trail.note(at, actor, Action.SCORE_SEEN, scoring)


async def draw(
    engine: AsyncEngine, sheet: Sheet, week: Week, *, today: date, actor: Actor, at: datetime
) -> Sequence[Sample] | No:
    """Draw the talks of a week that is over; what was drawn before is given as it was."""
    if week.last >= today:
        return No.NOT_OVER
    async with trailed(engine) as trail:
        if found := await rows.samples(trail.session, week.name):
            return found
        seed = secrets.token_hex(8)
        talks = await rows.talks(trail.session, week.first, week.last)
        drawn = works.draw(talks, sheet, week=week.name, seed=seed)
        trail.session.add_all(
            Sample(
                week=week.name,
                staff=each.staff,
                call=each.call,
                seed=seed,
                is_double=each.is_double,
                drawn_at=at,
            )
            for each in drawn
        )
        told: dict[str, Fact] = {"seed": seed, "of": len(talks), "drawn": len(drawn)}
        await trail.note(at, actor, Action.SAMPLE_DRAWN, week.name, told)
        await trail.session.flush()
        return await rows.samples(trail.session, week.name)


async def repeated(engine: AsyncEngine, sheet: Sheet, week: Week) -> tuple[bool, int]:
    """Draw a week again by its seed; tells whether it is the same, and of how many talks."""
    async with transaction(engine) as session:
        found = await rows.samples(session, week.name)
        talks = await rows.talks(session, week.first, week.last)
    seed = found[0].seed if found else ""
    again = works.draw(talks, sheet, week=week.name, seed=seed)
    kept = sorted(works.Drawn(each.staff, each.call, each.is_double) for each in found)
    return again == kept, len(talks)


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week."""

    name: str
    """As `2026-W06`."""
    first: date

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)


def week_of(day: date) -> Week:
    """Give the week of a day."""
    year, number, weekday = day.isocalendar()
    return Week(f"{year}-W{number:02d}", day - timedelta(days=weekday - 1))


def week_named(name: str) -> Week | None:
    """Read a week's name; None if it is none."""
    try:
        return week_of(datetime.strptime(f"{name}-1", "%G-W%V-%u").date())  # noqa: DTZ007 - a day
    except ValueError:
        return None


async def hidden(session: AsyncSession, scorings: Collection[Scoring], *, viewer: str) -> set[str]:
    """Name the scorings that this person may not see yet: a second scorer must not be led."""
    calls = sorted({each.call for each in scorings})
    double = await rows.doubles(session, calls)
    every = await rows.of_calls(session, calls)
    given: dict[tuple[str, str], int] = {}
    for each in every:
        given[each.staff, each.call] = given.get((each.staff, each.call), 0) + 1
    return {
        each.id
        for each in scorings
        if each.scorer != viewer
        and (each.staff, each.call) in double
        and given[each.staff, each.call] < 2
    }


async def see(engine: AsyncEngine, scoring: str, *, viewer: str) -> Whole | None:
    """Give a scoring that this person may see."""
    async with transaction(engine) as session:
        found = await rows.whole(session, scoring)
        if found is None or await hidden(session, [found.scoring], viewer=viewer):
            return None
        return found
