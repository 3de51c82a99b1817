"""The requests by which legs are made and joined, and what the dialplan must know of them.

Rule 1: of each leg the dialplan knows whose call it is (the group), as long as it can be with the
caller, and is told when it is over (its hangup handler): the last one to leave gives the caller
their lease back, whether or not anybody is at work here. So whom a seat leaves is never alone for
longer than that.
Rule 2: whom we called has no fallback, and so no such lease.
Rule 3: an outside number's leg counts as being with the caller, and gives no lease as it ends: that
talk is the call's end, from which nobody falls. Without a controller the caller hears nothing then.

Source: `left` in config/asterisk/extensions.conf. Hangup handlers run for legs that ARI made, too;
`MASTER_CHANNEL` of such a leg is its `originator`, and `TIMEOUT(absolute)` can be set through it
(Asterisk 22.10.1).
"""

from __future__ import annotations

from dataclasses import replace

from callcenter import ids
from telephony.ari_requests import LEASE, Request, set_variable

LEG_ARGS = "leg"
"""Stasis argument of a leg that we made; a caller's is `in`, as the dialplan says."""
RESUME_HEADER = "PJSIP_HEADER(add,X-Madoguchi-Resume)"
"""Sets a header of the phone's INVITE."""
PICKED_UP_S = 2.0
"""A leg that was picked up and is not joined for so long ends: nobody is there to join it."""
WITH = "GROUP(with)"
"""Legs that can be with the caller of this call."""
NOBODY = "nobody"
LEFT = "CHANNEL(hangup_handler_push)"
LEFT_CONTEXT = "left"
"""A leg in it is over: its hangup handler runs, and only then Asterisk tells of its end."""


def ring_seat(
    leg: str, *, call: str, endpoint: str, app: str, ring_s: float, caller_id: str
) -> Request:
    """Make a seat's leg with an id of our own and ring it; it enters `app` when picked up.

    Args:
        leg: Id of the new channel.
        call: The caller's channel (`originator`).
        endpoint: The seat's endpoint without its technology, `seat-01`.
        app: The Stasis application that the leg enters.
        ring_s: How long it rings, in seconds; ARI takes whole ones, at least 1.
        caller_id: What the phone shows: `name <number>`, or a plain word if withheld.
    """
    variables = {LEASE: f"{ring_s + PICKED_UP_S:g}"}
    if not ids.is_attempt(call):
        variables |= {WITH: call, LEFT: f"{LEFT_CONTEXT},s,1({call})"}
    return Request(
        method="POST",
        template="/channels",
        path="/channels",
        params={
            "endpoint": f"PJSIP/{endpoint}",
            "app": app,
            "appArgs": LEG_ARGS,
            "channelId": leg,
            "originator": call,
            "timeout": str(max(1, round(ring_s))),
        },
        body={"callerId": caller_id, "variables": variables},
    )


def resuming(ring: Request) -> Request:
    """Have a browser phone told that it picks up by itself: it has talked to this caller before."""
    body = dict(ring.body or {})
    return replace(ring, body={**body, "variables": {**body["variables"], RESUME_HEADER: "yes"}})


def gives_no_lease(ring: Request) -> Request:
    """Let the caller be, when this leg is over, who has nobody any more."""
    body = dict(ring.body or {})
    variables = {each: value for each, value in body["variables"].items() if each != LEFT}
    return replace(ring, body={**body, "variables": variables})


def only_listens(leg: str) -> Request:
    """Say of a leg that it is not with the caller, whom the seat may leave alone with it."""
    return set_variable(leg, WITH, NOBODY)


def is_with(leg: str, *, call: str) -> Request:
    """Say of a leg that only listened that it is about to be with the caller."""
    return set_variable(leg, WITH, call)
