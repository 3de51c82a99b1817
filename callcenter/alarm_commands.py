"""Alarms, as every board shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAlarm:
    """Something needs a supervisor; stands until `ClearAlarm` of the same kind and subject."""

    kind: str
    subject: str
    detail: str
    since: datetime | None = field(default=None, compare=False)
    """None in records of versions that did not say it. An alarm is the same whenever it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearAlarm:
    """What an alarm was raised for is over."""

    kind: str
    subject: str
