"""What the pages of recordings are handed: the vault, the campaign's rules, who has a number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from recordings.rules import SoundRules
from recordings.vault import Vault
from storage.audit import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundRoom:
    """The recordings of one instance."""

    vault: Vault
    rules: SoundRules
    certify: Callable[[str, Actor], Awaitable[bytes]]
    """Draws the certificate of an executed erasure; raises `RecordingsError`."""
    caller_of: Callable[[str], str | None] = lambda _: None
    """Gives the id of who has a number, as people write it; None if nobody ever had."""
    broken: Callable[[str, str], None] = lambda call, why: None
    """Told of a recording that cannot be read, and why."""
