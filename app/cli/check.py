"""`madoguchi check`: is everything right that the operator wrote?"""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import typer

from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME, open_home
from app.printed import complain


def check(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Check settings, campaign and announcements; tell every problem at once."""
    from app.checked import Checked, lines_of
    from app.checked import check as check_all

    found = check_all(open_home(home), os.environ)
    problems = [] if isinstance(found, Checked) else found
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "ok": not problems,
                    "problems": [asdict(each) for each in problems],
                    "unconfirmed": list(found.unconfirmed) if isinstance(found, Checked) else [],
                },
                ensure_ascii=False,
                indent=1,
            )
        )
    elif isinstance(found, Checked):
        typer.echo(f"問題はありません（{found.campaign.name}）")
        if found.unconfirmed:
            typer.echo("委託者に確かめていない想定（本物の回線につなぐ前に確かめてください）:")
            typer.echo("\n".join(f"  {key}" for key in found.unconfirmed))
    else:
        for line in lines_of(problems):
            complain(line)
    if problems:
        raise typer.Exit(1)
