"""The logs of a home that nobody writes any more: the event log's, the processes', Asterisk's.

What is being written stays, and with it the state of the instance: the last file of the event log,
each process's own file, Asterisk's book and its messages. They go with the home.
"""

from __future__ import annotations

import re
from pathlib import Path

from app.home import Home
from telephony import record_log

_TURNED = re.compile(r".+\.(json|jsonl|log)\.\d+")
"""A file that was renamed when the next one began."""


def ended_logs(home: Home) -> list[Path]:
    """List them; the event log first, each folder oldest name first."""
    kept = record_log.files(home.log)[:-1] if home.log.is_dir() else []
    folders = (home.logs, home.asterisk / "log")
    turned = [path for folder in folders for path in sorted(folder.rglob("*"))]
    return [*kept, *(path for path in turned if path.is_file() and _TURNED.fullmatch(path.name))]
