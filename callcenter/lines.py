"""How many calls with outside parties may exist at once (SPR-II-3-1-イ-②, A-01, A-08).

Every admitted call is one line, waiting or talking; seats' legs are none, and a call that only
hears a closing announcement is none. An outside party with whom a flow connects a caller is one
more. A lower row cuts nobody: it only admits no one new.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from callcenter.call import CallState
from callcenter.campaign import Campaign, CapacityRow
from callcenter.errors import InvalidCampaign
from callcenter.state import State


def row_of(campaign: Campaign, day: date) -> CapacityRow:
    """Find the capacity in force on a day; before the first row the first one.

    Raises:
        InvalidCampaign: the campaign has no capacity rows.
    """
    if not campaign.capacity:
        raise InvalidCampaign(campaign.id)
    following = bisect_right(campaign.capacity, day, key=lambda row: row.start)
    return campaign.capacity[max(0, following - 1)]


def in_use(state: State) -> int:
    """Count the lines in use; whom a flow leads out has two."""
    return sum(
        call.holds_line + (call.outside is not None)
        for call in state.calls.values()
        if call.state is not CallState.ENDED
    )


def closing_announcements(state: State) -> int:
    """Count the calls that were admitted only to a closing announcement."""
    return sum(
        not call.holds_line and call.is_answered and call.state is CallState.CLOSING
        for call in state.calls.values()
    )
