"""That somebody saw lines about callers is kept: ids of what was on the page, never its text.

An entry holds so many ids at most: of a long list each part is an entry of its own, which says of
how many it is one, so that whoever is asked who saw a call or a case finds its id in the trail.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from desk.desk import Desk
from storage.audit import Action, Actor, Fact, entries, trailed

Lines = Mapping[str, Iterable[int | str]]
"""Ids of the lines of a list, by their kind."""
MOST = 100
"""Ids that one entry holds."""
SESSIONS = 1_000
"""So many sign-ins are remembered; one that was forgotten leaves its entries anew."""
MOST_KNOWN = 20_000
"""So many lines of each; then it begins anew, too."""


async def listed(desk: Desk, actor: Actor, action: Action, lines: Lines) -> None:
    """Note a list that somebody opened, with the ids of its lines.

    Raises:
        DatabaseUnavailable: nothing was noted.
    """
    await _note(desk.engine, actor, action, lines, desk.clock())


async def listed_by(
    engine: AsyncEngine,
    actor: Actor,
    action: Action,
    lines: Lines,
    *,
    at: datetime,
    not_again: timedelta,
) -> None:
    """Note a list, unless each of its lines was noted for the same person so short a time ago.

    Raises:
        DatabaseUnavailable: nothing was noted.
    """
    since = (at - not_again, None)
    before = await entries(engine, last=None, who=actor.who, action=action.value, between=since)
    # That a list had no line at all is known by its kind alone.
    known = {
        (kind, each)
        for entry in before
        for kind, ids in entry.detail.items()
        for each in ("", *str(ids).split())
    }
    asked = {(kind, str(each)) for kind, ids in lines.items() for each in ("", *ids)}
    if not asked <= known:
        await _note(engine, actor, action, lines, at)


async def _note(
    engine: AsyncEngine, actor: Actor, action: Action, lines: Lines, at: datetime
) -> None:
    async with trailed(engine) as trail:
        for told in parts_of(lines):
            await trail.note(at, actor, action, "", told)


def parts_of(lines: Lines) -> Sequence[dict[str, Fact]]:
    """Divide the ids of a list into what its entries hold; a list without any is one entry."""
    parts = list(_parts(lines))
    if len(parts) == 1:
        return parts
    return [told | {"part": n, "of": len(parts)} for n, told in enumerate(parts, 1)]


class Sights:
    """What each sign-in was shown by pages that ask again by themselves: noted once, not each time.

    It is in memory: after a restart of the office they are noted anew.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, set[tuple[Action, str, str]]] = OrderedDict()

    def fresh(self, session: str, action: Action, lines: Lines) -> dict[str, list[str]]:
        """Give those lines that this sign-in was not shown yet."""
        known = self._known.get(session, set())
        found = {
            kind: [str(each) for each in ids if (action, kind, str(each)) not in known]
            for kind, ids in lines.items()
        }
        return {kind: ids for kind, ids in found.items() if ids}

    def keep(self, session: str, action: Action, lines: Lines) -> None:
        """Remember that they were shown, and noted."""
        known = self._known.setdefault(session, set())
        if len(known) >= MOST_KNOWN:
            known.clear()
        known |= {(action, kind, str(each)) for kind, ids in lines.items() for each in ids}
        self._known.move_to_end(session)
        if len(self._known) > SESSIONS:
            self._known.popitem(last=False)


def _parts(lines: Lines) -> Iterator[dict[str, Fact]]:
    """Give so many of the ids at a time, by their kind."""
    every = [(kind, str(each)) for kind, ids in lines.items() for each in ids]
    if len(every) <= MOST:
        yield {kind: " ".join(map(str, ids)) for kind, ids in lines.items()}
        return
    for begin in range(0, len(every), MOST):
        told: dict[str, list[str]] = {}
        for kind, each in every[begin : begin + MOST]:
            told.setdefault(kind, []).append(each)
        yield {kind: " ".join(ids) for kind, ids in told.items()}
