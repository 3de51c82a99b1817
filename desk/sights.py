"""That somebody saw lines about callers is kept: ids of what was on the page, never its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desk.desk import Desk
from desk.sessions import Who
from storage.audit import Action, Fact, trailed


async def listed(
    desk: Desk, who: Who, action: Action, lines: Mapping[str, Iterable[int | str]]
) -> None:
    """Note a list that somebody opened, with the ids of its lines by their kind.

    Raises:
        DatabaseUnavailable: nothing was noted.
    """
    told: dict[str, Fact] = {kind: " ".join(map(str, ids)) for kind, ids in lines.items()}
    async with trailed(desk.engine) as trail:
        await trail.note(desk.clock(), who.actor, action, "", told)
