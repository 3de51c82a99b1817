"""What is recorded: both parties of a talk, each on a leg of its own, if the notice was heard."""

from __future__ import annotations

from callcenter.call import Call
from callcenter.campaign import Campaign


def may_record(campaign: Campaign, call: Call) -> bool:
    """Whether this talk may be recorded: not of a caller who heard no notice, or refused.

    Within a flow the notice is what `record_consent` says; else the one of the occasion.
    """
    is_told = call.has_consented or not (call.notice_failed or call.notice_due)
    return campaign.record and is_told and not call.has_refused
