"""What records mean for the rows. Applying a record twice leaves the same rows as once.

A batch is loaded (a few questions, however many records), written in memory as plain columns, and
saved at once: so ten thousand records after an outage take seconds, and a storm of calls leaves the
processor to those who wait. Only the projection writes what is overwritten here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.call import CallState
from callcenter.commands import (
    ClearAlarm,
    CloseCall,
    CloseDial,
    RaiseAlarm,
    ShowCall,
    ShowCallback,
    ShowSeat,
)
from callcenter.events import CallArrived, CallbackPromised, DialPressed, LegMeasured
from callcenter.record import Record
from callcenter.seat import SeatState
from storage.bulk import table_of
from storage.callback_tables import Callback
from storage.calls import collected_text
from storage.decision_tables import CallDecision
from storage.decisions import decisions_of
from storage.marks import marks_of
from storage.message_tables import Message
from storage.putting import Row, There, blank, put
from storage.rollups import Sums, filed
from storage.seats_left import written
from storage.tables import OUTBOUND, Alarm, Call, Recording, Seat
from storage.talk_tables import CallTalk, LegQuality
from storage.time_tables import SeatSpell
from storage.vault_tables import CallMark

BESIDE = frozenset({"meeting", "consulting", "listening", "whispering", "merging"})
"""Ties of a seat that is at a call beside the caller; of who asked it as well."""


_ALARMS = table_of(Alarm).c


class Batch:
    """The rows that some records touch; `zone` decides each call's business date."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._calls: dict[str, Row] = {}
        self._recordings: dict[str, Row] = {}
        self._messages: dict[str, Row] = {}
        self._seats: dict[str, Row] = {}
        self._alarms: dict[tuple[int, str, str], Row] = {}
        self._talks: dict[tuple[str, str], Row] = {}
        self._quality: dict[str, Row] = {}
        self._spells: dict[tuple[int, str], Row] = {}
        self._sums = Sums()
        self._callbacks: dict[str, Row] = {}
        self._marks: list[Row] = []
        self._decisions: list[Row] = []

    async def load(self, session: AsyncSession, records: Sequence[Record]) -> None:
        """Read the rows that these records, ascending by n, can touch."""
        self._calls = await _by_id(session, Call, _named(records, _calls_of))
        self._seats = await _by_id(session, Seat, _named(records, _seats_of))
        self._callbacks = await _by_id(session, Callback, _named(records, _callbacks_of))
        asked = (each for record in records for each in record.commands)
        if any(isinstance(each, RaiseAlarm | ClearAlarm) for each in asked):
            since = or_(_ALARMS.cleared_at.is_(None), _ALARMS.n >= records[0].n)
            for alarm in await _found(session, Alarm, since):
                self._alarms[alarm["n"], alarm["kind"], alarm["subject"]] = alarm

    async def save(self, session: AsyncSession) -> None:
        """Hand the rows to the session's transaction."""
        await self._sums.save(session)  # before the calls: it asks how they stood
        await put(session, Call, self._calls.values())
        await put(session, Seat, self._seats.values())
        await put(session, Alarm, self._alarms.values())
        await put(session, Callback, self._callbacks.values())
        # After the calls, to which they refer; what became of their sound is known to others.
        await put(session, Recording, self._recordings.values(), there=There.LEFT)
        await put(session, Message, self._messages.values(), there=There.LEFT)
        await put(session, CallTalk, self._talks.values(), there=There.LEFT)
        await put(session, SeatSpell, self._spells.values())
        await put(session, LegQuality, self._quality.values())
        await put(session, CallMark, self._marks)
        await put(session, CallDecision, self._decisions)

    def write(self, record: Record) -> None:  # noqa: C901 (one match)
        """Take over what a record shows."""
        self._hear(record)
        self._marks += marks_of(record)
        self._decisions += decisions_of(record)
        for command in record.commands:
            match command:
                case ShowCall():
                    self._show_call(command)
                    if isinstance(record.event, DialPressed):
                        self._press(record.event, command.call)
                case CloseCall():
                    self._close_call(command)
                case CloseDial():
                    self._close_dial(command)
                case ShowCallback():
                    self._show_callback(command, record)
                case ShowSeat():
                    self._show_seat(command, record)
                case RaiseAlarm():
                    self._raise_alarm(command, record)
                case ClearAlarm():
                    self._clear_alarm(command, record.event.at)
                case _:
                    pass  # the other commands are the executor's

    def _hear(self, record: Record) -> None:
        match record.event:
            case CallArrived() as event:
                self._arrive(event)
            case LegMeasured() as event:
                self._measure(event)
            case _:
                pass  # what came of the other events, the commands say

    def _arrive(self, event: CallArrived) -> None:
        call = self._call(event.call, arrived_at=event.at, line=event.line)
        call.update(caller=event.caller, withheld=event.withheld)

    def _show_call(self, shown: ShowCall) -> None:
        call = self._call(shown.call, arrived_at=shown.arrived_at, line=shown.line)
        call["language"] = shown.language
        call["collected"] = collected_text(dict(shown.collected), dict(shown.asked_in))
        if call["outcome"] is not None:
            return  # else it was closed with all it will ever have; boards still hear that it left
        call.update(
            state=shown.state,
            state_since=shown.since,
            seat=shown.seat,
            holds_line=shown.holds_line,
        )
        if shown.dials is not None:
            call.update(direction=OUTBOUND, caller=shown.dials)

    def _press(self, pressed: DialPressed, call: str) -> None:
        self._calls[call].update(dialled_by=plain(pressed.by), contact=plain(pressed.contact))

    def _close_call(self, closed: CloseCall) -> None:
        call = self._call(closed.call, arrived_at=closed.arrived_at, line=closed.line)
        before = filed(call)
        call.update(
            state=CallState.ENDED.value,
            state_since=closed.ended_at,
            holds_line=False,
            caller=closed.caller,
            withheld=closed.withheld,
            answered_at=closed.answered_at,
            ended_at=closed.ended_at,
            outcome=closed.outcome.value,
            detail=plain(closed.detail),
            seat=closed.seat,
            node=closed.node,
            ways=json.dumps(dict(closed.ways)) if closed.ways else "",
            guidance_s=closed.guidance_s,
            wait_s=closed.wait_s,
            ring_s=closed.ring_s,
            talk_s=closed.talk_s,
            hold_s=closed.hold_s,
            left_at=closed.left_at,
        )
        if (after := filed(call)) is not None:
            self._sums.file(before, after)
        self._await_sound(closed)

    def _close_dial(self, closed: CloseDial) -> None:
        call = self._call(closed.call, arrived_at=closed.began_at, line=closed.line)
        call.update(
            direction=OUTBOUND,
            state=CallState.ENDED.value,
            state_since=closed.ended_at,
            holds_line=False,
            caller=closed.person,
            dialled_at=closed.dialled_at,
            answered_at=closed.answered_at,
            ended_at=closed.ended_at,
            outcome=closed.result.value,
            detail=plain(closed.detail),
            seat=closed.seat,
            contact=plain(closed.contact),
            dialled_by=plain(closed.by),
            guidance_s=0.0,
            wait_s=0.0,
            ring_s=closed.ring_s,
            talk_s=closed.talk_s,
            hold_s=closed.hold_s,
            left_at=closed.left_at,
        )
        self._await_sound(closed)

    def _await_sound(self, closed: CloseCall | CloseDial) -> None:
        caller, seats = closed.caller_recording, _seat_parts(closed)
        if caller or seats:
            recording = {
                "call": closed.call,
                "state": "pending",
                "caller_part": caller,
                "seat_part": seats,
                "seats_left": written(closed.earlier_left_at),
            }
            self._recordings.setdefault(closed.call, recording)
        if isinstance(closed, CloseCall) and closed.message:
            message = {
                "call": closed.call,
                "part": closed.message,
                "caller": closed.caller,
                "left_at": closed.ended_at,
                "state": "pending",
            }
            self._messages.setdefault(closed.call, message)

    def _show_callback(self, shown: ShowCallback, record: Record) -> None:
        row = self._callbacks.get(shown.callback)
        if row is None:
            event = record.event
            by = event.by if isinstance(event, CallbackPromised) else ""
            row = self._callbacks[shown.callback] = {
                "id": shown.callback,
                "person": shown.person,
                "promised_at": event.at,
                "taken_from": shown.taken_from,
                "promised_by": plain(by),
            }
        row.update(state=shown.state.value, since=shown.since, due=shown.due)
        row.update(tries=shown.tries, seat=shown.seat, why=shown.why)

    def _show_seat(self, shown: ShowSeat, record: Record) -> None:
        does = {"state": shown.state, "reason": plain(shown.reason), "held": shown.held}
        seat = self._seats.get(shown.seat)
        if seat is None or not does.items() <= seat.items():
            # Of several in one record the last one is what the seat does from then on.
            self._spells[record.n, shown.seat] = {
                "n": record.n,
                "seat": shown.seat,
                "began_at": record.event.at,
                **does,
            }
        self._seats[shown.seat] = {
            "id": shown.seat,
            "since": shown.since,
            "call": shown.call,
            "registered": shown.registered,
            **does,
        }
        self._talk(shown)

    def _talk(self, shown: ShowSeat) -> None:
        """Note for whom the call is to be recorded: who talked with the caller, not beside them."""
        is_talk = shown.state == SeatState.TALKING and shown.tie not in BESIDE
        if shown.call is not None and is_talk:
            talk = {"call": shown.call, "seat": shown.seat, "began_at": shown.since}
            self._talks.setdefault((shown.call, shown.seat), talk)

    def _measure(self, measured: LegMeasured) -> None:
        self._quality[measured.leg] = {
            "leg": measured.leg,
            "call": measured.call,
            "seat": measured.seat,
            "loss_percent": measured.loss_percent,
            "jitter_ms": measured.jitter_ms,
            "round_trip_ms": measured.round_trip_ms,
        }

    def _raise_alarm(self, raised: RaiseAlarm, record: Record) -> None:
        for standing in self._standing(raised.kind, raised.subject):
            standing["detail"] = plain(raised.detail)
            return
        key = record.n, raised.kind, plain(raised.subject)
        began = {"n": key[0], "kind": key[1], "subject": key[2], "raised_at": record.event.at}
        alarm = self._alarms.setdefault(key, began)
        alarm.update(detail=plain(raised.detail), cleared_at=None)

    def _clear_alarm(self, cleared: ClearAlarm, at: datetime) -> None:
        for alarm in self._standing(cleared.kind, cleared.subject):
            alarm["cleared_at"] = at

    def _standing(self, kind: str, subject: str) -> Iterator[Row]:
        for alarm in self._alarms.values():
            about = alarm["kind"], alarm["subject"]
            if about == (kind, plain(subject)) and not alarm["cleared_at"]:
                yield alarm

    def _call(self, call: str, *, arrived_at: datetime, line: str) -> Row:
        """Give the call's row, made if need be: a projection may begin in the midst of a call."""
        row = self._calls.get(call)
        if row is None:
            row = self._calls[call] = blank(Call)
            row.update(
                id=call,
                line=plain(line),
                arrived_at=arrived_at,
                business_date=arrived_at.astimezone(self._zone).date(),
                state="arrived",
                state_since=arrived_at,
            )
        return row


