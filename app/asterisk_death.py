"""When Asterisk died last, noted by the supervisor for a controller that was dead as well.

Standard library only.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from app.errors import HomeUnusable
from app.written import write_atomically


def note(path: Path, at: float) -> None:
    """Note the instant (epoch seconds of the machine); a full disk keeps nobody from going on."""
    with contextlib.suppress(HomeUnusable):
        write_atomically(path, f"{at:.3f}\n")


def noted(path: Path) -> datetime | None:
    """Read the instant, on the machine's clock; None if none was noted."""
    try:
        return datetime.fromtimestamp(float(path.read_text(encoding="utf-8")), UTC)
    except (OSError, ValueError, OverflowError):
        return None
