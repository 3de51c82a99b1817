"""What is heard of the trunks: whether the carrier's side answers us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkLost:
    """A trunk's far side does not answer our OPTIONS any more: no call comes or goes there."""

    at: datetime
    trunk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkBack:
    """It answers again."""

    at: datetime
    trunk: str


OfTrunk = TrunkLost | TrunkBack
