"""Every request that we make to Asterisk, one function each.

Rule 1: a request is a value. These functions send nothing; `AriClient.send` does, and the contract
test holds every one against Asterisk's own `rest-api/*.json`.
Rule 2: a caller's number travels in the body, never in the path or the query, so that no error
text and no access log can carry it.
Rule 3: playing, recording and DTMF on a channel are not used: they block answering, adding and
variables on that channel for as long as they run. Sounds are played into bridges; recordings are
made on snoops.

Source: Asterisk 22, `rest-api/*.json`.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

SNOOP_ARGS = "snoop"
"""Stasis argument of a snoop."""
LEASE = "TIMEOUT(absolute)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request to Asterisk."""

    method: str
    template: str
    """The path as Asterisk's own description has it, `/channels/{channelId}/answer`."""
    path: str
    """The same with its ids filled in and escaped, relative to `/ari`."""
    params: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


def answer(channel: str) -> Request:
    """Pick up a caller's call (200 OK)."""
    return _request("POST", "/channels/{channelId}/answer", channel)


def claim(channel: str, *, app: str) -> Request:
    """Take a call that was offered to all; 409 if another was quicker, 404 if it is gone."""
    return _request("POST", "/events/claim", params={"channelId": channel, "application": app})


def lease(channel: str, *, seconds: float) -> Request:
    """Have a channel taken out of our hands after so many seconds, unless that is said again.

    A caller then falls to the fallback, a seat's leg ends; 0 ends the lease.
    """
    return set_variable(channel, LEASE, f"{seconds:g}")


def mark_known(channel: str) -> Request:
    """Say that a caller was decided on, before the first renewal of the lease.

    One who falls without this is judged by the plan, and remembered.
    """
    return set_variable(channel, "MDG_KNOWN", "yes")


def last_word(channel: str, *, sound: str, holds_line: bool) -> Request:
    """Have a caller who falls told this sound, or several joined by `&`; a line is kept."""
    return set_variable(channel, "MDG_LAST_WORD" if holds_line else "MDG_REFUSAL", sound)


def hang_up(channel: str, *, reason_code: int = 16) -> Request:
    """End a channel with a Q.850 cause: 16 normal, 17 busy (SIP 486), 1 unknown number (404)."""
    return _request(
        "DELETE", "/channels/{channelId}", channel, params={"reason_code": str(reason_code)}
    )


def start_music(channel: str, *, music: str = "default") -> Request:
    """Let a channel hear music; asked for afresh after every announcement."""
    return _request("POST", "/channels/{channelId}/moh", channel, params={"mohClass": music})


def stop_music(channel: str) -> Request:
    """End a channel's music; no harm if there is none."""
    return _request("DELETE", "/channels/{channelId}/moh", channel)


def snoop(channel: str, *, snoop: str, app: str, spy: str = "in", whisper: str = "none") -> Request:
    """Listen to what one party says (`in`), or `both`; record it after its StasisStart only.

    What is said into it the party hears with `whisper=out`. A mode cannot be changed.
    """
    told = {"spy": spy, "whisper": whisper, "app": app, "appArgs": SNOOP_ARGS}
    return _request("POST", "/channels/{channelId}/snoop/{snoopId}", channel, snoop, params=told)


def record(snoop: str, *, recording: str, max_s: float = 0, silence_s: float = 0) -> Request:
    """Record a snoop as `spool/recording/<recording>.wav`.

    An existing file is never written over: ids do not repeat, so it is an earlier take and must
    be kept; Asterisk answers 409.

    Args:
        snoop: Id of the snoop's channel.
        recording: Name of the recording, which is its id.
        max_s: Longest duration in seconds, of which ARI takes whole ones; 0 for no limit.
        silence_s: A silence of so many seconds ends it; 0 if none does.
    """
    return _request(
        "POST",
        "/channels/{channelId}/record",
        snoop,
        params={
            "name": recording,
            "format": "wav",
            "ifExists": "fail",
            "maxDurationSeconds": str(math.ceil(max_s)),
            "maxSilenceSeconds": str(math.ceil(silence_s)),
            "beep": "false",
            "terminateOn": "none",
        },
    )


def mute_recording(recording: str) -> Request:
    """Record silence from now on, so that the recording keeps its time line."""
    return _request("POST", "/recordings/live/{recordingName}/mute", recording)


def unmute_recording(recording: str) -> Request:
    """Record sound again."""
    return _request("DELETE", "/recordings/live/{recordingName}/mute", recording)


def stop_recording(recording: str) -> Request:
    """End a recording and keep its file."""
    return _request("POST", "/recordings/live/{recordingName}/stop", recording)


def create_bridge(bridge: str) -> Request:
    """Make a call's mixing bridge, named by its id. Never twice with one id (asterisk#211)."""
    return _request(
        "POST", "/bridges/{bridgeId}", bridge, params={"type": "mixing", "name": bridge}
    )


def add_to_bridge(bridge: str, *channels: str) -> Request:
    """Put channels into a bridge; 422 for one that has not had its StasisStart."""
    return _request(
        "POST", "/bridges/{bridgeId}/addChannel", bridge, params={"channel": ",".join(channels)}
    )


def play(bridge: str, *, playback: str, sounds: Sequence[str]) -> Request:
    """Play sound files into a bridge, one after the other.

    They stand in the body: which digits are said may be part of a caller's number.

    Args:
        bridge: Id of the bridge.
        playback: Id of the new playback.
        sounds: Absolute paths of the files without their extension.
    """
    return _request(
        "POST",
        "/bridges/{bridgeId}/play/{playbackId}",
        bridge,
        playback,
        body={"media": [f"sound:{each}" for each in sounds]},
    )


