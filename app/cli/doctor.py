"""`madoguchi doctor`: what this machine and this home have, and what they lack."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME, open_home


def doctor(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Look at Asterisk, database, ports, disk, announcements and keys; change nothing."""
    from app.diagnosis import diagnose

    facts = diagnose(open_home(home))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in facts], ensure_ascii=False, indent=1))
    else:
        for each in facts:
            hint = f" ({each.hint})" if each.hint else ""
            typer.echo(f"{'ok ' if each.ok else 'NOT'}  {each.what}: {each.found}{hint}")
    if not all(each.ok for each in facts):
        raise typer.Exit(1)
