"""The day's seats and lines as the controller has them, for who asks from outside: by its log.

Boards and alarms go by what a supervisor changed for today, and so must the look before opening.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec

from app.home import Home
from callcenter.campaign import Campaign, CapacityRow
from callcenter.commands import Refuse
from callcenter.errors import UnknownRecord
from callcenter.floor_wishes import CapacityBent, CapacityRestored
from callcenter.lines import row_of
from callcenter.state import Bend
from telephony.record_log import recover


def capacity_on(home: Home, campaign: Campaign, day: date) -> CapacityRow:
    """Give a day's capacity: the contract's, or as somebody changed it for that day.

    Raises:
        InvalidCampaign: the campaign has no capacity rows.
    """
    row, bend = row_of(campaign, day), _bend(home)
    if bend is None or bend.day != day:
        return row
    return replace(row, seats=bend.seats, lines=bend.lines)


def _bend(home: Home) -> Bend | None:
    """Find what was changed last; None if the log does not tell."""
    try:
        found = recover(home.log, of=(CapacityBent, CapacityRestored))
    except (OSError, UnknownRecord):
        return None
    if found is None:
        return None
    bend = msgspec.convert(found.header.state.get("bend"), Bend | None)
    for record in found.records:
        if any(isinstance(each, Refuse) for each in record.commands):
            continue
        match record.event:
            case CapacityBent(day=day, seats=seats, lines=lines, by=by):
                bend = Bend(day, seats, lines, by)
            case CapacityRestored():
                bend = None
            case _:
                pass
    return bend
