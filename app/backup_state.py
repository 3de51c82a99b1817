"""What is known of an instance's last backup: a small file in its home, and its age."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

import msgspec

from app.home import Home
from app.written import write_atomically

FILE = "backup_state.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """The last backup that was ended, on the machine's clock."""

    id: str
    at: datetime
    folder: str
    keys: str
    """The file of the copy of the keys."""
    keys_at: datetime
    """When that was made last."""
    bytes: int
    erased: int = 0
    """How much was erased until then."""


def note_backup(home: Home, state: BackupState) -> None:
    """Keep it; raises HomeUnusable."""
    write_atomically(home.folder / FILE, msgspec.json.encode(state).decode() + "\n")


def last_backup(home: Home) -> BackupState | None:
    """Give the last backup; None if there never was one, or nothing readable is known of it."""
    try:
        return msgspec.json.decode((home.folder / FILE).read_bytes(), type=BackupState)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def backup_age_s(home: Home) -> float:
    """Tell how old the last backup is; without one, how old the home is that has none."""
    state = last_backup(home)
    if state is not None:
        return max(0.0, time.time() - state.at.timestamp())
    try:
        return max(0.0, time.time() - home.key.stat().st_mtime)
    except OSError:
        return 0.0
