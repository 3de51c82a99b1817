"""A recording outlives whoever commanded it: its file is complete, linked, and nothing is left."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import pytest

from callcenter.events import LegJoined
from callcenter.outcome import Outcome
from tests.asterisk.instance import CAMPAIGNS, Instance, going_on
from tests.asterisk.kept_sound import breaks, sides, sounding_s
from tests.asterisk.phones.sound import level_at
from tests.asterisk.shell import command
from tests.asterisk.talk import CALLER_HZ, SEAT_HZ, talking

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

EDGE_S = 0.3
"""A phone begins to speak a moment after it was joined, and its last frames are on their way."""


@pytest.mark.parametrize("who", ["caller", "seat"])
async def test_who_hangs_up_while_the_controller_is_dead_leaves_a_whole_recording(
    counter: Instance, who: str
) -> None:
    async with talking(counter) as talk:
        joined = await counter.log.event(LegJoined, call=talk.id)
        await asyncio.sleep(2.5)  # the talk, which is judged below
        old = counter.run["pid"]
        os.kill(old, signal.SIGKILL)
        (talk.caller if who == "caller" else talk.seat).hang_up()
        hung_up_at = time.time()
        await counter.until_pid("pid", other_than=old)
        row = await counter.row(talk.id, has=lambda row: row["recording"])
        await counter.until_empty()
        await counter.until_overwritten(talk.id)
    said_s = hung_up_at - counter.epoch(joined.at)
    left, right = sides(counter.home / row["recording"])
    own, hz = (left, CALLER_HZ) if who == "caller" else (right, SEAT_HZ)
    assert sounding_s(own) == pytest.approx(said_s, abs=0.1)
    assert level_at(own, hz) > -20
    began, until = counter.epoch(joined.at), hung_up_at - EDGE_S
    for side, hz, call in ((left, CALLER_HZ, talk.caller), (right, SEAT_HZ, talk.seat)):
        assert breaks(side, hz, call, began=began, since=began + EDGE_S, until=until) == []
    assert spool(counter) == []


async def test_the_next_office_delivers_what_a_dead_one_could_not_and_tells_of_strangers(
    counter: Instance,
) -> None:
    stranger = counter.home / "asterisk" / "spool" / "recording" / "notes.wav"
    stranger.write_bytes(b"of nobody")
    os.utime(stranger, (time.time() - 3600, time.time() - 3600))
    async with talking(counter) as talk:
        await asyncio.sleep(1.0)  # a word
        old = counter.run["office_pid"]
        os.kill(old, signal.SIGKILL)
        talk.caller.hang_up()
        await counter.closed(talk.id)
    await counter.until_pid("office_pid", other_than=old)
    row = await counter.row(talk.id, has=lambda row: row["recording"])
    assert (counter.home / row["recording"]).exists()
    assert await counter.until_overwritten(talk.id) == []
    assert await recordings_trouble(counter) == "1 of no call"
    assert spool(counter) == [stranger.name]
    stranger.unlink()


async def recordings_trouble(counter: Instance) -> str:
    """Wait until the office has audited, and give what it tells."""
    for _ in range(100):
        told = json.loads(await counter.healthz())["parts"]["recordings"]["detail"]
        if told:
            return str(told)
        await asyncio.sleep(0.05)
    return ""


def spool(counter: Instance) -> list[str]:
    return [path.name for path in (counter.home / "asterisk" / "spool" / "recording").iterdir()]


@pytest.mark.timeout(240)
async def test_a_backup_made_while_two_talk_disturbs_nobody_and_an_instance_goes_on_from_it(
    counter: Instance, tmp_path: Path
) -> None:
    (tmp_path / "paper").write_text(await counter.command("backup", "recovery-key"))
    before = await counter.calls()
    async with talking(counter) as talk:
        places = ("--to", str(tmp_path / "backups"), "--keys-to", str(tmp_path / "safe"))
        made = json.loads(await counter.command("backup", "create", *places, "--json"))
        assert (await counter.seats())["seat-01"]["state"] == "talking"
        talk.caller.hang_up()
        assert (await counter.closed(talk.id)).outcome is Outcome.ANSWERED
    given = ("--keys", made["keys"], "--recovery-key-file", str(tmp_path / "paper"))
    new = ("--home", str(tmp_path / "new"), "--json")
    done = json.loads(await command("backup", "restore", made["folder"], *given, *new))
    assert (done["rows"], done["sounds"], done["without_key"]) == (made["rows"], made["sounds"], [])
    came = {each["id"]: each for each in json.loads(await command("calls", *new))}
    assert {call: came[call] for call in before} == before
    assert came.keys() - before.keys() <= {talk.id}
    proved = json.loads(await command("recordings", "verify", *new))
    assert proved == {"read": made["sounds"], "wrong": {}}
    campaign = f'campaign = "{CAMPAIGNS / "counter.toml"}"\n'
    (tmp_path / "new" / "madoguchi.toml").write_text(campaign)
    async with going_on(tmp_path / "new") as again:
        row = await again.row(talk.id)
        assert (row["outcome"], row["seat"]) == ("failed", "seat-01")  # it was up at the backup
        told = json.loads(await again.healthz())
        assert (told["status"], told["parts"]["rows"]["detail"]) == ("ok", "0 records behind")