async def _by_id(
    session: AsyncSession, model: type[SQLModel], ids: Collection[str]
) -> dict[str, Row]:
    """Read the rows of these ids; nothing is asked for none."""
    if not ids:
        return {}
    rows = await _found(session, model, table_of(model).c.id.in_(ids))
    return {row["id"]: row for row in rows}


async def _found(
    session: AsyncSession, model: type[SQLModel], which: ColumnElement[bool]
) -> list[Row]:
    connection = await session.connection()
    found = await connection.execute(select(table_of(model)).where(which))
    return [dict(row) for row in found.mappings()]


def plain(text: str) -> str:
    """Give text that every database takes: callers' equipment sends NULs and half characters."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def _seat_parts(closed: CloseCall | CloseDial) -> str | None:
    named = [*closed.earlier_seat_recordings, closed.seat_recording]
    return " ".join(each for each in named if each) or None


def _named(records: Sequence[Record], by: Callable[[Record], Iterator[str]]) -> list[str]:
    """Name what records touch, each once and in their order."""
    return list(dict.fromkeys(each for record in records for each in by(record)))


def _calls_of(record: Record) -> Iterator[str]:
    if isinstance(record.event, CallArrived):
        yield record.event.call
    for command in record.commands:
        match command:
            case ShowCall(call=call) | CloseCall(call=call) | CloseDial(call=call):
                yield call
            case _:
                pass


def _callbacks_of(record: Record) -> Iterator[str]:
    for command in record.commands:
        if isinstance(command, ShowCallback):
            yield command.callback


def _seats_of(record: Record) -> Iterator[str]:
    for command in record.commands:
        if isinstance(command, ShowSeat):
            yield command.seat
