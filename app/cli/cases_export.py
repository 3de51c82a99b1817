"""`madoguchi cases export`: the applications as a CSV."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import HomeOption
from app.cli.run_files import write_folder, write_new
from app.home import DEFAULT_HOME, open_home


def export(
    out: Annotated[Path, typer.Argument(help="File to write; only you can read it.")],
    by: Annotated[str, typer.Option("--by", help="Who exports.", envvar="USER")] = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write all online applications, protected persons left out; importing it changes nothing.

    The file is not encrypted and holds personal data: hand it over, then delete it.
    """
    from app.case_work import open_cases

    data = open_cases(open_home(home), os.environ).export(by=by)
    write_new(out, data)
    typer.echo(f"{out}: {len(data)} バイト、SHA-256 {hashlib.sha256(data).hexdigest()}")


def close_out(
    out: Annotated[Path, typer.Argument(help="Folder to make; only you can read it.")],
    by: Annotated[str, typer.Option("--by", help="Who hands over.", envvar="USER")] = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write all management data for the client at the end of the work.

    Every case, protected ones marked, with its steps and changes, what each column is, and the
    counts and hashes of the files: CSV in UTF-8 with a mark, as Excel takes it. The files are not
    encrypted and hold personal data: hand them over, then delete them.
    """
    from app.case_work import open_cases

    write_folder(out, open_cases(open_home(home), os.environ).close_out(by=by))
