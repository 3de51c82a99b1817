"""`madoguchi ivr close` and `reopen`: the centre within its hours, in an emergency."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import HomeOption
from app.cli.wish import WHENEVER, submitted
from app.home import DEFAULT_HOME, open_home

REFUSALS = {
    "already_closed": "the centre is closed already",
    "not_closed": "nobody has closed the centre",
}
ByOption = Annotated[str, typer.Option("--by", help="Who decided it; it is kept in the log.")]


def close(by: ByOption = "cli", home: HomeOption = DEFAULT_HOME) -> None:
    """Close the centre from now on: new callers hear the emergency announcement.

    Who talks or waits already is served; the outcome of those who call meanwhile is
    closed_in_hours. The instance must be running.
    """
    from callcenter.events import CenterClosed

    n = submitted(open_home(home), CenterClosed(at=WHENEVER, by=by), refusals=REFUSALS)
    typer.echo(f"窓口を閉じました。再開するまで緊急の案内が流れます（{n}）")


def reopen(by: ByOption = "cli", home: HomeOption = DEFAULT_HOME) -> None:
    """Open the centre again, as its calendar says; the instance must be running."""
    from callcenter.events import CenterReopened

    n = submitted(open_home(home), CenterReopened(at=WHENEVER, by=by), refusals=REFUSALS)
    typer.echo(f"窓口を再開しました（{n}）")
