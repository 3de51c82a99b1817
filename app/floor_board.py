"""The board as supervisors see it: plain values by name, read from what is in memory alone.

Nothing here asks the database: counts go on from the log, and what is open at the desk comes from a
look every few seconds (`app.duties`). So a figure costs the same on every day of the campaign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from agent_ui import words
from agent_ui.feed import Floor
from agent_ui.floor_room import Sees, shown
from agent_ui.foresight import Mark
from agent_ui.page import milliseconds
from app.live import Live
from callcenter.call import CallState
from callcenter.commands import ShowCall, ShowSeat
from callcenter.contact import Calling
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from desk.duties import Duties
from metrics.answer_rate import answer_rate
from metrics.day_figures import ENDED, LIVE, is_under_way
from metrics.definition import Definition, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorBoard:
    """Reads the floor for one audience after the other."""

    live: Live
    """The floor, the day's counts, the capacity."""
    seats: Floor
    """The seats as every page shows them."""
    definition: Definition
    """Of the answer rate that the client agreed to."""
    number_of: Callable[[str], str]
    """Gives a caller's number as people write it."""
    marks: Callable[[str], Iterable[Mark]]
    """Tells what is known of a caller."""
    duties: Callable[[], Duties | None]
    """What is open at the desk, as it was looked at last."""
    calling: Callable[[], Calling]
    """Whether contacts are called."""
    foretold: Callable[[], Mapping[str, Any]]
    """Tells how the day will end."""

    def picture(self, sees: Sees) -> dict[str, Any]:
        """Give every value of the board for an audience."""
        shown_now = self.live.board()
        found = {"now": self._now(shown_now.capacity), "today": self._today(shown_now.today)}
        found |= {f"seat/{each['id']}": dict(each) | self._at(each) for each in self.seats.seats()}
        found |= self._callers(sees)
        found |= {
            f"slot/{at.astimezone(shown_now.at.tzinfo):%H:%M}": self._slot(counts)
            for at, counts in self.live.slots().items()
        }
        for (kind, subject), alarm in sorted(self.live.floor.alarms.items()):
            since = _instant(alarm.since)
            found[f"alarm/{kind}/{subject}"] = {"kind": kind, "subject": subject, "since": since}
        found["center"] = self._center()
        return found | dict(self.foretold()) | self._desk()

    def _now(self, lines: int) -> dict[str, Any]:
        picture = self.live.floor.picture(self.live.now())
        waiting = [each.arrived_at for each in self._waiting()]
        return {
            "lines_used": picture.lines_in_use,
            "lines": lines,
            "waiting": len(waiting),
            "waiting_since": milliseconds(min(waiting)) if waiting else None,
            "ringing": picture.ringing,
            "talking": picture.talking,
            "staffed": sum(each.state != SeatState.NOT_READY for each in self._usable()),
            "free": sum(each.state == SeatState.READY for each in self._usable()),
            "seats_due": self.live.capacity().seats,
            "trouble": bool(self.live.controller_trouble),
        }

    def _usable(self) -> list[ShowSeat]:
        """Give the seats that could take a call: their phone is there, and has a voice."""
        seats = self.live.floor.seats.values()
        return [each for each in seats if each.registered and not each.voiceless]

    def _center(self) -> dict[str, Any]:
        """Say how the levers stand."""
        center, row = self.live.floor.center, self.live.contract_row()
        return {
            "closed": center is not None and center.is_closed,
            "ends_waiting": center is not None and center.ends_waiting,
            "bent": center is not None and center.is_bent,
            "contract_seats": row.seats,
            "contract_lines": row.lines,
            "calling": self.calling().value,
        }

    def _today(self, counts: Mapping[Outcome, int]) -> dict[str, Any]:
        rate, target = self.live.board().answer_rate, self.definition.target_percent
        is_below = rate is not None and target is not None and rate * 100 < target
        return {
            **{name: sum(counts.get(each, 0) for each in of) for name, of in ENDED.items()},
            "offered": self._offered(counts),
            "come": self._offered(counts)
            + sum(is_under_way(each) for each in self.live.floor.calls.values()),
            "rate": self._share(rate),
            "target": target,
            "below": is_below,
        }

    def _offered(self, counts: Mapping[Outcome, int]) -> int:
        return sum(counts.get(each, 0) for each in self.definition.offered)

    def _slot(self, counts: Mapping[Outcome, int]) -> dict[str, Any]:
        """Tell a half-hour by outcome; its bar is `served` and `lost`."""
        answered = sum(counts.get(each, 0) for each in self.definition.at(Place.ANSWERED))
        offered = self._offered(counts)
        return {
            **{name: sum(counts.get(each, 0) for each in of) for name, of in ENDED.items()},
            "offered": offered,
            "served": answered,
            "lost": offered - answered,
            "rate": self._share(answer_rate(self.definition, counts)),
        }

    def _share(self, rate: Fraction | None) -> str:
        """Write a rate; of nobody's knowledge where calls refused before us belong to it."""
        return words.share(rate, is_measured=not self.definition.counts_carrier_busy)

    def _waiting(self) -> list[ShowCall]:
        found = [
            each
            for each in self.live.floor.calls.values()
            if each.state in LIVE["waiting"] and not each.kind
        ]
        return sorted(found, key=lambda each: (each.priority, each.arrived_at, each.place))

    def _callers(self, sees: Sees) -> dict[str, Any]:
        found = {}
        for position, each in enumerate(self._waiting(), start=1):
            number = self.number_of(each.caller) if each.caller and sees is not Sees.NOBODY else ""
            found[f"caller/{each.call}"] = {
                "position": position,
                "since": milliseconds(each.arrived_at),
                "number": shown(number, sees),
                "withheld": each.withheld or "",
                "guided": each.state == CallState.GUIDED,
                "owed": each.priority < 0,
                "marks": sorted(self.marks(each.call)),
            }
        return found

    def _at(self, seat: Mapping[str, Any]) -> dict[str, Any]:
        """Say what kind of call a seat is at."""
        call = self.live.floor.calls.get(seat["call"] or "")
        return {"kind": "" if call is None else call.kind or "inbound"}

    def _desk(self) -> dict[str, Any]:
        """Say what is open at the desk; nothing before it was looked at."""
        open_now = self.duties()
        if open_now is None:
            return {}
        found: dict[str, Any] = {
            "desk": {
                "callbacks": open_now.callbacks,
                "callbacks_late": open_now.callbacks_late,
                "next_callback": _instant(open_now.next_callback),
                "complaints": len(open_now.complaints),
                "escalations": open_now.escalations,
                "tickets": open_now.tickets,
                "tickets_late": open_now.tickets_late,
                "dialled": open_now.dialled,
            }
        }
        for each in open_now.complaints:
            found[f"complaint/{each.record}"] = {
                "due": milliseconds(each.due),
                "written": milliseconds(each.written_at),
                "untold": each.is_untold,
            }
        return found


def _instant(at: datetime | None) -> int | None:
    return None if at is None else milliseconds(at)
