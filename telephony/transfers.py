"""Ringing an outside number that a flow connects callers with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from callcenter import events
from callcenter.commands import RingOutside
from callcenter.events import Cause, Event
from japan.dialling import as_dialled
from telephony import ari_legs, ari_requests
from telephony.dial_out import WayOut
from telephony.errors import AriError
from telephony.job import Impossible, Job, Proof, Step


def job(
    command: RingOutside, *, way: WayOut | None, app: str, clock: Callable[[], datetime]
) -> Job:
    """Make its job; without a trunk to call through it is refused before Asterisk is asked."""

    def refused(_: AriError) -> Event:
        return events.LegEnded(
            at=clock(), call=command.call, leg=command.leg, cause=Cause.UNREACHABLE
        )

    with_country = way is not None and way.with_country
    number = as_dialled(command.number, with_country=with_country)
    shown = as_dialled(command.caller_id, with_country=with_country)
    if way is None or number is None:
        return Job((Step(0, Impossible("no trunk, or no number that may be dialled")),), refused)
    request = ari_legs.ring_seat(
        command.leg,
        call=command.call,
        endpoint=f"{number}@{way.trunk}",
        app=app,
        ring_s=command.ring_s,
        caller_id=shown or command.caller_id,
    )
    request = ari_legs.gives_no_lease(request)
    return Job((Step(0, request, proof=Proof(ari_requests.read_channel(command.leg))),), refused)
