"""`madoguchi outbound start`, `pause`, `resume`, `stop`: a supervisor's word, from a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from app.cli.desk_call import account
from app.cli.levers import moved, moved_anyway
from app.cli.wish import WHENEVER
from app.home import open_home

if TYPE_CHECKING:
    from callcenter.events import Asked

Word = Literal["started", "paused", "resumed", "stopped"]

SAID: dict[Word, str] = {
    "started": "架電を始めました。",
    "paused": "架電を一時停止しました。かけている電話はそのまま続きます。",
    "resumed": "架電を再開しました。",
    "stopped": "架電を止めました。",
}


def switch(home: Path, word: Word, *, refusals: Mapping[str, str]) -> None:
    """Note who says it, submit the word, and note a refusal; to end it needs no database.

    Raises:
        DatabaseUnavailable, WishRefused, NotRunning: as `moved`.
    """
    from desk.levers import Lever
    from storage.audit import Action

    lever = Lever(action=Action.CALLING_SWITCHED, told={"to": word})
    move = moved_anyway if word in ("paused", "stopped") else moved
    move(open_home(home), _wish(word), lever, refusals=refusals)
    typer.echo(SAID[word])


def _wish(word: Word) -> Asked:
    from callcenter.events import OutboundPaused, OutboundPressed, OutboundResumed

    by = f"cli:{account()}"
    match word:
        case "started" | "stopped":
            return OutboundPressed(at=WHENEVER, by=by, is_on=word == "started")
        case "paused":
            return OutboundPaused(at=WHENEVER, by=by)
        case "resumed":
            return OutboundResumed(at=WHENEVER, by=by)
