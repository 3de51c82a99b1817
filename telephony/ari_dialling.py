"""The requests by which a citizen is called; the others stand in `ari_requests`, with their rules.

Source: Asterisk 22, `rest-api/channels.json`.
"""

from __future__ import annotations

from urllib.parse import quote

from telephony.ari_requests import Request

DIALLED_ARGS = "dialled"
"""Stasis argument of a citizen's channel that we made."""


def make_channel(
    channel: str, *, endpoint: str, app: str, shown: str, preferred: str | None
) -> Request:
    """Make a citizen's channel with an id of our own; it is in `app` at once, and not dialled yet.

    Asterisk refuses an id with which another channel's id begins, so it is made before its call's
    legs. The number stands in the body. What the phone shows is the connected line of a channel
    that somebody else dials, so From and P-Asserted-Identity are made of that.

    Args:
        channel: Id of the new channel; 409 if there is one already.
        endpoint: `PJSIP/<number>@<trunk>`.
        app: The Stasis application.
        shown: Our number as the trunk wants it.
        preferred: Value of a P-Preferred-Identity header; None for none.
    """
    variables = {"CONNECTEDLINE(num)": shown}
    if preferred is not None:
        variables["PJSIP_HEADER(add,P-Preferred-Identity)"] = preferred
    return Request(
        method="POST",
        template="/channels/create",
        path="/channels/create",
        body={
            "endpoint": endpoint,
            "app": app,
            "appArgs": DIALLED_ARGS,
            "channelId": channel,
            "variables": variables,
        },
    )


def name_caller(channel: str, number: str) -> Request:
    """Say whose call a channel is, to whoever meets it in a bridge: a number of ours."""
    return Request(
        method="POST",
        template="/channels/{channelId}/variable",
        path=f"/channels/{quote(channel, safe='')}/variable",
        params={"variable": "CALLERID(num)", "value": number},
    )


def dial(channel: str, *, ring_s: float) -> Request:
    """Dial a channel that was made; unanswered it ends after so many (whole) seconds."""
    return Request(
        method="POST",
        template="/channels/{channelId}/dial",
        path=f"/channels/{quote(channel, safe='')}/dial",
        params={"timeout": str(max(1, round(ring_s)))},
    )
