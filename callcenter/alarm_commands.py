"""Alarms, as every board shows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAlarm:
    """Something needs a supervisor; stands until `ClearAlarm` of the same kind and subject."""

    kind: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearAlarm:
    """What an alarm was raised for is over."""

    kind: str
    subject: str
