"""ARI's events as Asterisk writes them: every field that its own description requires."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.sim.objects import Channel, Playback, Recording

APP = "madoguchi"
_encode = msgspec.json.Encoder().encode


def event(kind: str, stamp: str, **said: Any) -> bytes:
    """Write one event."""
    head = {"type": kind, "timestamp": stamp, "application": APP, "asterisk_id": "sim"}
    return _encode({**head, **said})


def channel(one: Channel) -> dict[str, Any]:
    """Write a channel as it is now."""
    return {
        "id": one.id,
        "protocol_id": f"{one.id}@sim",
        "name": one.name,
        "state": one.state,
        "caller": {"name": "", "number": one.number},
        "connected": {"name": "", "number": ""},
        "accountcode": "",
        "dialplan": {
            "context": one.context,
            "exten": "s",
            "priority": 1,
            "app_name": "Stasis",
            "app_data": APP,
        },
        "creationtime": one.created,
        "language": "ja",
        "channelvars": one.variables,
    }


def bridge(id: str, members: list[str]) -> dict[str, Any]:
    """Write a bridge."""
    return {
        "id": id,
        "technology": "simple_bridge",
        "bridge_type": "mixing",
        "bridge_class": "stasis",
        "creator": "Stasis",
        "name": id,
        "channels": members,
        "creationtime": "",
    }


def playback(one: Playback, state: str) -> dict[str, Any]:
    """Write a playback."""
    return {
        "id": one.id,
        "media_uri": one.media,
        "target_uri": f"bridge:{one.bridge.id}",
        "language": "ja",
        "state": state,
    }


def recording(one: Recording, state: str, duration: int = 0) -> dict[str, Any]:
    """Write a live recording."""
    return {
        "name": one.name,
        "format": "wav",
        "target_uri": f"channel:{one.target}",
        "state": state,
        "duration": duration,
    }
