"""Which cache counts: a running instance's, whatever this terminal's is, else this terminal's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.checked import cache_folder
from app.errors import AppError
from app.home import Home
from app.plain import Plain, read_plain
from app.run_file import still_running


def running(home: Home) -> Plain | None:
    """Read what the instance that runs was started with; None if none runs, or it is lost."""
    try:
        return read_plain(home.plain) if still_running(home.processes) else None
    except AppError:
        return None


def cache_of(plain: Plain | None, environ: Mapping[str, str]) -> Path:
    """Name the running instance's cache; without one this terminal's."""
    return cache_folder(environ) if plain is None else Path(plain.prompts).parent


def prompts_of(home: Home, environ: Mapping[str, str]) -> Path:
    """Name the folder of the sounds that a home's running instance plays, or the next would."""
    return cache_of(running(home), environ) / "prompts"
