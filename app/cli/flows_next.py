"""The client's word for what the next start of an instance would make heard, recorded before."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from app.cli.levers import noted_anyway
from app.clock import clock_with, stored_offset
from app.errors import NotValid, PlainUnreadable
from app.flow_versions import Entry, How, note
from app.home import make_home, open_home
from app.kept import name_of
from app.plain import read_plain
from app.printed import complain


def confirm_next(folder: Path, campaign: str, *, by: str, confirmed: str) -> str:
    """Record it; gives the name of the version that was confirmed, as it would be today.

    Raises:
        Exit: the configuration has problems; they were told.
        HomeUnusable: it cannot be kept.
    """
    from app.cli.flows_running import lever_of
    from app.flow_start import next_start
    from ivr_flows import plain as flows

    home = open_home(folder)
    given = {"MADOGUCHI_CAMPAIGN": campaign} if campaign else {}
    try:
        start = next_start(home, None, {**os.environ, **given})
    except NotValid as exc:
        for each in exc.problems:
            complain(each)
        raise typer.Exit(1) from exc
    make_home(home)
    home.versions.mkdir(exist_ok=True)
    version = name_of(flows.encode(start.checked.flows.flows))
    files, words, ways = start.heard
    note(
        home,
        Entry(
            at=clock_with(stored_offset(home))(),
            by=by,
            how=How.CONFIRMED,
            flows=version,
            started=start.last.version,
            confirmed=confirmed,
            files=files,
            words=words,
            ways=ways,
        ),
    )
    try:
        read_plain(home.plain)
    except PlainUnreadable:
        typer.echo("the audit trail begins with the first start; `ivr versions` has it", err=True)
    else:
        noted_anyway(home, lever_of(How.CONFIRMED, version))
    return version
