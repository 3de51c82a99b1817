"""What Asterisk's own fallback plays on each occasion, by the campaign and its flows."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable
from pathlib import Path

from app.home import Home
from app.opened import flows_of
from app.plain import Plain
from callcenter.campaign import Campaign, OverLine
from ivr_flows.errors import UnreadableFlows
from ivr_flows.schema import Flow
from ivr_flows.unattended import sounds_of
from telephony.fallback_files import Sound, played
from telephony.fallback_plan import Sounds

log = logging.getLogger(__name__)


def sounds_by_version(home: Home, plain: Plain, campaign: Campaign) -> Sounds:
    """Find what is played of each version of the flows; nothing of one that cannot be read."""

    @functools.cache
    def said(version: str) -> dict[Sound, str]:
        try:
            flows = flows_of(home, version or plain.flows)
        except (OSError, UnreadableFlows):
            log.warning("The fallback keeps what it says", extra={"action": "flows_unreadable"})
            return {}
        found = fallback_sounds(campaign, flows, Path(plain.prompts))
        return {sound: played(paths) for sound, paths in found.items() if paths}

    return said


def fallback_sounds(
    campaign: Campaign, flows: Iterable[Flow], prompts: Path
) -> dict[Sound, tuple[Path, ...]]:
    """Give what the fallback plays on each occasion."""
    named = {flow.name: flow for flow in flows}
    return {
        sound: tuple(prompts / each for each in sounds_of(named[flow]))
        for sound, flow in _said(campaign).items()
        if flow is not None and flow in named
    }


def _said(campaign: Campaign) -> dict[Sound, str | None]:
    """Name the flow of each thing that the fallback may say."""
    flows = campaign.flows
    announces = campaign.over_line is OverLine.ANNOUNCE
    return {
        Sound.NOTICE: flows.notice if campaign.record else None,
        Sound.AFTER_HOURS: flows.after_hours,
        Sound.HOLIDAY: flows.holiday,
        Sound.NOT_YET_OPEN: flows.not_yet_open,
        Sound.ENDED: flows.ended,
        Sound.EMERGENCY: flows.emergency,
        Sound.LINES_FULL: flows.lines_full if announces else None,
        Sound.GIVE_UP: flows.give_up,
    }
