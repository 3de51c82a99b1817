"""More than two at a call: who hears whom is judged by a tone for each, and so is the recording."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import numpy as np
import pytest

from app.ask import why_not
from app.home import open_home
from app.plain import read_plain
from callcenter.commands import ShowSeat
from callcenter.events import Asked, Event, LegEnded, LegJoined, NotReadyPressed, ReadyPressed
from callcenter.guest_wishes import (
    ConsultPressed,
    QueueTransferPressed,
    ThreeWayPressed,
    Watch,
    WatchPressed,
)
from callcenter.wishes import (
    HangUpPressed,
    HoldPressed,
    MutePressed,
    ResumePressed,
    TransferPressed,
)
from tests.asterisk.hearing import loudness
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.kept_sound import breaks, sides
from tests.asterisk.phones.call import PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sound import RATE, Samples, level_at
from tests.asterisk.reconciled import differences
from tests.unit.callcenter.playbook import NOW

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

HZ = {"caller": 440, "seat-01": 1010, "seat-02": 1710, "seat-03": 2310, "seat-09": 2710}
SETTLED_S = 0.3
EDGE_S = 0.3
"""So near to a change a tone may be there already, or still."""
HEARD_S = 0.3
SOUND_COMES_S = 10.0
LOUD_DB, SILENT_DB = -30.0, -36.0
"""The music has something of every frequency."""

Span = tuple[float, float]
"""From when to when (epoch seconds)."""


@dataclass(slots=True)
class Floor:
    """A talk between a caller and seat-01, and seats that may come to it."""

    instance: Instance
    call: str
    seats: Mapping[str, SeatPhone]
    caller: PhoneCall
    start: int
    """The log's number at its beginning."""

    async def wish(self, wanted: Asked) -> None:
        await wish(self.instance, wanted)

    async def shows(self, seat: str, *, after: int, **fields: Any) -> None:
        await self.instance.log.command(ShowSeat, after=after, seat=seat, **fields)

    def phone(self, name: str) -> PhoneCall:
        return self.caller if name == "caller" else self.seats[name].calls[-1]

    async def hear(self, **wanted: set[str]) -> None:
        """Each of them hears these, and nobody else of all, as soon as any sound comes to them."""
        names = {name.replace("_", "-"): others for name, others in wanted.items()}
        now = time.time()
        async with asyncio.timeout(SOUND_COMES_S):
            while not all(self._comes(name, since=now) for name in names):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await asyncio.sleep(SETTLED_S)
        since = time.time()
        await asyncio.sleep(HEARD_S)
        for name, others in names.items():
            sound = self.phone(name).heard(since=since)
            levels = {each: level_at(sound, hz) for each, hz in HZ.items()}
            heard = {each for each, level in levels.items() if level > LOUD_DB}
            assert heard == others, (name, levels)
            assert all(levels[each] < SILENT_DB for each in levels.keys() - others), (name, levels)

    def when(self, kind: type[Event], **fields: object) -> list[float]:
        """Tell when (epoch seconds) such events came, since this talk began."""
        found = self.instance.log.events(kind, after=self.start, **fields)
        return [self.instance.epoch(each.at) for each in found]

    @property
    def began(self) -> float:
        """When the caller's talk, and with it the recording's time line, began."""
        return self.when(LegJoined)[0]

    @property
    def ended(self) -> float:
        return self.caller.times.ended or 0.0

    def judge(
        self, left: Samples, right: Samples, *, muted: Span | None = None, **spoke: list[Span]
    ) -> None:
        """Each is in their own side all the time that they talked with the caller, else nowhere.

        In a muted part nobody is in either.
        """
        if muted is not None:
            start, end = (round((at - self.began) * RATE) for at in muted)
            for side in (left, right):
                assert not np.any(side[start + RATE // 5 : end - RATE // 10])
        self._judge(left, "caller", heard([(self.began, self.ended)], muted))
        for name, spans in spoke.items():
            self._judge(right, name.replace("_", "-"), heard(spans, muted))
            assert level_at(left, HZ[name.replace("_", "-")]) < SILENT_DB
        assert level_at(right, HZ["caller"]) < SILENT_DB

    def _judge(self, side: Samples, name: str, spans: list[Span]) -> None:
        hz, call, silent = HZ[name], self.phone(name), [0.0]
        for since, until in spans:
            found = breaks(
                side, hz, call, began=self.began, since=since + EDGE_S, until=until - EDGE_S
            )
            assert found == [], (name, since - self.began, until - self.began)
            silent += [since - self.began - EDGE_S, until - self.began + EDGE_S]
        silent.append(len(side) / RATE)
        for since, until in zip(silent[::2], silent[1::2], strict=True):
            piece = side[round(since * RATE) : round(max(since, until) * RATE)]
            assert level_at(piece, hz) < SILENT_DB, (name, since, until)

    def _comes(self, name: str, *, since: float) -> bool:
        packets = self.phone(name).rtp.packets
        return bool(packets) and packets[-1].at >= since


def heard(spans: list[Span], muted: Span | None) -> list[Span]:
    """Take a muted part out of the spans in which somebody spoke."""
    if muted is None:
        return spans
    parts = [part for a, b in spans for part in ((a, min(b, muted[0])), (max(a, muted[1]), b))]
    return [(since, until) for since, until in parts if since < until]


@asynccontextmanager
async def floor(counter: Instance, *others: str) -> AsyncIterator[Floor]:
    """seat-01 talks to a caller; the others are ready, but for the supervisor's."""
    start = counter.log.n
    seats: dict[str, SeatPhone] = {}
    async with AsyncExitStack() as stack:
        phone = CallerPhone(counter.sip, "0312345678", tone_hz=HZ["caller"])
        await stack.enter_async_context(phone)
        for seat in ("seat-01", *others):
            put = counter.seated(seat, tone_hz=HZ[seat], ready=False)
            seats[seat] = await stack.enter_async_context(put)
        await wish(counter, ReadyPressed(at=NOW, seat="seat-01", by="op"))
        caller = phone.call(LINE)
        arrived = await counter.arrived(after=start)
        await counter.log.event(LegJoined, call=arrived.call)
        for seat in others:
            if seat != "seat-09":
                await wish(counter, ReadyPressed(at=NOW, seat=seat, by="op"))
        yield Floor(counter, arrived.call, seats, caller, start)
    for seat in seats:
        await wish(counter, NotReadyPressed(at=NOW, seat=seat, by="op"))


async def wish(counter: Instance, wanted: Asked) -> None:
    assert await why_not(open_home(counter.home), wanted) == ""


async def consulting(at: Floor) -> None:
    """seat-01 asks seat-02."""
    before = at.instance.log.n
    await at.wish(ConsultPressed(at=NOW, seat="seat-01", by="op", to="seat-02"))
    await at.shows("seat-02", after=before, tie="consulting", peer="seat-01")


async def test_a_seat_asks_another_all_three_talk_the_first_leaves_and_a_third_takes_over(  # noqa: PLR0915 (one long walk)
    counter: Instance,
) -> None:
    async with floor(counter, "seat-02", "seat-03") as at:
        await asyncio.sleep(0.8)  # a word, to be found in the recording
        await consulting(at)
        held_at = time.time()
        await at.hear(caller=set(), seat_01={"seat-02"}, seat_02={"seat-01"})
        assert loudness(at.caller, since=held_at) > 50  # music
        before = counter.log.n
        await at.wish(ThreeWayPressed(at=NOW, seat="seat-01", by="op"))
        await at.shows("seat-01", after=before, tie="three_way", peer="seat-02", held=False)
        everybody = {"caller", "seat-01", "seat-02"}
        await at.hear(
            caller=everybody - {"caller"},
            seat_01=everybody - {"seat-01"},
            seat_02=everybody - {"seat-02"},
        )
        await at.wish(MutePressed(at=NOW, seat="seat-01", by="op", why="button", is_on=True))
        await at.shows("seat-02", after=before, muted=True)
        await asyncio.sleep(0.8)  # something that is not to be found in the recording
        await at.wish(HangUpPressed(at=NOW, seat="seat-01", by="op"))
        await at.shows("seat-01", after=before, state="wrap_up")
        await at.hear(caller={"seat-02"}, seat_02={"caller"})
        await at.wish(QueueTransferPressed(at=NOW, seat="seat-02", by="op"))
        await at.shows("seat-03", after=before, state="talking", peer="seat-02")
        await at.hear(caller={"seat-03"}, seat_03={"caller"})
        at.caller.hang_up()
        closed = await counter.closed(at.call)
        row = await counter.row(at.call, has=lambda row: row["recording"])
        await counter.until_empty()
    assert (closed.outcome, closed.seat, closed.detail) == ("answered", "seat-03", "transferred")
    assert {"", "seat-01", "seat-02"} <= {each["seat"] for each in row["quality"]}
    assert all(each["loss_percent"] < 5 for each in row["quality"])
    left, right = sides(counter.home / row["recording"])
    assert level_at(left, HZ["caller"]) > LOUD_DB
    assert _turns(right) == ORDER
    assert all(level_at(left, hz) < SILENT_DB for name, hz in HZ.items() if name != "caller")
    together, came = at.when(LegJoined, leg=f"{at.call}~2")[-1], at.when(LegJoined)[-1]
    (asked,), (first_left, second_left, *_) = at.when(ConsultPressed), at.when(LegEnded)
    at.judge(
        *(left, right),
        muted=(at.when(MutePressed)[0], first_left),
        seat_01=[(at.began, asked), (together, first_left)],
        seat_02=[(together, second_left)],
        seat_03=[(came, at.ended)],
    )
    assert await differences(counter, at.call) == {}


ORDER = [{"seat-01"}, set(), {"seat-01", "seat-02"}, set(), {"seat-02"}, {"seat-03"}]
"""Who is to be heard on the right, one after the other; what was said beside the caller is not, and
what was muted neither."""


def _turns(side: Samples) -> list[set[str]]:
    """Tell who is heard, one after the other; a change lasts less than two frames of a quarter."""
    frames = [side[start : start + RATE // 4] for start in range(0, len(side), RATE // 4)]
    heard = [{name for name, hz in HZ.items() if level_at(each, hz) > LOUD_DB} for each in frames]
    steady = [each for each, after in itertools.pairwise(heard) if each == after]
    return [each for each, _ in itertools.groupby(steady)]


async def test_a_consulting_seat_returns_or_hands_over_and_a_dead_controller_forgets_nothing(
    counter: Instance,
) -> None:
    async with floor(counter, "seat-02") as at:
        await consulting(at)
        pid, before = int(counter.run["pid"]), counter.log.n
        os.kill(pid, signal.SIGKILL)
        await counter.until_pid("pid", other_than=pid)
        await at.hear(caller=set(), seat_01={"seat-02"}, seat_02={"seat-01"})
        await at.wish(ResumePressed(at=NOW, seat="seat-01", by="op"))
        await at.shows("seat-02", after=before, state="ready")
        await at.hear(caller={"seat-01"}, seat_01={"caller"})
        await consulting(at)
        before = counter.log.n
        await at.wish(TransferPressed(at=NOW, seat="seat-01", by="op", to="seat-02"))
        await at.shows("seat-02", after=before, state="talking", tie="transferred", peer="seat-01")
        await at.hear(caller={"seat-02"}, seat_02={"caller"})
        at.caller.hang_up()
        closed = await counter.closed(at.call)
        await counter.until_empty()
        row = await counter.row(at.call, has=lambda row: row["recording"])
    assert (closed.seat, closed.detail) == ("seat-02", "transferred")
    (first, second), (resumed,) = at.when(ConsultPressed), at.when(ResumePressed)
    at.judge(
        *sides(counter.home / row["recording"]),
        seat_01=[(at.began, first), (resumed, second)],
        seat_02=[(at.when(LegJoined)[-1], at.ended)],
    )
    assert await differences(counter, at.call) == {}


@pytest.mark.clause("SPR-II-3-1-ウ")
async def test_a_supervisor_listens_whispers_talks_with_both_and_takes_over(
    counter: Instance,
) -> None:
    async with floor(counter, "seat-09") as at:
        both = {"caller", "seat-01"}
        for how, tie, seat_hears, caller_hears in (
            (Watch.LISTEN, "listening", {"caller"}, {"seat-01"}),
            (Watch.WHISPER, "whispering", {"caller", "seat-09"}, {"seat-01"}),
            (Watch.BARGE, "three_way", {"caller", "seat-09"}, {"seat-01", "seat-09"}),
        ):
            before = counter.log.n
            await at.wish(WatchPressed(at=NOW, seat="seat-09", by="sv", of="seat-01", how=how))
            await at.shows("seat-09", after=before, tie=tie, peer="seat-01", state="talking")
            await at.hear(seat_09=both, seat_01=seat_hears, caller=caller_hears)
        before = counter.log.n
        take = WatchPressed(at=NOW, seat="seat-09", by="sv", of="seat-01", how=Watch.TAKE_OVER)
        await at.wish(take)
        await at.shows("seat-01", after=before, state="wrap_up")
        await at.hear(seat_09={"caller"}, caller={"seat-09"})
        at.caller.hang_up()
        closed = await counter.closed(at.call)
        await counter.row(at.call, has=lambda row: row["recording"])
        await counter.until_empty()
    assert (closed.seat, closed.outcome) == ("seat-09", "answered")
    assert await differences(counter, at.call) == {}


async def test_a_phone_that_is_gone_with_its_sound_is_replaced_after_a_second(
    counter: Instance,
) -> None:
    async with floor(counter) as at:
        phone = at.phone("seat-01")
        before = counter.log.n
        await at.seats["seat-01"].unregister()
        await asyncio.sleep(1.5)  # its sound still comes: the talk goes on
        assert counter.log.events(LegEnded, after=before) == []
        silent_at = time.time()
        phone.rtp.close()
        ended = await counter.log.event(LegEnded, after=before)
        assert ended.cause == "silent"
        assert 0.9 < counter.epoch(ended.at) - silent_at < 3.0
        at.caller.hang_up()
        await counter.row(at.call, has=lambda row: row["recording"])
        await counter.until_empty()
    assert await differences(counter, at.call) == {}


@asynccontextmanager
async def muted_behind_our_back(at: Floor, *recordings: str) -> AsyncIterator[None]:
    """Have Asterisk write silence of some recordings, of which no record of ours knows."""
    plain = read_plain(open_home(at.instance.home).plain).ari
    account = {"Authorization": aiohttp.encode_basic_auth(plain.user, plain.password)}
    places = [f"{plain.url}/recordings/live/{at.call}~{each}/mute" for each in recordings]
    async with aiohttp.ClientSession(headers=account, raise_for_status=True) as ari:
        for place in places:
            await ari.post(place)
        yield
        for place in places:
            await ari.delete(place)


async def test_sound_that_was_spoilt_after_a_guest_left_is_told(counter: Instance) -> None:
    async with floor(counter, "seat-02") as at:
        await consulting(at)
        before = counter.log.n
        await at.wish(ThreeWayPressed(at=NOW, seat="seat-01", by="op"))
        await at.shows("seat-01", after=before, tie="three_way", peer="seat-02", held=False)
        await at.hear(caller={"seat-01", "seat-02"})
        await at.wish(HangUpPressed(at=NOW, seat="seat-02", by="op"))
        await at.shows("seat-02", after=before, state="wrap_up")
        await at.hear(caller={"seat-01"}, seat_01={"caller"})
        async with muted_behind_our_back(at, "r1", "r2"):
            await asyncio.sleep(1.0)  # which is to be found
        await at.hear(caller={"seat-01"})
        at.caller.hang_up()
        await counter.row(at.call, has=lambda row: row["recording"])
    found = await differences(counter, at.call)
    assert found.keys() == {"silent"}
    since, until = (float(each) for each in re.findall(r"[0-9.]+", found["silent"]))
    assert at.when(LegEnded)[0] - at.began < since < until < at.ended - at.began, found["silent"]


async def test_sound_that_was_spoilt_after_a_held_caller_was_handed_over_is_told(
    counter: Instance,
) -> None:
    async with floor(counter, "seat-02") as at:
        await at.hear(caller={"seat-01"}, seat_01={"caller"})
        await at.wish(HoldPressed(at=NOW, seat="seat-01", by="op"))
        before = counter.log.n
        await at.wish(TransferPressed(at=NOW, seat="seat-01", by="op", to="seat-02"))
        await at.shows("seat-02", after=before, state="talking", peer="seat-01")
        await at.hear(caller={"seat-02"}, seat_02={"caller"})
        async with muted_behind_our_back(at, "r1", "r3"):
            await asyncio.sleep(1.0)  # which is to be found
        await at.hear(caller={"seat-02"}, seat_02={"caller"})
        at.caller.hang_up()
        row = await counter.row(at.call, has=lambda row: row["recording"])
    sealed = counter.home / row["recording"]
    data = bytearray(sealed.read_bytes())
    data[-1] ^= 1
    sealed.write_bytes(data)
    found = await differences(counter, at.call)
    assert found.keys() == {"silent", "unreadable"}
    since, until = (float(each) for each in re.findall(r"[0-9.]+", found["silent"]))
    handed_over, ended = (each - at.began for each in (at.when(LegJoined)[-1], at.ended))
    assert handed_over < since < until < ended, found["silent"]
