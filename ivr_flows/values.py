"""What flows may speak of: a campaign's own words and dates, and what changes from call to call.

`{opens}` is filled when the file is read. `{position}` is not known until somebody waits, so all
its values are written out in advance, and a call picks one by its key.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from callcenter.guidance import Facts
from ivr_flows.spoken import english, japanese

JAPANESE, ENGLISH = "ja", "en"
LANGUAGES = (JAPANESE, ENGLISH)

PLACES = 30
"""The last place in the queue that is told, where no campaign says how many may wait."""
WAITS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, japanese.LONG_WAIT_MIN)
"""Waiting times in minutes that are told; one between two of them is rounded up."""
LONGER = japanese.LONG_WAIT_MIN + 1
"""Stands for every longer wait."""

NUMBER = "number"
"""The number that a promise is made to, where it is read back."""
LANGUAGE = "language"
"""The variable of the caller's language."""
POSITION, WAIT, NEXT_OPENING = "position", "wait", "next_opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A campaign's own words and dates; the names of the fields are the placeholders."""

    center_name: str
    """How the centre says its own name, for example ○○市○○事務センター."""
    open_days: str
    """The days on which calls are taken, in words: 祝日を除く平日."""
    opens: time
    closes: time
    operation_from: date
    operation_to: date
    amounts: Mapping[str, int] = field(default_factory=dict)
    """Sums of money in yen; their names, which end in `_yen`, are placeholders as well."""
    kana: Mapping[str, str] = field(default_factory=dict)
    """Words of the campaign that the voice reads wrongly, with their reading."""
    openings: tuple[tuple[date, time], ...] = ()
    """The days that are told as the next opening, and from when calls are taken then."""
    later_openings: tuple[tuple[date, time], ...] = ()
    """Days that come after those: they are put together from pieces, for whole sentences of years
    would take long to speak."""
    places: int = PLACES
    """The last place in the queue that is told: no more callers can wait."""
    transfers: tuple[str, ...] = ()
    """Names of the outside numbers that callers may be connected with."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The codes of those that only who knows one is connected with, by the number's name."""
    flows: tuple[str, ...] = ()
    """Names of the flows that the campaign asks for."""
    services: tuple[str, ...] = ()
    """Ids of the campaign's services that have hours of their own."""
    callback_after_s: float = 0.0
    """From this waiting time on a callback is offered, where the flow names no other."""
    skills: tuple[str, ...] = ()
    """What the campaign's seats are able to do: the queues that a caller may be put into."""

    @property
    def names(self) -> frozenset[str]:
        """Name what has a meaning already, so that no digits are kept under it."""
        return frozenset((*self.spoken(), *self.changing(JAPANESE), NUMBER, LANGUAGE))

    def spoken(self, language: str = JAPANESE) -> dict[str, str]:
        """Give the words for each placeholder that is filled once and for all."""
        said = english if language == ENGLISH else japanese
        words = {
            "opens": said.clock(self.opens),
            "closes": said.clock(self.closes),
            "operation_from": said.day(self.operation_from),
            "operation_to": said.day(self.operation_to),
            **{name: said.yen(amount) for name, amount in self.amounts.items()},
        }
        if language == ENGLISH:
            return words  # a centre's name and days are written in Japanese only
        return {"center_name": self.center_name, "open_days": self.open_days, **words}

    def changing(self, language: str) -> dict[str, dict[str, str]]:
        """Give the words for each value of each placeholder that a call fills, by its key."""
        said = english if language == ENGLISH else japanese
        return {
            POSITION: {str(place): said.place(place) for place in range(1, self.places + 1)},
            WAIT: {str(minutes): said.wait(minutes) for minutes in (*WAITS, LONGER)},
            NEXT_OPENING: {
                day.isoformat(): said.opening(day, opens) for day, opens in self.openings
            },
        }

    def in_pieces(self, language: str) -> dict[str, dict[str, tuple[str, ...]]]:
        """Give the pieces of further values of such placeholders, by the value's key."""
        said = english if language == ENGLISH else japanese
        later = {
            day.isoformat(): said.opening_in_pieces(day, opens)
            for day, opens in self.later_openings
        }
        return {NEXT_OPENING: later} if later else {}


def key_of(placeholder: str, facts: Facts) -> str | None:
    """Tell which value of a placeholder holds now; None if that is not known."""
    if placeholder == POSITION:
        return None if facts.position is None else str(facts.position)
    if placeholder == WAIT:
        return None if facts.wait_s is None else str(_told(facts.wait_s))
    return None if facts.next_opening is None else facts.next_opening.isoformat()


def _told(wait_s: float) -> int:
    minutes = max(1, math.ceil(wait_s / 60))
    return next((told for told in WAITS if told >= minutes), LONGER)
