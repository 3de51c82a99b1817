"""What is recorded: both parties of a talk, each on a leg of its own, if they know of it.

A campaign records every talk, none, or those that their seat asks for. Callers hear the notice
before a seat; whom we call hears it first thing, or the person at the seat says it and confirms.
"""

from __future__ import annotations

from enum import StrEnum

from callcenter.call import Call, CallState
from callcenter.campaign import Campaign

FAILED = "failed"
"""It is to be recorded, and one side of it is not, or no more."""


class NotYet(StrEnum):
    """Why a talk is not recorded."""

    OFF = "off"
    """The campaign records none, or this caller does not want it."""
    ANNOUNCING = "announcing"
    """They are just being told; the seat may say it first."""
    UNTOLD = "untold"
    """Nobody told them yet: the seat may, and ask for the recording."""
    UNASKED = "unasked"
    """The campaign records what its seats ask for."""


def may_record(campaign: Campaign, call: Call) -> bool:
    """Whether this talk may be recorded: not of a caller who heard no notice, or refused."""
    return why_not(campaign, call) is None


def why_not(campaign: Campaign, call: Call) -> NotYet | None:
    """Say why this talk may not be recorded now; None if it may."""
    if not campaign.record or call.has_refused:
        return NotYet.OFF
    if call.is_asked_for:
        return None
    if campaign.record_on_demand:
        return NotYet.UNASKED
    if call.dial is not None and not call.dial.is_told:
        return NotYet.UNTOLD if call.playing is None else NotYet.ANNOUNCING
    return None if _is_told(call) else NotYet.UNTOLD


def lacks_sound(campaign: Campaign, call: Call) -> bool:
    """Whether two people talk who are to be recorded, and one of them is not, or broke off."""
    if call.state is not CallState.TALKING or not may_record(campaign, call):
        return False
    guest = call.guest
    sides = [call.caller_recording, call.seat_recording]
    sides += [guest.recording] if guest is not None and guest.has_joined else []
    return call.is_partly_recorded or None in sides


def _is_told(call: Call) -> bool:
    """Within a flow the notice is what `record_consent` says; else the one of the occasion."""
    return call.has_consented or not (call.notice_failed or call.notice_due)
