"""What flow files say with a campaign's words, whatever day it is.

Announcements name dates, so the same files are another version every day. What the client confirmed
is compared by this name instead: every text, said as on the campaign's first day of operation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from config.campaign import spoken_values
from ivr_flows.loader import load, named
from ivr_flows.values import PLACES


def words_of(campaign: str, places: Sequence[Path]) -> str:
    """Name what is said by the flow files of folders; "" if they, or the campaign, are not valid.

    How many callers may wait changes with every plan of lines; it is nothing that anybody confirms.
    """
    values = spoken_values(campaign, flows=sorted(named(places)))
    if isinstance(values, list):
        return ""
    loaded = load(places, replace(values, places=PLACES))
    if loaded.problems:
        return ""
    said = sorted(
        {
            (flow.name, each.language, each.sound if each.wav else each.spoken)
            for flow in loaded.flows
            for each in flow.prompts()
        }
    )
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()