def stop_playback(playback: str) -> Request:
    """Cut a playback short; 404 if it has ended by itself."""
    return _request("DELETE", "/playbacks/{playbackId}", playback)


def delete_bridge(bridge: str) -> Request:
    """Remove a bridge; who is still in it falls out of it and stays in the application."""
    return _request("DELETE", "/bridges/{bridgeId}", bridge)


def read_status() -> Request:
    """Read since when Asterisk runs (`status.startup_time`): another time is another Asterisk."""
    return _request("GET", "/asterisk/info", params={"only": "status"})


def list_channels() -> Request:
    """List all channels of Asterisk, ours and others'."""
    return _request("GET", "/channels")


def read_channel(channel: str) -> Request:
    """Read one channel; 404 if it is no more."""
    return _request("GET", "/channels/{channelId}", channel)


def read_statistics(channel: str) -> Request:
    """Read how a channel's sound comes and goes (`rxcount`, `rxploss`, `rxjitter`, `rtt`)."""
    return _request("GET", "/channels/{channelId}/rtp_statistics", channel)


def read_application(app: str) -> Request:
    """Read which channels are in an application (`channel_ids`)."""
    return _request("GET", "/applications/{applicationName}", app)


def read_playback(playback: str) -> Request:
    """Read a playback; 404 if it has ended or never was."""
    return _request("GET", "/playbacks/{playbackId}", playback)


def read_live_recording(recording: str) -> Request:
    """Read a recording in progress; 404 if it has ended or never was."""
    return _request("GET", "/recordings/live/{recordingName}", recording)


def read_bridge(bridge: str) -> Request:
    """Read who is in a bridge (`channels`); 404 if it is no more."""
    return _request("GET", "/bridges/{bridgeId}", bridge)


def list_bridges() -> Request:
    """List all bridges of Asterisk."""
    return _request("GET", "/bridges")


def list_endpoints() -> Request:
    """List all PJSIP endpoints with their state (`online`, `offline`, `unknown`)."""
    return _request("GET", "/endpoints/{tech}", "PJSIP")


def filter_events(app: str, *, allowed: Iterable[str]) -> Request:
    """Let only these event types through to an application."""
    return _request(
        "PUT",
        "/applications/{applicationName}/eventFilter",
        app,
        body={"allowed": [{"type": kind} for kind in allowed]},
    )


def subscribe(app: str, *sources: str) -> Request:
    """Send an application the events of `endpoint:PJSIP`, `channel:<id>` and the like."""
    return _request(
        "POST",
        "/applications/{applicationName}/subscription",
        app,
        params={"eventSource": ",".join(sources)},
    )


def put_auth(name: str, *, username: str, md5_cred: str, realm: str = "asterisk") -> Request:
    """Set the password of a SIP account, by digest; it lives in astdb and needs no reload.

    Args:
        name: Id of the `auth` object.
        username: SIP user.
        md5_cred: Hex MD5 of `username:realm:password`.
        realm: Realm of the challenge.
    """
    fields = {"auth_type": "md5", "username": username, "md5_cred": md5_cred, "realm": realm}
    return _request(
        "PUT",
        "/asterisk/config/dynamic/{configClass}/{objectType}/{id}",
        "res_pjsip",
        "auth",
        name,
        body={"fields": [{"attribute": key, "value": fields[key]} for key in fields]},
    )


def write_plan(stretches: str) -> Request:
    """Write the fallback's plan into Asterisk's database; `fallback_plan` says it.

    ARI itself has no word for it: `POST /asterisk/variable` says 204 to `DB(...)` and writes
    nothing. Each is done by a helper channel of its own: two at once may overtake each other.
    """
    return _help("plan", {"MDG_VALUE": stretches})


def set_global(name: str, value: str) -> Request:
    """Set a global variable of the dialplan."""
    return _request("POST", "/asterisk/variable", params={"variable": name, "value": value})


def forget_caller(call: str) -> Request:
    """Remove what the fallback remembers of a caller; no harm if it is nothing."""
    return _help("forget", {"MDG_CALL": call})


def mirror_phone(endpoint: str, *, may_ring: bool) -> Request:
    """Say whether the fallback may ring a phone; Asterisk keeps it beyond its own death.

    It may be said of a phone that talks, too: that one counts as busy by itself.
    """
    return _request(
        "PUT",
        "/deviceStates/{deviceName}",
        f"Stasis:{endpoint}",
        params={"deviceState": "NOT_INUSE" if may_ring else "BUSY"},
    )


def pull_back(call: str) -> Request:
    """Fetch a waiting caller from the fallback; a StasisStart with `back` follows.

    A helper channel does it, which exists for some milliseconds. One who talks is left alone.
    """
    return _help("pull", {"MDG_CALL": call})


def set_variable(channel: str, name: str, value: str) -> Request:
    """Set a variable of a channel in one of our applications; functions that can be set, too."""
    return _request(
        "POST",
        "/channels/{channelId}/variable",
        channel,
        params={"variable": name, "value": value},
    )


def _help(extension: str, variables: Mapping[str, str]) -> Request:
    """Have a helper channel do what the dialplan says at this extension of `helper`."""
    return _request(
        "POST",
        "/channels",
        params={
            "endpoint": f"Local/{extension}@helper/n",
            "context": "helper",
            "extension": "idle",
            "priority": "1",
        },
        body={"variables": variables},
    )


def _request(
    method: str,
    template: str,
    *ids: str,
    params: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
) -> Request:
    """Fill the template's names with ids, in their order."""
    return Request(
        method=method,
        template=template,
        path=_pattern(template).format(*(quote(each, safe="") for each in ids)),
        params=params or {},
        body=body,
    )


@functools.cache
def _pattern(template: str) -> str:
    return re.sub(r"\{\w+\}", "{}", template)
