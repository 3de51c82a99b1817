"""Since when nobody called: on an open day that is how a dead way in is noticed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.live import Live

HALF_HOUR = timedelta(minutes=30)


def quiet_since(live: Live) -> datetime | None:
    """Give since when no caller came today; None while the centre is not open.

    Calls that have ended are known by their half-hour, which counts as a whole.
    """
    zone, at = ZoneInfo(live.campaign.zone), live.now()
    today = at.astimezone(zone).date()
    day = next((each for each in live.campaign.open_days if each.day == today), None)
    center = live.floor.center
    if day is None or (center is not None and center.is_closed):
        return None
    opens, closes = (datetime.combine(today, each, zone) for each in (day.opens, day.closes))
    if not opens <= at < closes:
        return None
    came = [each.arrived_at for each in live.floor.calls.values() if not each.kind]
    ended = [min(at, slot + HALF_HOUR) for slot, counts in live.slots().items() if counts]
    return max([opens, *came, *ended])
