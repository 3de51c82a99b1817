"""The model of Asterisk keeps Asterisk's rules, and says what our reader reads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import msgspec
import pytest

from telephony import ari_events, ari_legs, ari_requests
from telephony.ari_requests import Request
from tests.sim.ari import Ari
from tests.sim.asterisk import Asterisk
from tests.sim.objects import Channel, Refused
from tests.sim.script import Caller, On
from tests.sim.stories import History
from tests.sim.virtual_loop import VirtualLoop

pytestmark = pytest.mark.unit

CALL = "sim0-1769994000.1"
LINE = "0110000100"


class Wire:
    """An open socket, and people who do nothing by themselves."""

    def __init__(self) -> None:
        self.said: list[bytes] = []

    def put(self, event: bytes) -> None:
        self.said.append(event)

    def close(self, noticed_s: float = 0.0) -> None:
        self.said.append(b"closed")

    def notice(self, channel: Channel, what: On) -> None:
        pass

    def phone_rings(self, leg: Channel) -> None:
        pass

    def kinds(self) -> list[str]:
        return [msgspec.json.decode(each)["type"] for each in self.said]


class Desk:
    """An Asterisk to play with."""

    def __init__(self) -> None:
        self.loop = VirtualLoop()
        self.wire = Wire()
        self.history = History()
        begins = datetime(2026, 2, 2, 1, tzinfo=UTC)
        self.asterisk = Asterisk(
            loop=self.loop, begins=begins, random=Random(1), history=self.history
        )
        self.asterisk.people = self.wire
        self.asterisk.socket = self.wire
        self.asterisk.phones = {"seat-01": True, "seat-02": False}
        self._ari = Ari(self.asterisk)

    def ask(self, request: Request) -> object:
        return self._ari.do(request)

    def refused(self, request: Request) -> int:
        with pytest.raises(Refused) as refusal:
            self.ask(request)
        return refusal.value.status

    def wait(self, seconds: float = 0.01) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))

    def call(self) -> None:
        self.asterisk.invite(Caller(at=0.0, leaves=()), LINE, "general")
        self.wait()

    def call_of_ours(self) -> None:
        self.call()
        self.ask(ari_requests.claim(CALL, app="madoguchi"))
        self.wait()
        self.ask(ari_requests.mark_known(CALL))
        self.ask(ari_requests.lease(CALL, seconds=0))

    def plan(self, text: str) -> None:
        self.ask(ari_requests.write_plan(text))
        self.wait()

    def caller(self) -> Channel:
        return self.asterisk.channels[CALL]

    def ring(self, leg: str = f"{CALL}~1", endpoint: str = "seat-01") -> Request:
        return ari_legs.ring_seat(
            leg, call=CALL, endpoint=endpoint, app="madoguchi", ring_s=5.0, caller_id="x"
        )


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.loop.close()


def test_a_call_that_no_controller_ever_met_is_offered_for_ten_seconds(desk: Desk) -> None:
    desk.call()
    desk.wait(12)
    assert set(desk.wire.kinds()) == {"CallBroadcast"}
    assert 7 <= len(desk.wire.said) <= 9
    assert (desk.history.callers[CALL].by, desk.asterisk.channels) == ("nobody", {})


def test_a_call_that_nobody_claims_falls_after_its_broadcast(desk: Desk) -> None:
    desk.plan("0/2/")
    desk.call()
    desk.wait(0.7)
    assert desk.caller().context == "offer"
    desk.wait(0.2)
    assert (desk.caller().context, desk.caller().state) == ("fallback", "Up")
    assert desk.history.callers[CALL].falls == [pytest.approx(0.81, abs=0.02)]


def test_a_lease_that_runs_out_takes_the_caller_from_us_at_that_very_time(desk: Desk) -> None:
    desk.plan("0/2/")
    desk.call_of_ours()
    began = desk.loop.time()
    for _ in range(3):
        desk.ask(ari_requests.lease(CALL, seconds=2))
        desk.wait(1.5)
    assert desk.caller().in_app
    desk.wait(2)
    assert (desk.caller().in_app, desk.wire.kinds()[-1]) == (False, "StasisEnd")
    assert desk.history.callers[CALL].falls == [pytest.approx(began + 5.0)]
    assert desk.refused(ari_requests.lease(CALL, seconds=2)) == 409


def test_a_lease_of_nothing_lasts_for_ever(desk: Desk) -> None:
    desk.call_of_ours()
    desk.wait(3600)
    assert desk.caller().in_app


def test_a_legs_lease_ends_the_leg(desk: Desk) -> None:
    desk.call_of_ours()
    desk.ask(desk.ring())
    desk.asterisk.picked_up(desk.asterisk.channels[f"{CALL}~1"])
    desk.wait(7.1)
    assert (desk.history.legs[f"{CALL}~1"].by, list(desk.asterisk.channels)) == ("lease", [CALL])


def test_whom_the_seat_left_while_a_phone_rang_has_a_lease_as_that_is_over(desk: Desk) -> None:
    desk.call_of_ours()
    desk.asterisk.phones["seat-02"] = True
    for ring in (desk.ring(), desk.ring(f"{CALL}~2", "seat-02")):
        desk.ask(ring)
    desk.asterisk.picked_up(desk.asterisk.channels[f"{CALL}~1"])
    desk.asterisk.end(desk.asterisk.channels[f"{CALL}~1"], by="seat")
    desk.wait(1)
    assert desk.caller().lease is None
    desk.wait(5)
    assert desk.caller().lease is not None


@pytest.mark.parametrize(
    ("plan", "closed"),
    [
        ("0/2/|9999999999/0/HOLIDAY", None),
        ("0/2/|1769990000/2/HOLIDAY", "HOLIDAY"),
        ("0/0/", "LINES_FULL"),
    ],
)
def test_the_plan_decides_who_is_let_in_and_the_row_is_late(
    desk: Desk, plan: str, closed: str | None
) -> None:
    desk.plan(plan)
    desk.call()
    desk.wait(0.85)
    assert desk.asterisk.dialplan.callers() == []
    desk.wait(1.2)
    assert [(each.call, each.closed) for each in desk.asterisk.dialplan.callers()] == [
        (CALL, closed)
    ]
    desk.wait(8)
    assert (CALL in desk.asterisk.channels) is (closed is None)
    desk.ask(ari_requests.forget_caller(CALL))
    desk.wait()
    assert desk.asterisk.dialplan.callers() == []


def test_who_had_a_lease_is_let_in_and_not_written_down(desk: Desk) -> None:
    desk.plan("0/0/")
    desk.call_of_ours()
    desk.ask(ari_requests.lease(CALL, seconds=0.5))
    desk.wait(8)
    assert (desk.caller().is_queued, desk.asterisk.dialplan.callers()) == (True, [])


def test_the_fallback_rings_only_phones_that_were_mirrored_and_records_the_talk(
    desk: Desk,
) -> None:
    desk.plan("0/2/")
    desk.call()
    desk.wait(8)
    assert desk.caller().is_queued
    assert not desk.history.legs
    desk.ask(ari_requests.mirror_phone("seat-01", may_ring=True))
    desk.ask(ari_requests.mirror_phone("seat-02", may_ring=True))
    desk.wait(1.1)
    (leg,) = desk.history.legs.values()
    assert (leg.seat, leg.call) == ("seat-01", CALL)
    desk.asterisk.picked_up(desk.asterisk.channels[leg.id])
    desk.wait()
    assert len(desk.history.callers[CALL].talks) == 1
    desk.asterisk.end(desk.asterisk.channels[leg.id], by="seat")
    desk.wait()
    assert (desk.asterisk.channels, desk.asterisk.bridges) == ({}, {})
    kinds = [each.kind for each in desk.asterisk.book]
    assert kinds.count("BRIDGE_ENTER") == kinds.count("BRIDGE_EXIT") == 2
    assert kinds.count("HANGUP") == kinds.count("CHAN_START") == 2


def test_who_waits_in_the_fallback_is_pulled_back_and_who_talks_is_not(desk: Desk) -> None:
    desk.plan("0/2/")
    desk.ask(ari_requests.mirror_phone("seat-01", may_ring=True))
    desk.call()
    desk.wait(8)
    ((_, leg),) = desk.history.legs.items()
    desk.ask(ari_requests.pull_back(CALL))
    desk.wait(0.02)
    assert (desk.caller().context, leg.by) == ("back", "us")
    desk.ask(ari_requests.claim(CALL, app="madoguchi"))
    desk.wait(0.02)
    started = msgspec.json.decode(desk.wire.said[-1])
    assert (started["type"], started["args"]) == ("StasisStart", ["back"])
    assert started["channel"]["channelvars"]["MDG_NOTICED"] == "yes"
    desk.wait(5)
    leg = list(desk.history.legs.values())[-1]
    desk.asterisk.picked_up(desk.asterisk.channels[leg.id])
    desk.wait()
    desk.ask(ari_requests.pull_back(CALL))
    desk.wait(0.05)
    assert CALL in desk.history.talking


def test_who_was_being_turned_away_is_told_so_and_ends(desk: Desk) -> None:
    desk.plan("0/2/")
    desk.call_of_ours()
    desk.ask(ari_requests.last_word(CALL, sound="/s/ended", holds_line=True))
    desk.ask(ari_requests.lease(CALL, seconds=1))
    desk.wait(1.5)
    assert desk.caller().context == "closing"
    desk.wait(5)
    assert desk.asterisk.channels == {}


def test_the_fallback_gives_a_caller_back_every_thirty_seconds_and_ends_the_wait(
    desk: Desk,
) -> None:
    desk.plan("0/2/")
    desk.call()
    desk.wait(90)
    assert len(desk.history.callers[CALL].falls) >= 2
    assert CALL not in desk.asterisk.channels


def test_a_call_can_be_claimed_once_and_only_while_it_is_offered(desk: Desk) -> None:
    claim = ari_requests.claim(CALL, app="madoguchi")
    assert desk.refused(claim) == 404
    desk.call()
    desk.ask(claim)
    assert desk.refused(claim) == 409
    desk.wait()
    assert desk.refused(claim) == 404
    assert desk.wire.kinds()[-1] == "StasisStart"


def test_a_claimed_call_does_not_enter_an_application_without_a_socket(desk: Desk) -> None:
    desk.call()
    desk.asterisk.socket = None
    desk.ask(ari_requests.claim(CALL, app="madoguchi"))
    desk.wait()
    assert desk.refused(ari_requests.answer(CALL)) == 409


def test_what_is_gone_is_not_found(desk: Desk) -> None:
    for request in (
        ari_requests.answer("x"),
        ari_requests.hang_up("x"),
        ari_requests.start_music("x"),
        ari_requests.snoop("x", snoop="x~s1", app="madoguchi"),
        ari_requests.delete_bridge("x~b1"),
        ari_requests.add_to_bridge("x~b1", "x"),
        ari_requests.stop_playback("x~p1"),
    ):
        assert desk.refused(request) == 404


def test_a_channel_that_is_gone_is_a_bad_request_to_a_bridge(desk: Desk) -> None:
    desk.ask(ari_requests.create_bridge("x~b1"))
    assert desk.refused(ari_requests.add_to_bridge("x~b1", "x")) == 400


def test_a_leg_cannot_be_added_before_it_entered_the_application(desk: Desk) -> None:
    desk.call_of_ours()
    desk.ask(ari_requests.create_bridge(f"{CALL}~b1"))
    desk.ask(desk.ring())
    assert desk.refused(ari_requests.add_to_bridge(f"{CALL}~b1", f"{CALL}~1")) == 422
    desk.asterisk.picked_up(desk.asterisk.channels[f"{CALL}~1"])
    desk.wait()
    desk.ask(ari_requests.add_to_bridge(f"{CALL}~b1", CALL, f"{CALL}~1"))
    assert len(desk.history.callers[CALL].talks) == 1


def test_an_id_is_taken_once(desk: Desk) -> None:
    desk.call_of_ours()
    for request in (desk.ring(), ari_requests.create_bridge(f"{CALL}~b1")):
        desk.ask(request)
        assert desk.refused(request) == 409


def test_a_phone_that_is_not_registered_cannot_be_rung(desk: Desk) -> None:
    desk.call_of_ours()
    assert desk.refused(desk.ring(endpoint="seat-02")) == 500


def test_ringing_ends_by_asterisks_own_clock_with_nobody_listening(desk: Desk) -> None:
    desk.call_of_ours()
    desk.ask(desk.ring())
    desk.asterisk.socket = None
    desk.wait(5.1)
    assert desk.history.legs[f"{CALL}~1"].by == "timeout"
    assert desk.wire.kinds()[-1] == "StasisStart"


def test_a_leg_picked_up_with_nobody_listening_ends(desk: Desk) -> None:
    desk.call_of_ours()
    desk.ask(desk.ring())
    desk.asterisk.socket = None
    desk.asterisk.picked_up(desk.asterisk.channels[f"{CALL}~1"])
    desk.wait()
    assert list(desk.asterisk.channels) == [CALL]


def test_a_snoop_is_recorded_after_its_start_and_ends_with_its_leg(desk: Desk) -> None:
    desk.call_of_ours()
    desk.ask(ari_requests.snoop(CALL, snoop=f"{CALL}~s1", app="madoguchi"))
    record = ari_requests.record(f"{CALL}~s1", recording=f"{CALL}~r1")
    assert desk.refused(record) == 409
    desk.wait()
    desk.ask(record)
    desk.wait()
    desk.asterisk.end(desk.asterisk.channels[CALL], by="caller")
    assert (desk.asterisk.channels, desk.asterisk.recordings) == ({}, {})
    assert "RecordingFinished" in desk.wire.kinds()


def test_a_caller_who_leaves_takes_nothing_away_that_we_made(desk: Desk) -> None:
    desk.call_of_ours()
    desk.ask(ari_requests.create_bridge(f"{CALL}~b1"))
    desk.ask(desk.ring())
    desk.asterisk.end(desk.asterisk.channels[CALL], by="caller")
    desk.wait(1)
    assert list(desk.asterisk.channels) == [f"{CALL}~1"]
    assert list(desk.asterisk.bridges) == [f"{CALL}~b1"]


def test_an_asterisk_that_died_comes_back_empty_and_as_another(desk: Desk) -> None:
    desk.call_of_ours()
    before = desk.asterisk.startup
    desk.asterisk.die()
    desk.asterisk.rise()
    assert desk.asterisk.channels == {}
    assert desk.asterisk.startup != before
    assert desk.wire.said[-1] == b"closed"


def test_every_event_is_one_that_our_reader_reads(desk: Desk) -> None:
    desk.asterisk.register("seat-02", True)
    desk.call_of_ours()
    desk.ask(ari_requests.answer(CALL))
    desk.ask(ari_requests.create_bridge(f"{CALL}~b1"))
    desk.ask(ari_requests.add_to_bridge(f"{CALL}~b1", CALL))
    desk.ask(ari_requests.play(f"{CALL}~b1", playback=f"{CALL}~p1", sounds=["/s/welcome"]))
    desk.ask(ari_requests.snoop(CALL, snoop=f"{CALL}~s1", app="madoguchi"))
    desk.ask(ari_requests.lease(CALL, seconds=60))  # as whoever waits has, while a phone rings
    desk.ask(desk.ring())
    desk.wait()
    desk.ask(ari_requests.record(f"{CALL}~s1", recording=f"{CALL}~r1"))
    desk.asterisk.pressed(desk.asterisk.channels[CALL], "1")
    desk.wait(10)
    desk.ask(ari_requests.hang_up(CALL))
    desk.wait()
    never = {"RecordingFailed"}  # no model of a full disk
    assert set(desk.wire.kinds()) == set(ari_events.KINDS) - never
    decoder = msgspec.json.Decoder(ari_events.Said)
    for each in desk.wire.said:
        decoder.decode(each)
