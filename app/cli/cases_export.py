"""`madoguchi cases export`: the applications as a CSV."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import HomeOption
from app.cli.run_files import PasswordOption, hand_out, write_alone, write_folder
from app.home import DEFAULT_HOME, open_home


def export(
    out: Annotated[Path, typer.Argument(help="File to write; only you can read it.")],
    by: Annotated[str, typer.Option("--by", help="Who exports.", envvar="USER")] = "operator",
    home: HomeOption = DEFAULT_HOME,
    password_to: PasswordOption = None,
) -> None:
    """Write all online applications, protected persons left out; importing it changes nothing.

    The file holds personal data: hand it over, then delete it. With --password-to it is an
    encrypted archive, as some campaigns have it.
    """
    from app.case_work import open_cases

    work = open_cases(open_home(home), os.environ)
    hand_out(
        out,
        lambda: {f"{out.stem}.csv": work.export(by=by)},
        must_be_sealed=work.plan.sealed,
        password_to=password_to,
        in_the_open=write_alone,
    )


def close_out(
    out: Annotated[Path, typer.Argument(help="Folder to make; only you can read it.")],
    by: Annotated[str, typer.Option("--by", help="Who hands over.", envvar="USER")] = "operator",
    home: HomeOption = DEFAULT_HOME,
    password_to: PasswordOption = None,
) -> None:
    """Write all management data for the client at the end of the work.

    Every case, protected ones marked, with its steps and changes, what each column is, and the
    counts and hashes of the files: CSV in UTF-8 with a mark, as Excel takes it. They hold personal
    data: hand them over, then delete them. With --password-to they are one encrypted archive.
    """
    from app.case_work import open_cases

    work = open_cases(open_home(home), os.environ)
    hand_out(
        out,
        lambda: work.close_out(by=by),
        must_be_sealed=work.plan.sealed,
        password_to=password_to,
        in_the_open=write_folder,
    )
