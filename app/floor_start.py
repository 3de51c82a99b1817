"""Where the office's live numbers begin: the state in the log's last header, shown once.

The counts of ended calls begin with the rows' own; without a database they are counted anew from
all the log files that are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from callcenter.campaign import Campaign
from callcenter.commands import Command, RaiseAlarm
from callcenter.guidance import EMERGENCY, Guidance
from callcenter.opening import Opening
from callcenter.record import Header
from callcenter.state import State
from callcenter.turn import Turn
from telephony import record_log


def last_header(folder: Path) -> Header | None:
    """Read the header of the newest log file that has one; None if there is no log.

    Raises:
        UnknownRecord: it is of a format that this version has not.
    """
    for path in reversed(record_log.files(folder)):
        first = next(iter(record_log.read_file(path)), None)
        if isinstance(first, Header):
            return first
    return None


def shown_by(header: Header, campaign: Campaign, guidance: Guidance) -> Sequence[Command]:
    """Say what boards show of the state in a header: seats, calls and standing alarms."""
    state = State.from_plain(header.state)
    turn = Turn(
        campaign=campaign,
        opening=Opening(campaign),
        guidance=guidance,
        state=state,
        at=header.at,
    )
    turn.show_floor()
    standing = {each: state.alarmed.get(each) for each in state.alarms}
    if state.closed_by is not None:
        standing[EMERGENCY] = state.closed_at
    for seat in state.seats.values():
        turn.show_seat(seat)
    for call in state.calls.values():
        turn.show_call(call)
    return [*turn.asked, *(_alarm(each, since) for each, since in standing.items())]


def _alarm(named: str, since: datetime | None) -> RaiseAlarm:
    """Raise an alarm anew that is remembered by its kind, and its subject if it is not all."""
    kind, _, subject = named.partition(" ")
    return RaiseAlarm(kind=kind, subject=subject or "center", detail="", since=since)
