"""Sensitive parts are digital silence on both sides; who refuses leaves no sound at all."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from app.ask import why_not
from app.home import open_home
from app.plain import read_plain
from callcenter.events import LegJoined
from callcenter.wishes import MutePressed, RefusalNoted
from storage.engine import connect
from storage.listening import marks
from tests.asterisk.instance import Instance
from tests.asterisk.kept_sound import sides
from tests.asterisk.phones.sound import RATE, level_at
from tests.asterisk.talk import CALLER_HZ, SEAT, SEAT_HZ, talking

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


async def test_a_sensitive_part_is_silence_of_both_and_the_time_line_goes_on(
    counter: Instance,
) -> None:
    home = open_home(counter.home)
    async with talking(counter) as talk:
        joined = await counter.log.event(LegJoined, call=talk.id)
        for is_on in (True, False, None):
            await asyncio.sleep(1.5)  # a part of the talk, which is judged below
            if is_on is not None:
                wish = MutePressed(at=joined.at, seat=SEAT, by="s1", why="button", is_on=is_on)
                assert await why_not(home, wish) == ""
        talk.caller.hang_up()
        row = await counter.row(talk.id, has=lambda row: row["recording"])
    assert await mutes(counter, talk.id) == [("muted", "s1", "button"), ("unmuted", "s1", "button")]
    begun = await counter.log.event(MutePressed, is_on=True)
    ended = await counter.log.event(MutePressed, is_on=False)
    start, end = ((each.at - joined.at).total_seconds() for each in (begun, ended))
    left, right = sides(counter.home / row["recording"])
    assert len(left) / RATE == pytest.approx(row["talk_s"], abs=0.3)
    for side, own, other in ((left, CALLER_HZ, SEAT_HZ), (right, SEAT_HZ, CALLER_HZ)):
        silent = side[round((start + 0.2) * RATE) : round((end - 0.1) * RATE)]
        assert not np.any(silent)
        for heard in (side[: round(start * RATE)], side[round((end + 0.2) * RATE) :]):
            assert level_at(heard, own) > -20 > -60 > level_at(heard, other)


async def mutes(counter: Instance, call: str) -> list[tuple[str, str | None, str]]:
    """Give who muted a call's recording, and why, as its marks have it."""
    engine = connect(read_plain(open_home(counter.home).plain).database_url)
    try:
        found = await marks(engine, call)
    finally:
        await engine.dispose()
    return [(each.kind, each.by, each.why) for each in found if each.kind.endswith("muted")]


async def test_who_refuses_is_erased_with_a_record_and_leaves_no_sound(counter: Instance) -> None:
    async with talking(counter) as talk:
        joined = await counter.log.event(LegJoined, call=talk.id)
        await asyncio.sleep(1.0)  # a word that is recorded
        wish = RefusalNoted(at=joined.at, seat=SEAT, by="s1")
        assert await why_not(open_home(counter.home), wish) == ""
        await asyncio.sleep(0.5)
        talk.caller.hang_up()
        row = await counter.row(talk.id, has=lambda row: row["recording_state"] == "erased")
    assert (row["recording"], "recording_refused" in row["detail"]) == (None, True)
    assert await counter.until_overwritten(talk.id) == []
    left = [
        each
        for each in counter.home.rglob(f"{talk.id}*")
        if each.suffix in (".wav", ".sealed", ".dk")
    ]
    assert left == []
