"""From when to when the board's chart of the day goes."""

from __future__ import annotations

from collections import Counter
from datetime import date, time

from callcenter.campaign import Campaign

NO_DAYS = (time(9), time(18))
"""Of a campaign without a single open day."""


def chart_hours(campaign: Campaign, day: date) -> tuple[time, time]:
    """Give a day's hours; of a closed day those that the campaign's days have most often."""
    hours = {each.day: (each.opens, each.closes) for each in campaign.open_days}
    if day in hours:
        return hours[day]
    usual = Counter(hours.values()).most_common(1)
    return usual[0][0] if usual else NO_DAYS
