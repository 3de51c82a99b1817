"""`madoguchi cases sample`: applicants who do not exist, for trying and testing."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import HomeOption
from app.home import DEFAULT_HOME, open_home


def sample(
    out: Annotated[Path, typer.Argument(help="File to write, for example online.csv.")],
    n: Annotated[int, typer.Option("--n", min=1, max=1_000_000, help="How many.")] = 1_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same people.")] = 1,
    flawless: Annotated[bool, typer.Option("--flawless", help="Nobody makes a mistake.")] = False,
    expected: Annotated[
        Path | None,
        typer.Option("--expected", help="Write also what must be found, one line a finding."),
    ] = None,
    campaign: Annotated[
        str, typer.Option("--campaign", help="Whose form; else that of the home.")
    ] = "",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write an online form's CSV of people who do not exist, a tenth of them with mistakes.

    They applied between the first day of the campaign and the home's clock.
    """
    from app.case_form import plan_named, plan_of
    from app.errors import NoCases
    from cases import sample as samples
    from cases.banks import shipped
    from cases.sheet import write_sheet

    plan = plan_named(campaign) if campaign else plan_of(open_home(home), os.environ)
    if plan is None:
        raise NoCases
    until = None if campaign else _now(home)
    drawn = samples.sample(
        n, schema=plan.schema, banks=shipped(), seed=seed, flawless=flawless, until=until
    )
    people = list(drawn)
    out.write_bytes(samples.sheet_of(people, plan.schema))
    if expected is not None:
        rows = [
            [each.id, one.field, str(one.child), one.code.value]
            for each in people
            for one in each.expected
        ]
        expected.write_bytes(write_sheet(["id", "field", "child", "code"], rows))
    wrong = sum(bool(each.expected) for each in people)
    typer.echo(f"{out}: {n} 件（うち不備 {wrong} 件）を書きました。実在の人ではありません。")


def _now(home: Path) -> datetime | None:
    """Give the home's clock; None if it was never started."""
    from app.case_work import open_cases
    from app.errors import PlainUnreadable

    try:
        return open_cases(open_home(home), os.environ).clock()
    except PlainUnreadable:
        return None
