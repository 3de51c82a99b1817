"""What can go wrong with backups: each is one line that says what, where, and how to mend it."""

from __future__ import annotations

from app.errors import AppError


class BackupRefused(AppError):
    """A backup cannot be made, or not be restored, as things are; nothing was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class BackupBroken(AppError):
    """A backup, or the copy of the keys, is not what was written; nothing was restored."""

    def __init__(self, *, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why
