"""`madoguchi outbound start`, `pause`, `resume`, `stop`: a supervisor's word, from a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from app.cli.desk_call import at_desk
from app.cli.wish import WHENEVER, submitted
from app.home import open_home

if TYPE_CHECKING:
    from callcenter.events import Asked
    from desk.desk import Desk
    from storage.audit import Actor

Word = Literal["started", "paused", "resumed", "stopped"]

SAID: dict[Word, str] = {
    "started": "架電を始めました。",
    "paused": "架電を一時停止しました。かけている電話はそのまま続きます。",
    "resumed": "架電を再開しました。",
    "stopped": "架電を止めました。",
}


def switch(home: Path, word: Word, *, refusals: Mapping[str, str]) -> None:
    """Submit the word, and write down who said it.

    Raises:
        WishRefused, NotRunning: as `submitted`.
    """
    opened = open_home(home)
    submitted(opened, _wish(word), refusals=refusals)

    async def note(desk: Desk, actor: Actor) -> None:
        from storage.audit import Action, trailed

        async with trailed(desk.engine) as trail:
            await trail.note(desk.clock(), actor, Action.CALLING_SWITCHED, "", {"to": word})

    at_desk(opened, note)
    typer.echo(SAID[word])


def _wish(word: Word) -> Asked:
    from callcenter.events import OutboundPaused, OutboundPressed, OutboundResumed

    match word:
        case "started" | "stopped":
            return OutboundPressed(at=WHENEVER, by="cli", is_on=word == "started")
        case "paused":
            return OutboundPaused(at=WHENEVER, by="cli")
        case "resumed":
            return OutboundResumed(at=WHENEVER, by="cli")
