"""The log's records of one call: what a figure is opened down to."""

from __future__ import annotations

from pathlib import Path

from app.follow import log_files, records_in
from metrics.explain import Happened


def story_of(folder: Path, call: str, *, most: int = 500) -> list[Happened]:
    """Read the records whose event or commands name a call, in order, without what they carry.

    Reads the whole log; raises as `records_in`. Files that have expired are missing.
    """
    found = []
    for path in log_files(folder):
        if call.encode() not in path.read_bytes():
            continue
        for record in records_in(path, after=0):
            commands = tuple(
                type(each).__name__
                for each in record.commands
                if getattr(each, "call", None) == call
            )
            if getattr(record.event, "call", None) == call or commands:
                name = type(record.event).__name__
                found.append(Happened(record.n, record.event.at, name, commands))
    return found[:most]
