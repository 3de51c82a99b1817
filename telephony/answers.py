"""What somebody is answered who asked the controller for something."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """What somebody asked for stands in this record."""

    n: int


@dataclass(frozen=True, slots=True)
class Refused:
    """What somebody asked for cannot be."""

    n: int
    reason: str
