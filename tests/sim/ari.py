"""ARI's requests on the model of Asterisk: one `match` over what we send, with ARI's refusals."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from telephony.ari_legs import NOBODY, WITH
from telephony.ari_requests import LEASE, Request
from tests.sim import said
from tests.sim.asterisk import CLOSINGS, SECONDS, Asterisk
from tests.sim.objects import Bridge, Channel, Kind, Playback, Recording, Refused
from tests.sim.stories import CallerStory, LegStory

NOT_FOUND, CONFLICT, NOT_IN_APP = 404, 409, 422
STASIS_ARGS = {"offer": "in", "back": "back"}
"""What each context of the dialplan gives."""


class Ari:
    """Does requests at the instant at which they reach Asterisk."""

    def __init__(self, asterisk: Asterisk) -> None:
        self._on = asterisk

    def do(self, request: Request) -> Any:  # noqa: C901, PLR0915 (one closed match)
        """Do a request and give its answer.

        Raises:
            Refused: with the status that Asterisk would answer.
        """
        ids = _ids(request)
        params = request.params
        match request.method, request.template:
            case "POST", "/events/claim":
                return self._claim(params["channelId"])
            case "POST", "/channels" if params["endpoint"].startswith("Local/"):
                helper = params["endpoint"].removeprefix("Local/").partition("@")[0]
                return self._on.dialplan.help(helper, (request.body or {})["variables"])
            case "POST", "/asterisk/variable":
                return None  # the simulated dialplan knows its sounds by their names
            case "POST", "/channels":
                return self._originate(params, (request.body or {})["variables"])
            case "POST", "/channels/{channelId}/variable":
                return self._set(ids[0], params["variable"], params["value"])
            case "PUT", "/deviceStates/{deviceName}":
                phone = ids[0].removeprefix("Stasis:")
                self._on.dialplan.may_ring[phone] = params["deviceState"] == "NOT_INUSE"
                return None
            case "DELETE", "/channels/{channelId}":
                return self._hang_up(ids[0], int(params["reason_code"]))
            case "POST", "/channels/{channelId}/answer":
                return self._answer(ids[0])
            case "POST", "/channels/{channelId}/moh":
                return self._music(ids[0], True)
            case "DELETE", "/channels/{channelId}/moh":
                return self._music(ids[0], False)
            case "POST", "/channels/{channelId}/snoop/{snoopId}":
                return self._snoop(ids[0], ids[1])
            case "POST", "/channels/{channelId}/record":
                return self._record(ids[0], params["name"])
            case "POST" | "DELETE", "/recordings/live/{recordingName}/mute":
                if ids[0] not in self._on.recordings:
                    raise Refused(NOT_FOUND, "Recording not found")
                return None
            case "POST", "/bridges/{bridgeId}":
                return self._open(ids[0])
            case "POST", "/bridges/{bridgeId}/addChannel":
                return self._add(ids[0], params["channel"].split(","))
            case "POST", "/bridges/{bridgeId}/play/{playbackId}":
                return self._play(ids[0], ids[1], (request.body or {})["media"][0])
            case "DELETE", "/playbacks/{playbackId}":
                return self._stop(ids[0])
            case "DELETE", "/bridges/{bridgeId}":
                return self._close(ids[0])
            case "PUT", "/asterisk/config/dynamic/{configClass}/{objectType}/{id}":
                return []
            case "GET", template:
                return self._read(template, ids)
            case _:
                raise NotImplementedError(f"{request.method} {request.template}")

    def _read(self, template: str, ids: tuple[str, ...]) -> Any:  # noqa: C901 (one closed match)
        on = self._on
        match template:
            case "/channels/{channelId}":
                return said.channel(self._channel(ids[0]))
            case "/channels/{channelId}/rtp_statistics":
                self._channel(ids[0])
                heard = round(on.loop.time() * 50)
                return {"rxcount": heard, "rxploss": 0, "rxjitter": 0.001, "rtt": 0.0}
            case "/bridges/{bridgeId}":
                bridge = self._bridge(ids[0])
                return said.bridge(bridge.id, [each.id for each in bridge.members])
            case "/applications/{applicationName}":
                return {
                    "name": ids[0],
                    "channel_ids": [each.id for each in on.channels.values() if each.in_app],
                }
            case "/playbacks/{playbackId}":
                if ids[0] not in on.playbacks:
                    raise Refused(NOT_FOUND, "The playback cannot be found")
                return said.playback(on.playbacks[ids[0]], "playing")
            case "/recordings/live/{recordingName}":
                if ids[0] not in on.recordings:
                    raise Refused(NOT_FOUND, "Recording not found")
                return said.recording(on.recordings[ids[0]], "recording")
            case "/asterisk/info":
                return {"status": {"startup_time": on.startup, "last_reload_time": on.startup}}
            case "/channels":
                return [said.channel(each) for each in on.channels.values()]
            case "/bridges":
                return [
                    said.bridge(each.id, [one.id for one in each.members])
                    for each in on.bridges.values()
                ]
            case "/endpoints/{tech}":
                return [
                    {
                        "technology": "PJSIP",
                        "resource": endpoint,
                        "state": "online" if registered else "offline",
                        "channel_ids": [],
                    }
                    for endpoint, registered in on.phones.items()
                ]
            case _:
                raise NotImplementedError(template)

    def _claim(self, id: str) -> None:
        channel = self._on.channels.get(id)
        if channel is None or not channel.is_offered:
            raise Refused(NOT_FOUND, "Channel not found or not in broadcast state")
        if channel.is_claimed:
            raise Refused(CONFLICT, "Channel has already been claimed")
        channel.is_claimed = True
        self._on.soon(0.0002, 0.001, self._on.enter_app, channel, STASIS_ARGS[channel.context])

    def _originate(self, params: Any, variables: dict[str, str]) -> Any:
        on, endpoint, id = self._on, params["endpoint"].removeprefix("PJSIP/"), params["channelId"]
        if id in on.channels:
            raise Refused(CONFLICT, "Channel with given unique ID already exists")
        if params["originator"] not in on.channels:
            raise Refused(400, "Provided originator channel was not found")
        if not on.phones.get(endpoint):
            raise Refused(500, "Allocation failed")
        leg = Channel(
            id=id,
            kind=Kind.LEG,
            name=f"PJSIP/{endpoint}-{id}",
            state="Down",
            created=on.stamp(),
            endpoint=endpoint,
            call=id.partition("~")[0],
        )
        call = leg.call
        seat = endpoint.removesuffix("w")
        on.history.ring(LegStory(id=id, call=call, seat=seat, made=on.loop.time()))
        self._admit(on.history.callers[call])
        on.channels[id] = leg
        on.note("CHAN_START", leg)
        on.dialplan.lease(leg, float(variables[LEASE]))
        ring_s = int(params["timeout"])
        on.soon(ring_s, ring_s, on.rang_out, leg)
        on.people.phone_rings(leg)
        return said.channel(leg)

    def _hang_up(self, id: str, cause: int) -> None:
        on, now = self._on, self._on.loop.time()
        channel = self._channel(id)
        story = on.history.callers.get(id)
        if story is not None and story.closing is None:
            story.closing = now
        leg = on.history.legs.get(id)
        if leg is not None and leg.cancelled is None:
            leg.cancelled = now
        self._guard_talk(channel, "is hung up")
        channel.is_ending = True
        on.soon(0.0002, 0.002, lambda: on.end(channel, by="us", cause=cause))

    def _set(self, id: str, name: str, value: str) -> None:
        channel = self._in_app(id)
        if name == LEASE:
            self._on.dialplan.lease(channel, float(value))
        elif name == "MDG_KNOWN":
            channel.is_known = True
        elif name == WITH:
            channel.only_listens = value == NOBODY
        elif name == "MDG_REFUSAL":
            channel.refusal = value
        else:
            channel.last_word = value

    def _answer(self, id: str) -> None:
        channel = self._in_app(id)
        self._on.soon(0.0, 0.001, self._on.answered, channel)

    def _music(self, id: str, begins: bool) -> None:
        channel = self._in_app(id)
        if begins:
            self._guard_talk(channel, "is given music")
            self._admit(self._on.history.callers[id])
        channel.moh = begins

    def _snoop(self, target: str, id: str) -> Any:
        on = self._on
        self._channel(target)
        if id in on.channels:
            raise Refused(CONFLICT, "Channel with given unique ID already exists")
        snoop = Channel(
            id=id,
            kind=Kind.SNOOP,
            name=f"Snoop/{target}",
            state="Up",
            created=on.stamp(),
            target=target,
        )
        on.channels[id] = snoop
        on.soon(0.0003, 0.003, on.enter_app, snoop, "snoop")
        return said.channel(snoop)

    def _record(self, id: str, name: str) -> Any:
        on = self._on
        snoop = self._in_app(id)
        if name in on.files:
            raise Refused(CONFLICT, "A recording with the same name already exists")
        on.files.add(name)
        recording = Recording(name=name, target=id, began=on.loop.time())
        on.recordings[name] = snoop.recording = recording
        on.soon(0.0003, 0.002, on.record, recording, snoop)
        return said.recording(recording, "queued")

    def _open(self, id: str) -> Any:
        if id in self._on.bridges:
            raise Refused(CONFLICT, "Bridge with the same bridgeId already exists")
        self._on.bridges[id] = Bridge(id)
        return said.bridge(id, [])

    def _add(self, id: str, channels: list[str]) -> None:
        bridge = self._bridge(id)
        found = []
        for each in channels:
            if each not in self._on.channels:
                raise Refused(400, "Channel not found")
            found.append(self._on.channels[each])
        if any(not each.in_app or each.is_ending for each in found):
            raise Refused(NOT_IN_APP, "Channel not in Stasis application")
        for channel in found:
            self._on.join(bridge, channel)

    def _play(self, bridge_id: str, id: str, media: str) -> Any:
        on = self._on
        bridge = self._bridge(bridge_id)
        if id in on.playbacks:
            raise Refused(CONFLICT, "Playback with the same id already exists")
        playback = Playback(id=id, bridge=bridge, media=media, ends=0.0)
        story = on.history.callers[id.partition("~")[0]]
        if playback.sound in CLOSINGS:
            story.closing = story.closing or on.loop.time()
        else:
            self._admit(story)
        for member in bridge.members:
            self._guard_talk(member, f"is told {playback.sound}")
        on.play(playback, SECONDS.get(playback.sound, 5.0))
        return said.playback(playback, "queued")

    def _stop(self, id: str) -> None:
        playback = self._on.playbacks.get(id)
        if playback is None:
            raise Refused(NOT_FOUND, "The playback cannot be found")
        self._on.soon(0.0002, 0.002, self._on.played, playback, "done")

    def _close(self, id: str) -> None:
        bridge = self._bridge(id)
        for member in bridge.members:
            self._guard_talk(member, "loses its bridge")
        self._on.close(bridge)

    def _admit(self, caller: CallerStory) -> None:
        caller.admitted = caller.admitted or self._on.loop.time()

    def _guard_talk(self, channel: Channel, what: str) -> None:
        """Blame us if two people talk and we come between them (I1)."""
        now = self._on.loop.time()
        caller = self._on.history.talking.get(channel.id)
        if caller is not None and not self._on.history.has_guests:
            self._on.history.blame("I1", now, caller.id, f"talks, and {channel.id} {what}")

    def _channel(self, id: str) -> Channel:
        channel = self._on.channels.get(id)
        if channel is None:
            raise Refused(NOT_FOUND, "Channel not found")
        return channel

    def _in_app(self, id: str) -> Channel:
        channel = self._channel(id)
        if not channel.in_app or channel.is_ending:
            raise Refused(CONFLICT, "Channel not in Stasis application")
        return channel

    def _bridge(self, id: str) -> Bridge:
        bridge = self._on.bridges.get(id)
        if bridge is None:
            raise Refused(NOT_FOUND, "Bridge not found")
        return bridge


def _ids(request: Request) -> tuple[str, ...]:
    """Read the ids out of a request's path by its template."""
    parts = zip(request.template.split("/"), request.path.split("/"), strict=True)
    return tuple(unquote(part) for name, part in parts if name.startswith("{"))
