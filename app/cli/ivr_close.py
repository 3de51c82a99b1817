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


def close(
    by: ByOption = "cli",
    serve_waiting: Annotated[
        bool,
        typer.Option(
            "--serve-waiting", help="An orderly early closing: who waits already is served."
        ),
    ] = False,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Close the centre from now on: callers hear the emergency announcement, and their calls end.

    So do those who wait already; who talks goes on. The outcome of these calls is closed_in_hours.
    Asterisk tells it even while the controller is dead. The instance must be running.
    """
    from callcenter.events import CenterClosed

    wish = CenterClosed(at=WHENEVER, by=by, ends_waiting=not serve_waiting)
    n = submitted(open_home(home), wish, refusals=REFUSALS)
    typer.echo(f"窓口を閉じました。再開するまで緊急の案内が流れます（{n}）")


def reopen(by: ByOption = "cli", home: HomeOption = DEFAULT_HOME) -> None:
    """Open the centre again, as its calendar says; the instance must be running."""
    from callcenter.events import CenterReopened

    n = submitted(open_home(home), CenterReopened(at=WHENEVER, by=by), refusals=REFUSALS)
    typer.echo(f"窓口を再開しました（{n}）")
