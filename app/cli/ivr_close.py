"""`madoguchi ivr close` and `reopen`: the centre within its hours, in an emergency.

Both stand in the audit trail; without a database they are done all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.levers import moved_anyway
from app.cli.options import HomeOption
from app.cli.wish import WHENEVER
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from storage.audit import Fact

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
    from desk.levers import Lever
    from storage.audit import Action

    wish = CenterClosed(at=WHENEVER, by=by, ends_waiting=not serve_waiting)
    told: dict[str, Fact] = {"ends_waiting": not serve_waiting}
    lever = Lever(action=Action.CENTER_CLOSED, told=told)
    n = moved_anyway(open_home(home), wish, lever, refusals=REFUSALS)
    typer.echo(f"窓口を閉じました。再開するまで緊急の案内が流れます（{n}）")


def reopen(by: ByOption = "cli", home: HomeOption = DEFAULT_HOME) -> None:
    """Open the centre again, as its calendar says; the instance must be running."""
    from callcenter.events import CenterReopened
    from desk.levers import Lever
    from storage.audit import Action

    wish = CenterReopened(at=WHENEVER, by=by)
    lever = Lever(action=Action.CENTER_REOPENED, told={})
    n = moved_anyway(open_home(home), wish, lever, refusals=REFUSALS)
    typer.echo(f"窓口を再開しました（{n}）")
