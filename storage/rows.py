"""What records mean for the rows. Applying a record twice leaves the same rows as once.

A batch is loaded (a few questions, however many records), written in memory, and saved at once:
so ten thousand records after an outage take seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, or_, select
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
from storage.bulk import put_rows
from storage.callback_tables import Callback
from storage.calls import collected_text
from storage.decision_tables import CallDecision
from storage.decisions import decisions_of
from storage.marks import marks_of
from storage.message_tables import Message
from storage.rollups import Sums, filed
from storage.seats_left import written
from storage.tables import OUTBOUND, Alarm, Call, Recording, Seat
from storage.talk_tables import CallTalk, LegQuality
from storage.time_tables import SeatSpell
from storage.vault_tables import CallMark

BESIDE = frozenset({"meeting", "consulting", "listening", "whispering", "merging"})
"""Ties of a seat that is at a call beside the caller; of who asked it as well."""


class Batch:
    """The rows that some records touch; `zone` decides each call's business date."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._calls: dict[str, Call] = {}
        self._recordings: dict[str, Recording] = {}
        self._messages: dict[str, Message] = {}
        self._seats: dict[str, Seat] = {}
        self._alarms: dict[tuple[int, str, str], Alarm] = {}
        self._talks: dict[tuple[str, str], CallTalk] = {}
        self._quality: dict[str, LegQuality] = {}
        self._spells: dict[tuple[int, str], SeatSpell] = {}
        self._sums = Sums()
        self._callbacks: dict[str, Callback] = {}
        self._marks: list[CallMark] = []
        self._decisions: list[CallDecision] = []

    async def load(self, session: AsyncSession, records: Sequence[Record]) -> None:
        """Read the rows that these records, ascending by n, can touch."""
        ids = {call for record in records for call in _calls_of(record)}
        calls = await session.exec(select(Call).where(col(Call.id).in_(ids)))
        self._calls = {call.id: call for call in calls}
        recordings = await session.exec(select(Recording).where(col(Recording.call).in_(ids)))
        self._recordings = {recording.call: recording for recording in recordings}
        talks = await session.exec(select(CallTalk).where(col(CallTalk.call).in_(ids)))
        self._talks = {(talk.call, talk.seat): talk for talk in talks}
        messages = await session.exec(select(Message).where(col(Message.call).in_(ids)))
        self._messages = {message.call: message for message in messages}
        shown = {seat for record in records for seat in _seats_of(record)}
        seats = await session.exec(select(Seat).where(col(Seat.id).in_(shown)))
        self._seats = {seat.id: seat for seat in seats}
        promised = {callback for record in records for callback in _callbacks_of(record)}
        callbacks = await session.exec(select(Callback).where(col(Callback.id).in_(promised)))
        self._callbacks = {callback.id: callback for callback in callbacks}
        alarms = await session.exec(
            select(Alarm).where(or_(col(Alarm.cleared_at).is_(None), col(Alarm.n) >= records[0].n))
        )
        self._alarms = {(alarm.n, alarm.kind, alarm.subject): alarm for alarm in alarms}

    async def save(self, session: AsyncSession) -> None:
        """Hand the rows to the session's transaction."""
        await self._sums.save(session)  # before the calls: it asks how they stood
        session.add_all(self._calls.values())
        session.add_all(self._seats.values())
        session.add_all(self._alarms.values())
        session.add_all(self._callbacks.values())
        await session.flush()  # calls first: recordings refer to them
        session.add_all(self._recordings.values())
        session.add_all(self._talks.values())
        session.add_all(self._messages.values())
        kept = (*self._marks, *self._decisions)
        await put_rows(session, (*self._spells.values(), *self._quality.values(), *kept))

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
                        pressed = record.event
                        self._calls[command.call].dialled_by = plain(pressed.by)
                        self._calls[command.call].contact = plain(pressed.contact)
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
        call.caller, call.withheld = event.caller, event.withheld

    def _show_call(self, shown: ShowCall) -> None:
        call = self._call(shown.call, arrived_at=shown.arrived_at, line=shown.line)
        call.language = shown.language
        call.collected = collected_text(dict(shown.collected), dict(shown.asked_in))
        if call.outcome is not None:
            return  # else it was closed with all it will ever have; boards still hear that it left
        call.state, call.state_since = shown.state, shown.since
        call.seat, call.holds_line = shown.seat, shown.holds_line
        if shown.dials is not None:
            call.direction, call.caller = OUTBOUND, shown.dials

    def _close_call(self, closed: CloseCall) -> None:
        call = self._call(closed.call, arrived_at=closed.arrived_at, line=closed.line)
        before = filed(call)
        call.state, call.state_since = CallState.ENDED.value, closed.ended_at
        call.holds_line = False
        call.caller, call.withheld = closed.caller, closed.withheld
        call.answered_at, call.ended_at = closed.answered_at, closed.ended_at
        call.outcome, call.detail = closed.outcome.value, plain(closed.detail)
        call.seat, call.node = closed.seat, closed.node
        call.ways = json.dumps(dict(closed.ways)) if closed.ways else ""
        call.guidance_s, call.wait_s = closed.guidance_s, closed.wait_s
        call.ring_s, call.talk_s, call.hold_s = closed.ring_s, closed.talk_s, closed.hold_s
        call.left_at = closed.left_at
        if (after := filed(call)) is not None:
            self._sums.file(before, after)
        self._await_sound(closed)

    def _close_dial(self, closed: CloseDial) -> None:
        call = self._call(closed.call, arrived_at=closed.began_at, line=closed.line)
        call.direction, call.state, call.holds_line = OUTBOUND, CallState.ENDED.value, False
        call.caller, call.state_since = closed.person, closed.ended_at
        call.dialled_at, call.answered_at = closed.dialled_at, closed.answered_at
        call.ended_at, call.seat = closed.ended_at, closed.seat
        call.outcome, call.detail = closed.result.value, plain(closed.detail)
        call.contact, call.dialled_by = plain(closed.contact), plain(closed.by)
        call.guidance_s = call.wait_s = 0.0
        call.ring_s, call.talk_s, call.hold_s = closed.ring_s, closed.talk_s, closed.hold_s
        call.left_at = closed.left_at
        self._await_sound(closed)

    def _await_sound(self, closed: CloseCall | CloseDial) -> None:
        caller, seats = closed.caller_recording, _seat_parts(closed)
        if (caller or seats) and closed.call not in self._recordings:
            self._recordings[closed.call] = Recording(
                call=closed.call,
                state="pending",
                caller_part=caller,
                seat_part=seats,
                seats_left=written(closed.earlier_left_at),
            )
        if isinstance(closed, CloseCall) and closed.message and closed.call not in self._messages:
            self._messages[closed.call] = Message(
                call=closed.call,
                part=closed.message,
                caller=closed.caller,
                left_at=closed.ended_at,
                state="pending",
            )

    def _show_callback(self, shown: ShowCallback, record: Record) -> None:
        row = self._callbacks.get(shown.callback)
        if row is None:
            event = record.event
            by = event.by if isinstance(event, CallbackPromised) else ""
            row = self._callbacks[shown.callback] = Callback(
                id=shown.callback,
                person=shown.person,
                state=shown.state.value,
                since=shown.since,
                promised_at=event.at,
                due=shown.due,
                taken_from=shown.taken_from,
                promised_by=plain(by),
            )
        row.state, row.since, row.due = shown.state.value, shown.since, shown.due
        row.tries, row.seat, row.why = shown.tries, shown.seat, shown.why

    def _show_seat(self, shown: ShowSeat, record: Record) -> None:
        seat, reason = self._seats.get(shown.seat), plain(shown.reason)
        if seat is None or (seat.state, seat.reason, seat.held) != (
            *(shown.state, reason, shown.held),
        ):
            # Of several in one record the last one is what the seat does from then on.
            self._spells[record.n, shown.seat] = SeatSpell(
                n=record.n,
                seat=shown.seat,
                state=shown.state,
                reason=reason,
                held=shown.held,
                began_at=record.event.at,
            )
        if seat is None:
            seat = Seat(id=shown.seat, state=shown.state, since=shown.since)
            self._seats[shown.seat] = seat
        seat.state, seat.since, seat.reason = shown.state, shown.since, reason
        seat.call, seat.registered, seat.held = shown.call, shown.registered, shown.held
        self._talk(shown)

    def _talk(self, shown: ShowSeat) -> None:
        """Note for whom the call is to be recorded: who talked with the caller, not beside them."""
        is_talk = shown.state == SeatState.TALKING and shown.tie not in BESIDE
        if shown.call is not None and is_talk:
            talk = CallTalk(call=shown.call, seat=shown.seat, began_at=shown.since)
            self._talks.setdefault((shown.call, shown.seat), talk)

    def _measure(self, measured: LegMeasured) -> None:
        self._quality[measured.leg] = LegQuality(
            leg=measured.leg,
            call=measured.call,
            seat=measured.seat,
            loss_percent=measured.loss_percent,
            jitter_ms=measured.jitter_ms,
            round_trip_ms=measured.round_trip_ms,
        )

    def _raise_alarm(self, raised: RaiseAlarm, record: Record) -> None:
        for standing in self._standing(raised.kind, raised.subject):
            standing.detail = plain(raised.detail)
            return
        alarm = Alarm(
            n=record.n,
            kind=raised.kind,
            subject=plain(raised.subject),
            raised_at=record.event.at,
        )
        alarm = self._alarms.setdefault((alarm.n, alarm.kind, alarm.subject), alarm)
        alarm.detail, alarm.cleared_at = plain(raised.detail), None

    def _clear_alarm(self, cleared: ClearAlarm, at: datetime) -> None:
        for alarm in self._standing(cleared.kind, cleared.subject):
            alarm.cleared_at = at

    def _standing(self, kind: str, subject: str) -> Iterator[Alarm]:
        for alarm in self._alarms.values():
            if (alarm.kind, alarm.subject) == (kind, plain(subject)) and not alarm.cleared_at:
                yield alarm

    def _call(self, call: str, *, arrived_at: datetime, line: str) -> Call:
        """Give the call's row, made if need be: a projection may begin in the midst of a call."""
        row = self._calls.get(call)
        if row is None:
            row = self._calls[call] = Call(
                id=call,
                line=plain(line),
                arrived_at=arrived_at,
                business_date=arrived_at.astimezone(self._zone).date(),
                state="arrived",
                state_since=arrived_at,
            )
        return row


def plain(text: str) -> str:
    """Give text that every database takes: callers' equipment sends NULs and half characters."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def _seat_parts(closed: CloseCall | CloseDial) -> str | None:
    named = [*closed.earlier_seat_recordings, closed.seat_recording]
    return " ".join(each for each in named if each) or None


def _calls_of(record: Record) -> Iterator[str]:
    if isinstance(record.event, CallArrived):
        yield record.event.call
    for command in record.commands:
        match command:
            case ShowCall(call=call) | CloseCall(call=call) | CloseDial(call=call):
                yield call
            case ShowSeat(call=str(call)):
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
