"""Calls of which a side is not recorded: as the heart shows them in the talk, then as rows say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from callcenter.commands import ShowSeat
from callcenter.recording_rules import FAILED
from desk.duties import Duties

FOLLOWS = timedelta(seconds=10)
"""A look at the desk so long after a talk's end finds its row; before, what was seen still holds.
"""


class Unsound:
    """Knows from the instant at which it fails that a call is not recorded, and never forgets it.

    What was seen in the talk stands until the rows have been asked since: between hang-up and row
    the same trouble is not over and raised anew.
    """

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}
        """When each was seen in its talk last."""

    def calls(self, at: datetime, seats: Iterable[ShowSeat], found: Duties | None) -> set[str]:
        """Name them.

        Args:
            at: Now.
            seats: As they are shown.
            found: What the rows told last; None if they were not asked yet.
        """
        for each in seats:
            if each.call is not None and each.unrecorded == FAILED:
                self._seen[each.call] = at
        if found is not None:
            told = {call: seen for call, seen in self._seen.items() if found.at - seen < FOLLOWS}
            self._seen = told
        return self._seen.keys() | set(found.lost_recordings if found is not None else ())
