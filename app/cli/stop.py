"""`madoguchi stop`: end the running instance, but no call by mistake."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import HomeOption
from app.home import DEFAULT_HOME, open_home
from app.printed import tell


def stop(
    home: HomeOption = DEFAULT_HOME,
    now: Annotated[bool, typer.Option("--now", help="Stop at once: calls are cut.")] = False,
    drain: Annotated[
        bool,
        typer.Option("--drain", help="Take calls on until a moment without any, then stop."),
    ] = False,
) -> None:
    """Stop the instance, its Asterisk too. Refuses while calls are up unless told what to do."""
    import asyncio

    from app import stopping

    if now and drain:
        raise typer.BadParameter("--now and --drain exclude each other")
    asyncio.run(stopping.stop(open_home(home), now=now, drain=drain, say=tell))
    tell("stopped")
