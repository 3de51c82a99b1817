"""All seats are busy: what callers hear, in which order they are served, and when we give up."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from app.ask import why_not
from app.home import open_home
from callcenter.commands import Announce, RingSeat, ShowSeat, StartMusic
from callcenter.events import AnnouncementEnded, CallArrived, LegEnded, LegJoined
from callcenter.wishes import MicrophoneSeen
from ivr_flows.loader import SHIPPED
from tests.asterisk.hearing import first_sound_at, heard, loudness
from tests.asterisk.instance import CAMPAIGNS, LINE, Instance, running
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.ways import HANG_UP, Callers, Way

REPEAT_S = 2.0
"""Of the campaign `counter`; Sapporo's is 45."""
pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def impatient(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    async with running(tmp_path_factory.mktemp("impatient"), campaign="impatient") as instance:
        yield instance


@pytest.mark.clause("SPR-II-3-5-ア")
async def test_with_no_free_seat_the_caller_hears_that_all_are_busy_then_music_and_repeats(
    counter: Instance,
) -> None:
    start = counter.log.n
    async with CallerPhone(counter.sip, "0312345678") as caller:
        call = caller.call(LINE)
        arrived = await counter.arrived(after=start)
        first_music = await counter.log.command(StartMusic, after=start)
        await asyncio.sleep(1.0)  # music, which is judged below
        silence_would_end = counter.now
        await counter.log.event(AnnouncementEnded, playback=f"{arrived.call}~p3")
        await asyncio.sleep(0.5)  # music again
        now = counter.epoch(counter.now)
        call.hang_up()
        closed = await counter.closed(arrived.call)

    assert first_music.call == arrived.call
    busy, notice, waiting = (
        heard(counter.prompt(flow), call) for flow in ("all_busy", "recording_notice", "waiting")
    )
    assert busy is not None
    assert notice is not None
    assert waiting is not None
    first = first_sound_at(call)
    assert first is not None
    assert first == pytest.approx(busy.began, abs=0.1)
    assert busy.began < call.times.invited + 2
    assert busy.ended < notice.began < notice.ended < waiting.began
    music_at = counter.epoch(silence_would_end)
    assert loudness(call, since=music_at - 0.8, until=music_at) > 50
    assert loudness(call, since=now - 0.4, until=now) > 50
    assert closed.outcome == "abandoned_in_queue"
    # The music plays for the campaign's `repeat_s`, then who waits is spoken to again.
    began = {
        command.playback: record.event.at
        for record in counter.log.records(after=start)
        for command in record.commands
        if isinstance(command, Announce)
    }
    ended = {each.playback: each.at for each in counter.log.events(AnnouncementEnded, after=start)}
    rest_s = (began[f"{arrived.call}~p3"] - ended[f"{arrived.call}~p2"]).total_seconds()
    assert REPEAT_S <= rest_s < REPEAT_S + 1.5


async def test_callers_are_served_in_order_of_arrival_when_the_seat_becomes_free(
    counter: Instance,
) -> None:
    numbers = ["0312340001", "0312340002", "0312340003"]
    ids: list[str] = []
    begun = counter.log.n
    async with (
        CallerPhone(counter.sip, numbers[0]) as first,
        CallerPhone(counter.sip, numbers[1]) as second,
        CallerPhone(counter.sip, numbers[2]) as third,
    ):
        calls: list[PhoneCall] = []
        for caller in (first, second, third):
            start = counter.log.n
            calls.append(caller.call(LINE))
            ids.append((await counter.arrived(after=start)).call)
        for each in ids:  # who is still told of the recording would be passed over
            await counter.log.command(StartMusic, call=each)
        async with counter.seated("seat-01", answer_after(0.1)) as seat:
            for number, call in zip(numbers, calls, strict=True):
                ringing = await seat.next_call()
                assert number[1:] in ringing.invite.get("From")
                await ringing.until(CallState.ANSWERED)
                await asyncio.sleep(0.3)  # a word
                call.hang_up()
                await ringing.until(CallState.ENDED)
    closed = [await counter.closed(each) for each in ids]
    assert [each.outcome for each in closed] == ["answered"] * 3
    assert [each.call for each in counter.log.commands(RingSeat, after=begun)] == ids


async def test_of_two_callers_and_one_seat_the_first_is_welcomed_and_the_second_waits(
    counter: Instance,
) -> None:
    start = counter.log.n
    async with (
        counter.seated("seat-01", answer_after()) as seat,
        CallerPhone(counter.sip, "0312340001") as one,
        CallerPhone(counter.sip, "0312340002") as two,
    ):
        first = one.call(LINE)
        await counter.arrived(after=start)
        second = two.call(LINE)
        talking = await seat.next_call()
        assert "312340001" in talking.invite.get("From")
        await second.until(CallState.ANSWERED)
        await counter.log.command(StartMusic, after=start)
        await asyncio.sleep(1.0)  # the second is told what there is to tell
        first.hang_up()
        served = await seat.next_call()
        assert "312340002" in served.invite.get("From")
        await served.until(CallState.ANSWERED)
        second.hang_up()
        ids = [each.call for each in counter.log.events(CallArrived, after=start)]
        closed = [await counter.closed(each) for each in ids]
    assert heard(counter.prompt("welcome"), first) is not None
    assert heard(counter.prompt("all_busy"), first) is None
    assert heard(counter.prompt("all_busy"), second) is not None
    assert heard(counter.prompt("welcome"), second) is None
    assert closed[0].outcome == "answered"
    assert len({each.call for each in closed}) == 2


async def test_a_caller_who_came_first_is_served_first_though_the_second_heard_the_notice_sooner(
    counter: Instance,
) -> None:
    """The place is the time of arrival; who still hears the notice is passed over and keeps it."""
    start = counter.log.n
    async with (
        CallerPhone(counter.sip, "0312340001") as early,
        CallerPhone(counter.sip, "0312340002") as late,
    ):
        waits = early.call(LINE)
        first = await counter.arrived(after=start)
        await counter.log.command(StartMusic, call=first.call)
        between = counter.log.n
        listens = late.call(LINE)
        second = await counter.arrived(after=between)
        async with counter.seated("seat-01", answer_after()) as seat:
            one = await seat.next_call()
            await one.until(CallState.ANSWERED)
            waits.hang_up()
            two = await seat.next_call()
            await two.until(CallState.ANSWERED)
            listens.hang_up()
            await counter.closed(second.call)
    rung = [each.call for each in counter.log.commands(RingSeat, after=start)]
    assert rung == [first.call, second.call]
    notice = heard(counter.prompt("recording_notice"), listens)
    assert notice is not None
    assert two.times.ringing is not None
    assert notice.ended < two.times.ringing


async def test_at_the_wait_limit_a_caller_is_sent_off_politely_as_overflow(
    impatient: Instance,
) -> None:
    start = impatient.log.n
    async with CallerPhone(impatient.sip, "0312345678") as caller:
        call = caller.call(LINE)
        arrived = await impatient.arrived(after=start)
        await call.until(CallState.ENDED, timeout_s=15)
        row = await impatient.row(arrived.call)
    assert (call.status, call.ended_by) == (200, "them")
    farewell = heard(impatient.prompt("give_up"), call)
    assert farewell is not None
    assert farewell.began == pytest.approx(call.times.invited + 4, abs=1.0)
    assert row["outcome"] == "overflow"
    assert row["seat"] is None


async def test_a_call_above_the_lines_hears_why_and_one_above_the_announcements_is_busy(
    impatient: Instance,
) -> None:
    start = impatient.log.n
    async with CallerPhone(impatient.sip, "0312345678") as caller:
        held = [caller.call(LINE), caller.call(LINE)]
        for call in held:
            await call.until(CallState.ANSWERED)
        third = caller.call(LINE)
        await third.until(CallState.ANSWERED)
        fourth = caller.call(LINE)
        await fourth.until(CallState.ENDED)
        await third.until(CallState.ENDED)
        for call in held:
            call.hang_up()
        closed = [
            await impatient.closed(each.call)
            for each in impatient.log.events(CallArrived, after=start)
        ]
    assert heard(impatient.prompt("lines_full"), third) is not None
    assert (third.status, third.ended_by) == (200, "them")
    assert (fourth.status, fourth.ended_by) == (486, "them")
    outcomes = [each.outcome for each in closed]
    assert outcomes == ["abandoned_in_queue", "abandoned_in_queue", "no_line", "no_line"]


async def test_why_callers_waited_to_the_limit_after_a_talk_or_found_no_line_is_told(
    impatient: Instance,
) -> None:
    """What `tests/browser/test_why_pages.py` tells of the heart alone, of real phones."""
    at, home = impatient, open_home(impatient.home)
    async with (
        at.seated("seat-01", answer_after(0.2), ready=False),
        at.seated("seat-03"),
        at.seated("seat-04"),
        CallerPhone(at.sip, "0312345678") as caller,
    ):
        await at.command("seats", "set", "seat-01", "not_ready", "--reason", "break")
        await at.ready("seat-02")  # without a phone
        mute = MicrophoneSeen(at=at.now, seat="seat-03", by="op", endpoint="seat-03", is_lost=True)
        assert await why_not(home, mute) == ""
        start = at.log.n
        waited = caller.call(LINE)
        limit = await at.arrived(after=start)
        await waited.until(CallState.ENDED, timeout_s=15)
        await at.ready("seat-01")
        start = at.log.n
        talk = caller.call(LINE)
        await at.log.event(LegJoined, after=start)
        talk.hang_up()
        await at.log.command(ShowSeat, after=start, seat="seat-01", state="wrap_up")
        calls: list[PhoneCall] = []
        ids: list[str] = []
        for _ in range(3):  # two wait, and hold all lines
            start = at.log.n
            calls.append(caller.call(LINE))
            ids.append((await at.arrived(after=start)).call)
        await at.closed(ids[2])
        for call in calls[:2]:
            call.hang_up()
        await at.closed(ids[0])
    await tells(
        *(at, limit.call, "お待ちいただきました。", "受付不可（休憩、"),
        *("電話機がない（", "マイクを使えない（", "必要な技能がない（水準1以上）"),
        "4 秒お待ちいただき、待ち時間の上限で終わりました。",
    )
    await tells(at, ids[0], "お待ちいただきました。", "後処理中（")
    await tells(at, ids[2], "おつなぎしませんでした。", "回線がすべて使われていました（2/2）。")


async def tells(at: Instance, call: str, *wanted: str) -> None:
    """`madoguchi why` tells this, in this order."""
    text = await at.command("why", call)
    places = [text.find(each) for each in wanted]
    assert -1 not in places, text
    assert places == sorted(places), text


SORRY = ("お待たせしております", "Thank you for waiting.")
HOLD = ("順番におつなぎ", "We will be with you as soon as we can.")
NOTICE = ("この通話を録音いたします", "This call is recorded")
OFFERED = ("お電話することもできます", "Instead of waiting you may be called back")
ASKED = ("お知りになりたい方", "how your application stands")
AGAIN = ("担当者につなぎ直しております", "We are connecting you again.")
THANKS = ("お電話ありがとうございました。", "Thank you for calling.")


ALONE = {"all_busy": "greeting", "recording_notice": "purpose_of_use", "waiting": "give_up"}
"""Shipped announcements without a key, each in the place where who waits comes to it."""


async def publish(at: Instance, **names: str) -> Callers:
    """Put shipped flows in force in place of the short ones; gives callers who judge by them."""
    for name, shipped in names.items():
        shutil.copy(SHIPPED / f"{shipped}.toml", at.home / "flows" / f"{name}.toml")
    campaign = ("--campaign", str(CAMPAIGNS / "counter.toml"))
    await at.command("ivr", "publish", "--by", "sv-1", *campaign, "--confirmed", "試験")
    versions = json.loads(await at.command("ivr", "versions", "--json"))
    return Callers(at, version=versions["in_force"])


async def answers_set_a_pace(counter: Instance) -> None:
    """Serve three callers: from then on the expected wait is known."""
    async with (
        counter.seated("seat-01", answer_after(0.1)),
        CallerPhone(counter.sip, "0312340009") as served,
    ):
        for _ in range(3):
            after = counter.log.n
            call = served.call(LINE)
            joined = await counter.log.event(LegJoined, after=after)
            call.hang_up()
            await counter.log.event(LegEnded, leg=joined.leg)  # the seat is free again
        await counter.not_ready("seat-01")


def told(english: bool) -> Way:
    """Hear the purpose of use, then the place in the queue and the expected wait, to the end."""
    purpose = ("個人情報は、申請の手続きだけに使います", "used only for your application")[english]
    changing = ("番目でございます", "かかる見込みです"), ("in the queue", "Your expected wait is")
    return Way(
        presses={1: "2" if english else "5", 4: HANG_UP},
        hears=(("recording_notice", purpose), SORRY[english], HOLD[english]),
        whole={3: changing[english]},
        ends_at="waiting",
        flow="waiting",
        in_band=english,
    )


def off(english: bool) -> tuple[Way, Way]:
    """Wait where the client has agreed to no callback, or to no look-up."""
    first = "2" if english else "5"
    more: dict[str, Any] = {"flow": "waiting", "in_band": english}
    said, words = (SORRY[english], HOLD[english]), ("recording_notice", NOTICE[english])
    waits = Way(
        presses={1: first, 5: HANG_UP},
        hears=(words, *said),
        never=(OFFERED[english],),
        ends_at="waiting/sorry",
        **more,
    )
    asks = Way(
        presses={1: first, 3: "0", 4: "0"},
        hears=(("recording_notice", AGAIN[english]), THANKS[english]),
        never=(ASKED[english],),
        ends_at="waiting/goodbye",
        **more,
    )
    return waits, asks


@pytest.mark.timeout(240)  # all ways are gone in one setup
async def test_shipped_words_for_who_waits_offer_nothing_that_is_not_agreed_on(
    counter: Instance,
) -> None:
    """The look-up's flow stands where who waits comes to it: the centre is open here."""
    (ja, ja_asks), (en, en_asks) = off(english=False), off(english=True)
    silent = Way(
        presses={3: HANG_UP},
        hears=("順番におつなぎいたします", "For English, press 2."),
        ends_at="recording_notice",
        flow="all_busy",
    )
    alone = Way(
        presses={4: HANG_UP},
        hears=(
            ("all_busy", "担当者におつなぎいたします"),
            ("recording_notice", "個人情報は、申請の手続きだけに使います"),
            "おつなぎすることができません",
        ),
        ends_at="waiting",
        flow="waiting",
    )
    flows = {"all_busy": "all_busy", "recording_notice": "recording_notice"}
    await answers_set_a_pace(counter)
    async with asyncio.TaskGroup() as walks:
        callers = await publish(counter, **flows, waiting="waiting_with_callback")
        begun = asyncio.Event()
        walks.create_task(callers.walk_all(silent, ja, en, begun=begun), name="callback")
        await begun.wait()  # who has come stays on what was in force
        callers = await publish(counter, recording_notice="interrupted", waiting="after_hours")
        begun = asyncio.Event()
        walks.create_task(callers.walk_all(ja_asks, en_asks, begun=begun), name="look-up")
        await begun.wait()
        callers = await publish(counter, recording_notice="purpose_notice", waiting="waiting")
        begun = asyncio.Event()
        both = callers.walk_all(told(english=False), told(english=True), begun=begun)
        walks.create_task(both, name="place and wait")
        await begun.wait()
        callers = await publish(counter, **ALONE)
        walks.create_task(callers.walk_all(alone), name="alone")
