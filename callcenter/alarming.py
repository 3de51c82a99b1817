"""The heart's own alarms: which stand, since when, and that each is raised and cleared once."""

from __future__ import annotations

from callcenter import commands
from callcenter.turn import Turn

CENTER = "center"
"""Subject of an alarm of the whole centre."""


def mind(turn: Turn, kind: str, subject: str = CENTER, *, stands: bool, detail: str = "") -> None:
    """Raise an alarm that is not raised yet, or clear one that is."""
    state, name = turn.state, kind if subject == CENTER else f"{kind} {subject}"
    if stands and name not in state.alarms:
        state.alarms.append(name)
        state.alarmed[name] = turn.at
        turn.emit(commands.RaiseAlarm(kind=kind, subject=subject, detail=detail, since=turn.at))
    elif not stands and name in state.alarms:
        state.alarms.remove(name)
        state.alarmed.pop(name, None)
        turn.emit(commands.ClearAlarm(kind=kind, subject=subject))
