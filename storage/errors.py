"""What can go wrong with what we keep. Standard library only: the controller loads this too.

StorageError
├── DatabaseUnavailable   locked, full, gone, restarting, damaged: the same call may succeed later
├── DatabaseUnsupported   the URL names a database that we do not speak
├── NaiveDatetime         a bug: an instant without an offset was to be stored or asked for
├── KeyUnusable           the instance's key file is missing where it must exist, or unsafe
├── DataKeyGone           a recording's own key was destroyed, or never made
├── DataKeyUnusable       a recording's own key is wrapped by another key, or was altered
├── SealedFileBroken      a file of a backup is not what was written, or the key is another
├── RecoveryKeyWrong      the recovery key is mistyped, or does not open this copy of the keys
└── PeopleError
    ├── PeopleUnavailable people.db cannot be opened or written now
    └── PeopleUnreadable  people.db is damaged, of a newer version, or sealed with another key
"""

from __future__ import annotations

from pathlib import Path


class StorageError(Exception):
    """Something about what we keep failed."""


class DatabaseUnavailable(StorageError):
    """The database cannot serve us now; nothing was changed, and trying again later may help."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"the database is not available: {why}")
        self.why = why


class DatabaseUnsupported(StorageError):
    """The URL names neither SQLite nor PostgreSQL."""

    def __init__(self, *, scheme: str) -> None:
        super().__init__(f"database {scheme!r} is not supported: use sqlite:/// or postgresql://")
        self.scheme = scheme


class NaiveDatetime(StorageError):
    """An instant without an offset has no place in a row."""

    def __init__(self, *, value: str) -> None:
        super().__init__(f"the instant {value} has no offset")
        self.value = value


class KeyUnusable(StorageError):
    """The instance's key file cannot be used."""

    def __init__(self, *, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class DataKeyGone(StorageError):
    """There is no data key of this name: what it encrypted cannot be read any more."""

    def __init__(self, *, name: str) -> None:
        super().__init__(f"{name}: its key was destroyed, or never made")
        self.name = name


class DataKeyUnusable(StorageError):
    """A data key cannot be unwrapped."""

    def __init__(self, *, name: str, why: str) -> None:
        super().__init__(f"the key of {name} cannot be used: {why}")
        self.name = name
        self.why = why


class SealedFileBroken(StorageError):
    """A sealed file cannot be read."""

    def __init__(self, *, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class RecoveryKeyWrong(StorageError):
    """A recovery key is not what it should be."""

    def __init__(self, *, why: str) -> None:
        super().__init__(why)
        self.why = why


class PeopleError(StorageError):
    """The people's store failed."""

    def __init__(self, *, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class PeopleUnavailable(PeopleError):
    """The people's store cannot be opened or written now; trying again later may help."""


class PeopleUnreadable(PeopleError):
    """The people's store will not become readable by waiting."""
