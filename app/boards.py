"""What open pages are told of the floor: plain values, read from the live numbers when asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from agent_ui import words
from agent_ui.page import milliseconds
from agent_ui.shown import Board
from callcenter.commands import ShowSeat
from callcenter.seat import SeatState
from desk.seating import Sitting

SILENT = ("listening", "whispering")
"""Nobody but the log is told whom a supervisor listens to."""


class Boards:
    """The floor as `agent_ui.feed` reads it."""

    def __init__(
        self,
        *,
        desks: Collection[str],
        board: Callable[[], Board],
        shown: Callable[[], Mapping[str, ShowSeat]],
        sitting: Callable[[], Mapping[str, Sitting]],
    ) -> None:
        self._desks = desks
        self._board = board
        self._shown = shown
        self._sitting = sitting

    def numbers(self) -> Mapping[str, Any]:
        """Give the floor in numbers; instants in milliseconds since 1970."""
        board = self._board()
        picture = board.picture
        since = board.at.timestamp() - picture.longest_wait_s if picture.waiting else None
        return {
            "waiting": picture.waiting,
            "waiting_since": None if since is None else int(since * 1000),
            "ringing": picture.ringing,
            "talking": picture.talking,
            "lines_in_use": picture.lines_in_use,
            "capacity": board.capacity,
            "answer_rate": words.share(board.answer_rate, is_measured=board.is_measured),
            "alarms": sum(picture.alarms.values()),
        }

    def seats(self, wanted: Collection[str] | None = None) -> list[Mapping[str, Any]]:
        """Give these desks, or all, in their order."""
        asked = self._desks if wanted is None else [each for each in self._desks if each in wanted]
        return [self._seat(each) for each in asked]

    def _seat(self, desk: str) -> Mapping[str, Any]:
        shown, sitting = self._shown().get(desk), self._sitting().get(desk)
        return {
            "id": desk,
            "state": shown.state if shown else SeatState.NOT_READY.value,
            "reason": shown.reason if shown else "",
            "since": milliseconds(shown.since) if shown else None,
            "registered": shown.registered if shown else False,
            "voiceless": shown.voiceless if shown else False,
            "call": shown.call if shown else None,
            "hand": milliseconds(shown.hand) if shown and shown.hand else None,
            "recalled": milliseconds(shown.recalled) if shown and shown.recalled else None,
            "held": shown.held if shown else False,
            "muted": shown.muted if shown else False,
            "refused": shown.refused if shown else False,
            "unrecorded": shown.unrecorded if shown else "",
            "person": sitting.name if sitting else "",
            "leads": sitting.leads if sitting else False,
            "tie": shown.tie if shown else "",
            "peer": shown.peer if shown and shown.tie not in SILENT else None,
        }
