"""Dialling a citizen through the trunk: what is asked of Asterisk, and what its answer means.

The citizen's channel is put into the call's bridge before it is dialled, so that the seat hears the
network (ringing, or a spoken refusal) and the first word of the answer. It is made with the call's
id and dialled by a request of its own, so that neither can happen twice.

Source: Asterisk 22, `rest-api/channels.json`; ITU-T Q.850; RFC 3398 for the codes that a SIP answer
becomes. What comes when was seen on 22.10.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from callcenter.commands import DialCitizen, MakeCitizen
from callcenter.events import (
    CallerLeft,
    Cause,
    CitizenAnswered,
    CitizenRang,
    DialEnded,
    Event,
)
from callcenter.outcome import DialResult
from japan.dialling import as_dialled
from telephony import ari_dialling, ari_requests
from telephony.errors import AriError
from telephony.job import Impossible, Job, Proof, Step
from telephony.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """The trunk that we call through, and how it wants numbers."""

    trunk: str
    """Its endpoint."""
    with_country: bool = False
    """`+81312345678`, else `0312345678`."""
    preferred_at: str | None = None
    """The host of P-Preferred-Identity; None if the trunk does not want that header."""


def make(
    command: MakeCitizen,
    *,
    way: WayOut | None,
    people: People,
    app: str,
    clock: Callable[[], datetime],
) -> Job:
    """Make the job of a citizen's channel, that is not dialled yet.

    Without a way out, or with a number that may not be dialled, it is refused without asking.
    """
    number = people.number_of(command.person)
    dialled = as_dialled(number, with_country=way.with_country) if number and way else None
    shown = as_dialled(command.line, with_country=way.with_country) if way else None
    refused = _refused(command.call, clock)
    if way is None or dialled is None or shown is None:
        return Job((Step(0, Impossible("no way out, or no number that may be dialled")),), refused)
    made = ari_dialling.make_channel(
        command.call,
        endpoint=f"PJSIP/{dialled}@{way.trunk}",
        app=app,
        shown=shown,
        preferred=f"<sip:{shown}@{way.preferred_at}>" if way.preferred_at else None,
    )
    return Job((Step(0, made, proof=Proof(ari_requests.read_channel(command.call))),), refused)


def dial(command: DialCitizen, *, way: WayOut | None, clock: Callable[[], datetime]) -> Job:
    """Make the job of the dialling: the seat into the bridge, the citizen too, and then out.

    Who meets in a bridge is shown to each other: so the seat must bear our number by then, or the
    citizen would be called in the name of whom the seat's phone shows, which is themselves.
    """
    bridge = command.bridge
    shown = as_dialled(command.line, with_country=way.with_country) if way else None
    steps = (
        Step(0, ari_requests.lease(command.leg, seconds=0), insists=True),
        Step(0, ari_dialling.name_caller(command.leg, shown or "")),
        _added(bridge, command.leg, stage=1),
        _added(bridge, command.call, stage=2),
        Step(3, ari_dialling.dial(command.call, ring_s=command.ring_s)),
    )
    return Job(steps, _refused(command.call, clock))


def _refused(call: str, clock: Callable[[], datetime]) -> Callable[[AriError], Event]:
    return lambda _: DialEnded(at=clock(), call=call, result=DialResult.FAILED)


def phone_told(channel: str, state: str, at: datetime) -> Event | None:
    """Tell what the phone does that we call, by its channel's state; None if it says nothing."""
    match state:
        case "Ringing":
            return CitizenRang(at=at, call=channel)
        case "Up":
            return CitizenAnswered(at=at, call=channel)
        case _:
            return None


def ended(channel: str, state: str, at: datetime, *, q850: int, sip: int) -> Event:
    """Tell that the citizen's side is over, by the last state of its channel."""
    if state == "Up":
        return CallerLeft(at=at, call=channel, cause=Cause.NORMAL)
    return DialEnded(at=at, call=channel, result=result_of(q850, sip))


def result_of(q850: int, sip: int) -> DialResult:
    """Read what the network said from a channel's end that was never up.

    Args:
        q850: Asterisk's hang-up cause.
        sip: Status of the SIP answer, 0 if there was none.
    """
    if sip in _BY_SIP:
        return _BY_SIP[sip]
    return _BY_CAUSE.get(q850, DialResult.FAILED)


def _added(bridge: str, channel: str, *, stage: int) -> Step:
    added = ari_requests.add_to_bridge(bridge, channel)
    return Step(stage, added, proof=Proof(ari_requests.read_bridge(bridge), (channel,)))


_BY_SIP: Final = {
    486: DialResult.BUSY,
    600: DialResult.BUSY,
    408: DialResult.NO_ANSWER,
    480: DialResult.NO_ANSWER,
    487: DialResult.NO_ANSWER,
    403: DialResult.FAILED,
    603: DialResult.REJECTED,
    607: DialResult.REJECTED,
    404: DialResult.NOT_IN_USE,
    410: DialResult.NOT_IN_USE,
    484: DialResult.NOT_IN_USE,
    604: DialResult.NOT_IN_USE,
}
_BY_CAUSE: Final = {
    1: DialResult.NOT_IN_USE,
    22: DialResult.NOT_IN_USE,
    28: DialResult.NOT_IN_USE,
    17: DialResult.BUSY,
    18: DialResult.NO_ANSWER,
    19: DialResult.NO_ANSWER,
    20: DialResult.NO_ANSWER,
    21: DialResult.REJECTED,
    16: DialResult.NO_ANSWER,
    26: DialResult.NO_ANSWER,
}
