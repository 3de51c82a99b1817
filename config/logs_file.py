"""The table of a campaign file about logs: how long the records of use are kept (SPR-別紙-5-6)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.validation import Section


class LogsTable(Section):
    """How long logs are kept."""

    days_after_end: Annotated[int, Field(ge=0, le=36_500)] | None = None
    """From the contract's end; None: no log is ever erased."""
