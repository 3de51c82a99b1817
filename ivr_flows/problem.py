"""One thing that is wrong with a flow file, in words for the person who wrote it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding in a file; problems are collected, never raised."""

    file: str
    line: int | None
    """Line in the file, from 1; None if it cannot be told."""
    key: str
    """The key that is wrong or missing; empty if the file as a whole is."""
    message: str
    """Japanese, one sentence."""
    hint: str
    """Japanese: what to do about it; empty if the message says it all."""
