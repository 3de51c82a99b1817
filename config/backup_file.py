"""The table of a campaign file about backups (SET-特-19)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.validation import Section


class BackupTable(Section):
    """Whether the client has to agree to the way of backing up first, and where it did."""

    needs_approval: bool = False
    approved: Annotated[str, Field(min_length=1)] | None = None
    """Date and paper of the client's approval."""

    @property
    def is_allowed(self) -> bool:
        """Whether a backup may be made."""
        return not self.needs_approval or self.approved is not None
