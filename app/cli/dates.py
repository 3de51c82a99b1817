"""Days and moments as an operator types them; what is none is told with how it is written."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

DAY, MONTH, MINUTE = "<YYYY-MM-DD>", "<YYYY-MM>", "<YYYY-MM-DDTHH:MM>"
DAY_OR_MINUTE = "<YYYY-MM-DD[THH:MM]>"
MOMENT = "<YYYY-MM-DDTHH:MM[+HH:MM]>"
"""How they are shown in a command's help."""


def day_given(text: str) -> datetime:
    """Read a day; raises typer.BadParameter."""
    return _read(text, r"\d{4}-\d\d-\d\d", "a day like 2026-02-02")


def month_given(text: str) -> datetime:
    """Read a month, as its first day; raises typer.BadParameter."""
    return _read(text, r"\d{4}-\d\d", "a month like 2026-02", rest="-01")


def minute_given(text: str) -> datetime:
    """Read a moment; raises typer.BadParameter."""
    return _read(text, r"\d{4}-\d\d-\d\dT\d\d:\d\d", "a moment like 2026-02-02T10:00")


def day_or_minute(text: str) -> datetime:
    """Read a day or a moment; raises typer.BadParameter."""
    either = "a day like 2026-02-02 or a moment like 2026-02-02T10:00"
    return _read(text, r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", either)


def moment_given(text: str) -> datetime:
    """Read a moment, with an offset or without; raises typer.BadParameter."""
    return _read(text, r"\d{4}-\d\d-\d\d([T ].+)?", "a moment like 2026-02-02T10:00")


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """Take a moment that was typed without an offset for one of this zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _read(text: str, shape: str, what: str, *, rest: str = "") -> datetime:
    try:
        if re.fullmatch(shape, text, re.ASCII):
            return datetime.fromisoformat(text + rest)
    except ValueError:
        pass  # no such day
    raise typer.BadParameter(f"{text!r} cannot be read: write {what}")
