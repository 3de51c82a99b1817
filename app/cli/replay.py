"""`madoguchi replay`: let the heart live through a log file again and see where it differs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def replay(
    file: Annotated[
        Path, typer.Argument(help="A log file, HOME/log/....jsonl.", exists=True, dir_okay=False)
    ],
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print only where the commands differ.")
    ] = False,
) -> None:
    """Print a log file's events and commands, and where today's code decides otherwise.

    The same code must decide the same: if it does not, the status is 1.
    """
    from app.lived_again import told

    for line in told(file, quiet=quiet):
        typer.echo(line)
