"""What Asterisk says, and what it means: events as a real Asterisk 22.10.1 wrote them."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from callcenter import events
from callcenter.events import Cause, Withheld
from telephony.ari_client import sources
from telephony.ari_events import AriEvents
from telephony.ari_signals import CallerAway, CallOffered, SnoopStarted
from telephony.callers import Callers, TrunkReading
from telephony.keys import KeyHeard

pytestmark = pytest.mark.unit

CALL = "mdg1-1795200520.3"
LEG = f"{CALL}~1"
SNOOP = f"{LEG}~s2"
AT = datetime(2026, 11, 20, 18, 48, 40, 685000, tzinfo=UTC)
SAID_AT = "2026-11-20T18:48:40.685+0000"


class Notebook:
    """People who remember what they were asked."""

    def __init__(self) -> None:
        self.numbers: list[str] = []

    def id_of(self, number: str) -> str:
        self.numbers.append(number)
        return f"person-{len(self.numbers)}"

    def number_of(self, id: str) -> str | None:
        return self.numbers[int(id.removeprefix("person-")) - 1]


@pytest.fixture
def people() -> Notebook:
    return Notebook()


@pytest.fixture
def registered() -> set[tuple[str, str]]:
    return set()


@pytest.fixture
def reader(people: Notebook, registered: set[tuple[str, str]]) -> AriEvents:
    return AriEvents(
        callers=Callers(
            people=people,
            trunks={
                "carrier": TrunkReading(trusted=True, called_from="p_called_party_id"),
                "gateway": TrunkReading(trusted=False, called_from="to"),
            },
            lines=["+81110000100", "+81112223333", "+81114445555"],
        ),
        seats={"seat-01": "seat-01", "seat-01w": "seat-01"},
        is_registered=lambda seat, endpoint: (seat, endpoint) in registered,
    )


def said(kind: str, **fields: object) -> bytes:
    every = {"type": kind, "timestamp": SAID_AT, "asterisk_id": "02:fc", "application": "madoguchi"}
    return msgspec.json.encode({**every, **fields})


def channel(id: str, state: str = "Up", name: str = "PJSIP/seat-01-0000000b") -> dict[str, Any]:
    nobody = {"name": "", "number": ""}
    return {
        "id": id,
        "name": name,
        "state": state,
        "protocol_id": "a84b4c76e66710",
        "caller": nobody,
        "connected": nobody,
        "accountcode": "",
        "dialplan": {
            "context": "offer",
            "exten": "s",
            "priority": 9,
            "app_name": "",
            "app_data": "",
        },
        "creationtime": SAID_AT,
        "language": "en",
    }


def arrival(
    trunk: str = "carrier", number: str = "0312345678", name: str = "", **headers: str
) -> bytes:
    caller = channel(CALL, "Ring", f"PJSIP/{trunk}-00000003")
    caller["caller"] = {"name": name, "number": number}
    caller["channelvars"] = {"MDG_EXTEN": "0110000100", "MDG_PAI": "", **headers}
    return said("StasisStart", args=["in"], channel=caller)


def arrived(reader: AriEvents, raw: bytes) -> events.CallArrived:
    told = reader.translate(raw)
    assert isinstance(told, events.CallArrived)
    return told


def test_offered_call_is_a_signal_with_its_channel(reader: AriEvents) -> None:
    raw = said("CallBroadcast", channel=channel(CALL, "Ring"), caller="0312345678", called="s")
    assert reader.translate(raw) == CallOffered(at=AT, channel=CALL)


def test_caller_who_is_ours_has_arrived(reader: AriEvents, people: Notebook) -> None:
    told = reader.translate(arrival())
    assert told == events.CallArrived(
        at=AT, call=CALL, line="+81110000100", caller="person-1", withheld=None
    )
    assert people.numbers == ["+81312345678"]


def test_from_header_stands_before_what_asterisk_made_of_it(
    reader: AriEvents, people: Notebook
) -> None:
    reader.translate(arrival(number="", MDG_FROM='"x" <sip:+81312345678@carrier>;tag=1'))
    assert people.numbers == ["+81312345678"]


def test_asserted_identity_is_believed_of_a_trusted_trunk_only(
    reader: AriEvents, people: Notebook
) -> None:
    asserted = "<tel:+81667778888>"
    reader.translate(arrival("carrier", MDG_PAI=asserted))
    reader.translate(arrival("gateway", MDG_PAI=asserted))
    reader.translate(arrival("never-heard-of", MDG_PAI=asserted))
    assert people.numbers == ["+81667778888", "+81312345678", "+81312345678"]


def test_withheld_number_is_not_even_given_to_the_people(
    reader: AriEvents, people: Notebook
) -> None:
    told = arrived(
        reader,
        arrival(number="anonymous", MDG_PAI="<tel:+81667778888>", MDG_PRIVACY="id"),
    )
    assert (told.caller, told.withheld) == (None, Withheld.ANONYMOUS)
    assert people.numbers == []


def test_payphone_is_withheld_for_its_own_reason(reader: AriEvents) -> None:
    told = arrived(reader, arrival(number="anonymous", name="Coin line/payphone"))
    assert told.withheld is Withheld.PAYPHONE


@pytest.mark.parametrize(
    ("trunk", "line"),
    [
        ("carrier", "+81112223333"),
        ("gateway", "+81114445555"),
        ("never-heard-of", "+81110000100"),
    ],
)
def test_called_number_is_read_where_the_trunk_says_it(
    reader: AriEvents, trunk: str, line: str
) -> None:
    told = arrived(
        reader, arrival(trunk, MDG_PCPID="<sip:0112223333@x>", MDG_TO="<sip:0114445555@x>")
    )
    assert told.line == line


def test_channel_that_came_another_way_is_no_caller(reader: AriEvents) -> None:
    assert reader.translate(said("StasisStart", args=[], channel=channel("other.1"))) is None


def test_instant_is_asterisks_own_plus_the_offset(people: Notebook) -> None:
    reader = AriEvents(
        callers=Callers(people=people, trunks={}, lines=["+81110000100"]),
        seats={},
        is_registered=lambda seat, endpoint: False,
        offset=timedelta(days=-300),
    )
    in_japan = arrival().replace(b"18:48:40.685+0000", b"03:48:40.685+0900")
    told = arrived(reader, in_japan.replace(b"11-20T", b"11-21T"))
    assert told.at == AT - timedelta(days=300)
    assert told.at.tzinfo is UTC


@pytest.mark.parametrize("state", ["Up", "Ring"])
def test_who_leaves_the_application_is_away_and_nobody_knows_where(
    reader: AriEvents, state: str
) -> None:
    told = reader.translate(said("StasisEnd", channel=channel(CALL, state)))
    assert told == CallerAway(at=AT, call=CALL)


def test_an_asterisk_that_is_told_to_end_says_so_by_its_callers(reader: AriEvents) -> None:
    raw = said("ChannelHangupRequest", channel=channel(CALL), soft=True, cause=4)
    assert reader.translate(raw) == events.AsteriskLost(at=AT, in_order=True)
    hard = said("ChannelHangupRequest", channel=channel(CALL), soft=False, cause=4)
    assert isinstance(reader.translate(hard), events.CallerLeft)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (
            said("ChannelStateChange", channel=channel(LEG, "Ringing")),
            events.LegRang(at=AT, call=CALL, leg=LEG),
        ),
        (
            said("StasisStart", args=["leg"], channel=channel(LEG)),
            events.LegAnswered(at=AT, call=CALL, leg=LEG),
        ),
        (
            said("StasisStart", args=["snoop"], channel=channel(SNOOP)),
            SnoopStarted(at=AT, snoop=SNOOP),
        ),
        (
            said("StasisStart", args=["snoop"], channel=channel(f"{CALL}~s1")),
            SnoopStarted(at=AT, snoop=f"{CALL}~s1"),
        ),
        (
            said("ChannelEnteredBridge", bridge={"id": f"{CALL}~b1"}, channel=channel(LEG)),
            events.LegJoined(at=AT, call=CALL, leg=LEG, bridge=f"{CALL}~b1"),
        ),
        (
            said("RecordingStarted", recording={"name": f"{CALL}~r1", "state": "recording"}),
            events.RecordingStarted(at=AT, call=CALL, recording=f"{CALL}~r1"),
        ),
        (
            said("RecordingFinished", recording={"name": f"{CALL}~r1", "duration": 7}),
            events.RecordingEnded(at=AT, call=CALL, recording=f"{CALL}~r1", duration_s=7.0),
        ),
        (
            said("RecordingFailed", recording={"name": f"{CALL}~r1", "cause": "no room"}),
            events.RecordingFailed(at=AT, call=CALL, recording=f"{CALL}~r1", why="no room"),
        ),
    ],
)
def test_what_happens_to_legs_and_recordings(
    reader: AriEvents, raw: bytes, meant: events.Event
) -> None:
    assert reader.translate(raw) == meant


@pytest.mark.parametrize(
    "raw",
    [
        said("ChannelStateChange", channel=channel(CALL, "Up")),
        said("ChannelStateChange", channel=channel(LEG, "Up")),
        said("ChannelEnteredBridge", bridge={"id": "b"}, channel=channel(CALL)),
        said("ChannelEnteredBridge", bridge={"id": "b"}),
        said("ChannelDestroyed", cause=16, channel=channel(CALL)),
        said("ChannelDestroyed", cause=16, channel=channel(SNOOP)),
        said("StasisEnd", channel=channel(LEG)),
        said("StasisEnd", channel=channel(SNOOP)),
        said("StasisEnd", channel=channel(f"{CALL}~s1")),
    ],
)
def test_what_is_said_twice_or_of_a_snoop_says_nothing(reader: AriEvents, raw: bytes) -> None:
    assert reader.translate(raw) is None


@pytest.mark.parametrize(
    ("cause", "sip", "state", "meant"),
    [
        (17, 486, "Ringing", Cause.BUSY),
        (21, 603, "Ringing", Cause.DECLINED),
        (19, 480, "Ringing", Cause.NO_ANSWER),
        (18, 408, "Ringing", Cause.NO_ANSWER),
        (19, 480, "Down", Cause.UNREACHABLE),
        (20, 0, "Down", Cause.UNREACHABLE),
        (1, 404, "Ringing", Cause.UNREACHABLE),
        (3, 0, "Down", Cause.UNREACHABLE),
        (27, 0, "Down", Cause.UNREACHABLE),
        (16, 0, "Ringing", Cause.CANCELLED),
        (26, 0, "Ringing", Cause.CANCELLED),
        (127, 487, "Ringing", Cause.CANCELLED),
        (16, 0, "Up", Cause.NORMAL),
        (31, 0, "Up", Cause.NORMAL),
        (44, 0, "Up", Cause.SILENT),
        (58, 488, "Down", Cause.FAILED),
        (0, 0, "Down", Cause.FAILED),
    ],
)
def test_leg_ends_for_a_reason(
    reader: AriEvents, cause: int, sip: int, state: str, meant: Cause
) -> None:
    answer = {"tech_cause": sip} if sip else {}
    raw = said("ChannelDestroyed", cause=cause, channel=channel(LEG, state), **answer)
    assert reader.translate(raw) == events.LegEnded(at=AT, call=CALL, leg=LEG, cause=meant)


@pytest.mark.parametrize(("state", "heard"), [("done", True), ("failed", False)])
def test_announcement_was_heard_if_it_was_played_to_its_end(
    reader: AriEvents, state: str, heard: bool
) -> None:
    raw = said("PlaybackFinished", playback={"id": f"{CALL}~p1", "state": state})
    assert reader.translate(raw) == events.AnnouncementEnded(
        at=AT, call=CALL, playback=f"{CALL}~p1", heard=heard
    )


def test_a_callers_key_is_for_the_shell_and_a_seats_is_nobodys(reader: AriEvents) -> None:
    raw = said("ChannelDtmfReceived", digit="5", duration_ms=100, channel=channel(CALL, "Up"))
    assert reader.translate(raw) == KeyHeard(at=AT, call=CALL, key="5")
    raw = said("ChannelDtmfReceived", digit="5", duration_ms=100, channel=channel(LEG, "Up"))
    assert reader.translate(raw) is None


def peer(status: str, endpoint: str = "seat-01w") -> bytes:
    return said(
        "PeerStatusChange",
        endpoint={"technology": "PJSIP", "resource": endpoint},
        peer={"peer_status": status},
    )


def test_phone_comes_and_goes_once_each(
    reader: AriEvents, registered: set[tuple[str, str]]
) -> None:
    phone: dict[str, Any] = {"at": AT, "seat": "seat-01", "endpoint": "seat-01w"}
    assert reader.translate(peer("Unreachable")) is None
    assert reader.translate(peer("Reachable")) == events.PhoneRegistered(**phone)
    registered.add(("seat-01", "seat-01w"))
    assert reader.translate(peer("Reachable")) is None
    assert reader.translate(peer("Unreachable")) == events.PhoneUnregistered(**phone)


@pytest.mark.parametrize("status", ["Lagged", "Unknown", ""])
def test_a_phones_other_states_say_nothing_of_its_registration(
    reader: AriEvents, status: str
) -> None:
    assert reader.translate(peer(status)) is None


def test_a_carrier_is_no_seats_phone(reader: AriEvents) -> None:
    assert reader.translate(peer("Reachable", "carrier")) is None


def test_the_seats_endpoints_are_watched() -> None:
    assert sources(["seat-01", "seat-01w"]) == (
        "endpoint:PJSIP/seat-01",
        "endpoint:PJSIP/seat-01w",
    )


@pytest.mark.parametrize(("state", "cause"), [("Up", Cause.NORMAL), ("Ring", Cause.CANCELLED)])
def test_the_request_to_hang_up_is_the_first_word_of_a_callers_leaving(
    reader: AriEvents, state: str, cause: Cause
) -> None:
    raw = said("ChannelHangupRequest", channel={"id": CALL, "state": state})
    assert reader.translate(raw) == events.CallerLeft(at=AT, call=CALL, cause=cause)
    leg = said("ChannelHangupRequest", channel={"id": f"{CALL}~1", "state": state})
    assert reader.translate(leg) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"type":7}',
        b'{"type":"StasisEnd"}',
        b'{"type":"StasisEnd","timestamp":"soon","channel":{"id":"a","state":"Up"}}',
        b'{"type":"StasisEnd","timestamp":"2026-11-20T18:48:40.685+0000","channel":{"id":1}}',
        b'{"type":"FutureKind","timestamp":"2026-11-20T18:48:40.685+0000"}',
    ],
)
def test_nothing_that_is_said_stops_the_reader(reader: AriEvents, raw: bytes) -> None:
    assert reader.translate(raw) is None
    assert reader.translate(arrival()) is not None


def test_unknown_kind_is_logged_once_and_without_its_content(
    reader: AriEvents, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for number in ("0312345678", "0312345679"):
            reader.translate(said("FutureKind", caller=number))
            reader.translate(said("StasisEnd", channel={"id": number}))
            reader.translate(said("StasisEnd", channel=number))
    actions = [getattr(each, "action", "") for each in caplog.records]
    assert actions == ["ari_event_unknown", "ari_event_malformed"]
    assert "031234567" not in str([each.__dict__ for each in caplog.records])
