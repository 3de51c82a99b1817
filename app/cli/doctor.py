"""`madoguchi doctor`: what this machine and this home have, and what they lack."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME, open_home


class Language(StrEnum):
    """In which language it is told."""

    JA = "ja"
    EN = "en"


SIGNS = {Language.JA: ("要対応", "注意  ", "ok    "), Language.EN: ("NOT ", "note", "ok  ")}
"""What keeps from opening, what is to be thought of, what is well: all as wide."""


def doctor(
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    language: Annotated[
        Language | None, typer.Option("--lang", help="ja or en; else that of the terminal.")
    ] = None,
) -> None:
    """Look at everything that opening needs, with a remedy for what is missing; change nothing."""
    from app.diagnosis import diagnose

    facts = diagnose(open_home(home))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in facts], ensure_ascii=False, indent=1))
    else:
        spoken = language or (Language.JA if _is_japanese() else Language.EN)
        for each in facts:
            what, found, hint = each.said(spoken)
            sign = SIGNS[spoken][0 if not each.ok else 1 if hint else 2]
            typer.echo(f"{sign}  {what}: {found}" + (f" → {hint}" if hint else ""))
    if not all(each.ok for each in facts):
        raise typer.Exit(1)


def _is_japanese() -> bool:
    given = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((each for each in given if each), "").startswith("ja")
