"""Services that are closed while the centre is open, for agents to tell callers (SUI-7-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callcenter.campaign import Campaign, OpenDay
from callcenter.opening import Opening, Verdict


@dataclass(frozen=True, slots=True)
class ClosedService:
    """A service that takes nobody now."""

    name: str
    today: OpenDay | None
    """Its hours of the day; None: it has none."""


def closed_services(campaign: Campaign, at: datetime) -> list[ClosedService]:
    """List them, in the order of the campaign's file; none while the centre itself is closed."""
    opening = Opening(campaign)
    if opening.judge(at) is not Verdict.OPEN:
        return []
    day = opening.day_of(at)
    return [
        ClosedService(each.name, next((one for one in each.open_days if one.day == day), None))
        for each in campaign.services
        if opening.judge_service(each.id, at) is not Verdict.OPEN
    ]
