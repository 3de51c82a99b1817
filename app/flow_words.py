"""What flow files say with a campaign's words, whatever day it is, and when it is heard.

Announcements name dates, so the same files are another version every day. What the client confirmed
is compared by these names instead: `words_of` every text, said as on the campaign's first day of
operation, and `ways_of` the occasions on which flows are heard and what they may offer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import msgspec

from callcenter.campaign import Campaign
from config.campaign import spoken_values
from ivr_flows.loader import load, named
from ivr_flows.nodes.callback import Callback
from ivr_flows.schema import Flow
from ivr_flows.speech import Changing, Fixed, Part, Spelled, speeches_in
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
    return _name(said)


def ways_of(campaign: Campaign, flows: Iterable[Flow]) -> str:
    """Name when a campaign's callers hear its flows, and what these may offer and connect with."""
    offered_after = sorted(
        (flow.name, name, node.after_s)
        for flow in flows
        for name, node in flow.nodes.items()
        if isinstance(node, Callback)
    )
    return _name(
        {
            "occasions": asdict(campaign.flows),
            "agreed": sorted(campaign.agreed),
            "transfers": sorted(campaign.transfers.items()),
            "callback_after_s": offered_after,
            "repeat_s": campaign.repeat_s,
            "wait_limit_s": campaign.wait_limit_s,
            "over_line": campaign.over_line,
            "told": campaign.outbound.told,
        }
    )


def says_the_same(before: Iterable[Flow], now: Iterable[Flow]) -> bool:
    """Whether flows say the same, but for the days that they name and how many may wait.

    For starts of which no release has noted the words.
    """
    old, new = dict(_parts(before)), dict(_parts(now))
    return old.keys() == new.keys() and all(_is_alike(old[each], new[each]) for each in old)


_Place = tuple[str, str, str, str, int]


def _parts(flows: Iterable[Flow]) -> Iterator[tuple[_Place, Part]]:
    for flow in flows:
        for name, node in flow.nodes.items():
            for key, speech in speeches_in(node):
                for language, parts in speech.items():
                    for number, part in enumerate(parts):
                        yield (flow.name, name, key, language, number), part


def _is_alike(old: Part, new: Part) -> bool:
    match old, new:
        case Fixed(), Fixed():
            return old.prompt.sound == new.prompt.sound
        case Changing(), Changing():
            both = old.prompts.keys() & new.prompts.keys()
            is_same = all(old.prompts[key].sound == new.prompts[key].sound for key in both)
            return old.value == new.value and is_same
        case Spelled(), Spelled():
            return old.of == new.of
        case _:
            return False


def _name(said: object) -> str:
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()
