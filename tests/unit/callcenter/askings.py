"""Short words for what is asked for, for scripts: one sound a flow, one bridge a call."""

from __future__ import annotations

from typing import TypeVar

import pytest

from callcenter import commands
from callcenter.commands import Command
from callcenter.outcome import Outcome
from tests.unit.callcenter.playbook import SetsTimer, Some

Kind = TypeVar("Kind", bound=Command)


def leases(call: str, last_word: str | None = None, *, holds_line: bool = True) -> commands.Lease:
    """The caller's lease is renewed from now on."""
    return commands.Lease(call=call, last_word=last_word, holds_line=holds_line)


def opens(call: str) -> commands.OpenBridge:
    """The call gets its bridge."""
    return commands.OpenBridge(call=call, bridge=f"{call}~b1")


def answers(call: str) -> commands.AnswerCaller:
    """The caller is answered."""
    return commands.AnswerCaller(call=call, bridge=f"{call}~b1")


def says(playback: str, flow: str) -> commands.Announce:
    """A flow's (only) sound is played."""
    call = playback.partition("~")[0]
    return commands.Announce(
        call=call, bridge=f"{call}~b1", playback=playback, sounds=(f"{flow}/0",)
    )


def stops(playback: str) -> commands.StopAnnouncement:
    """A playback is cut short."""
    return commands.StopAnnouncement(call=playback.partition("~")[0], playback=playback)


def music(call: str) -> commands.StartMusic:
    """The caller hears music."""
    return commands.StartMusic(call=call)


def rings_seat(leg: str, seat: str) -> Some:
    """A seat is rung for a call."""
    call = leg.partition("~")[0]
    return Some(commands.RingSeat, {"call": call, "leg": leg, "seat": seat})


def cancels_leg(leg: str) -> commands.CancelLeg:
    """A seat's leg is ended."""
    return commands.CancelLeg(call=leg.partition("~")[0], leg=leg)


def joins(leg: str, *, answers_caller: bool = False) -> commands.JoinLeg:
    """A picked-up seat is connected with its caller."""
    call = leg.partition("~")[0]
    return commands.JoinLeg(call=call, leg=leg, bridge=f"{call}~b1", answers=answers_caller)


def records(recording: str, leg: str) -> commands.RecordLeg:
    """A leg is recorded, by the first snoop on it."""
    return commands.RecordLeg(
        call=leg.partition("~")[0], leg=leg, snoop=f"{leg}~s1", recording=recording
    )


def hangs_up(call: str) -> commands.HangUpCaller:
    """The caller's channel is ended."""
    return commands.HangUpCaller(call=call)


def removes(call: str) -> commands.CloseBridge:
    """The call's bridge is removed."""
    return commands.CloseBridge(call=call, bridge=f"{call}~b1")


def rejects(call: str, *, busy: bool = True) -> commands.RejectCall:
    """The caller is turned away unanswered."""
    return commands.RejectCall(call=call, busy=busy)


def sets(timer: str, seconds: float) -> SetsTimer:
    """A timer is set, so many seconds from now."""
    return SetsTimer(timer, seconds)


def cancels(timer: str) -> commands.CancelTimer:
    """A timer is forgotten."""
    return commands.CancelTimer(timer=timer)


def files(call: str, outcome: Outcome, **wanted: object) -> Some:
    """The call is filed."""
    return Some(commands.CloseCall, {"call": call, "outcome": outcome, **wanted})


def raises(kind: str, subject: str, detail: str = "") -> commands.RaiseAlarm:
    """A supervisor is wanted."""
    return commands.RaiseAlarm(kind=kind, subject=subject, detail=detail)


def shows_seat(seat: str, state: str, **wanted: object) -> Some:
    """Every board shows a seat so."""
    return Some(commands.ShowSeat, {"seat": seat, "state": state, **wanted})


def shows_call(call: str, state: str, **wanted: object) -> Some:
    """Every board shows a call so."""
    return Some(commands.ShowCall, {"call": call, "state": state, **wanted})


def of(kind: type[Kind], asked: list[Command]) -> list[Kind]:
    """Pick the commands of one kind."""
    return [each for each in asked if isinstance(each, kind)]


def closed(asked: list[commands.Command]) -> commands.CloseCall:
    """Give the one row that was filed."""
    (row,) = of(commands.CloseCall, asked)
    times = row.guidance_s + row.wait_s + row.ring_s + row.talk_s + row.hold_s
    assert times == pytest.approx((row.ended_at - row.arrived_at).total_seconds())
    return row
