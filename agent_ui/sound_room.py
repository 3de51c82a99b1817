"""What the pages of recordings are handed: the vault, the campaign's rules, who has a number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Protocol

from recordings.quality import Versioned
from recordings.rules import SoundRules
from recordings.scoring import Sheet
from recordings.submission import No
from recordings.vault import Vault
from storage.audit import Actor


class Archive(Protocol):
    """An archive that was made and registered."""

    @property
    def file(self) -> BinaryIO:
        """Its bytes, from the first on."""

    @property
    def name(self) -> str:
        """What its file is called."""

    @property
    def size(self) -> int:
        """How many bytes it has."""


class Packing(Protocol):
    """What makes packages of recordings for the client."""

    async def make(self, wanted: str, actor: Actor) -> Archive | No:
        """Make the archive of an approved package and register it.

        Raises:
            RecordingsError, StorageError: a recording of it cannot be read.
        """

    async def tell(
        self, wanted: str, *, received_by: str, handed_on: date, actor: Actor
    ) -> tuple[str, No | None]:
        """Register the receipt of an archive, and give its password this once."""


async def _nothing_differs(day: date, actor: Actor) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundRoom:
    """The recordings of one instance."""

    vault: Vault
    rules: SoundRules
    certify: Callable[[str, Actor], Awaitable[bytes]]
    """Draws the certificate of an executed erasure; raises `RecordingsError`."""
    caller_of: Callable[[str], str | None] = lambda _: None
    """Gives the id of who has a number, as people write it; None if nobody ever had."""
    quality: Versioned | None = None
    """The campaign's score sheet; None: nothing is scored."""
    sheet_of: Callable[[str], Sheet | None] = lambda _: None
    """Gives a score sheet by its content's hash; None if it is not there any more."""
    packing: Packing | None = None
    """None: nothing is handed out."""
    broken: Callable[[str, str], None] = lambda call, why: None
    """Told of a recording that cannot be read, and why."""
    differing: Callable[[], Mapping[date, Sequence[tuple[str, str]]]] = dict
    """Gives the days whose calls and sound differ: kind and subject of each difference."""
    look_into: Callable[[date, Actor], Awaitable[bool]] = _nothing_differs
    """Notes that somebody looked into a day's differences; False if none are told."""
