"""Where callers' numbers are kept, as far as telephony must know it."""

from __future__ import annotations

from typing import Protocol


class People(Protocol):
    """The people's store: numbers in, ids out, and back. Both answer from memory, at once."""

    def id_of(self, number: str) -> str:
        """Return the id of a number in E.164, a fresh random one if it was never seen."""
        ...

    def number_of(self, id: str) -> str | None:
        """Return the number behind an id; None if it was erased or never was."""
        ...


class ErasablePeople(People, Protocol):
    """The same, for who must also let go of what was kept."""

    def erase(self, id: str, /) -> bool:
        """Remove what is behind an id for good; may wait for the disk, and fail."""
        ...
