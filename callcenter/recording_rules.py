"""What is recorded: both parties of a talk, each on a leg of its own, if the notice was heard."""

from __future__ import annotations

from callcenter.call import Call
from callcenter.campaign import Campaign


def may_record(campaign: Campaign, call: Call) -> bool:
    """Whether this talk may be recorded: a caller who heard no notice is not recorded."""
    return campaign.record and not call.notice_failed and not call.notice_due
