"""What of a record is worth a mark in its call's sound: a place to jump to. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.call import CallState
from callcenter.commands import (
    Command,
    HoldCaller,
    MuteRecording,
    ResumeCaller,
    ShowCall,
    StopRecording,
    UnmuteRecording,
)
from callcenter.record import Record
from callcenter.wishes import TransferPressed
from storage.vault_tables import CallMark

_SHOWN = {CallState.OFFERED: "offered", CallState.TALKING: "answered", CallState.ENDED: "ended"}


def marks_of(record: Record) -> Iterator[CallMark]:
    """Give the marks that a record sets, at most one of a kind for each call."""
    by, at = str(getattr(record.event, "by", "")), record.event.at
    for command in record.commands:
        if (found := _mark(command, record)) is not None:
            kind, call, seat, why = found
            yield CallMark(call=call, n=record.n, kind=kind, at=at, seat=seat, by=by, why=why)


def _mark(command: Command, record: Record) -> tuple[str, str, str | None, str] | None:
    """Give kind, call, seat, why."""
    match command:
        case ShowCall(state=state, since=since, call=call, seat=seat):
            word = _SHOWN.get(CallState(state))
            is_new = since == record.event.at
            return (word, call, seat, "") if word and is_new else None
        case HoldCaller(call=call):
            is_handed = isinstance(record.event, TransferPressed)
            return ("transferred" if is_handed else "held", call, None, "")
        case ResumeCaller(call=call):
            return ("resumed", call, None, "")
        case MuteRecording(call=call, why=why):
            return ("muted", call, None, why)
        case UnmuteRecording(call=call):
            return ("unmuted", call, None, "")
        case StopRecording(call=call):
            return ("refused", call, None, "")
        case _:
            return None
