"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="MADOGUCHI_HOME",
        help="Folder of the instance.",
        show_default=True,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON for programs.")]
ByOption = Annotated[str, typer.Option("--by", help="Who does it.", envvar="USER")]
