"""`python -m bench.outbound`: how soon whom we call hears the agent; exit 1 if it is too late, or
if fewer calls could be measured than were asked for.

From the citizen's 200 until the first packet of RTP with the agent's voice in it, at the citizen's
end of the trunk. Seats and citizens are phones of this process; the calls are recorded.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import secrets
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.ask import why_not
from app.cli.outbound import person_of
from app.cli.wish import WHENEVER
from app.home import Home, open_home
from bench.applications import Line
from bench.campaign import campaign_file, seat_names
from bench.errors import BenchError, DialRefused, FewerMeasured
from bench.instance import Instance, instance
from callcenter import ids
from callcenter.events import DialPressed
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.citizens import Citizens, trunk_to
from tests.asterisk.phones.errors import PhoneError
from tests.asterisk.phones.ports import free_udp_port
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sound import from_ulaw

CALLS, SEATS, NUMBER = 200, 4, "0312340001"
MOST_MS = 300.0
"""Issue: answer to the agent's voice, p99."""
VOICE = 1000
"""A sample as loud as this is no silence."""
TALK_S = 0.4
TRIES, PAUSE_S = 50, 0.05
"""A seat is free again as soon as its last call is filed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    parser = argparse.ArgumentParser(prog="bench.outbound", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, help="how many (%(default)s)")
    options = parser.parse_args(arguments)
    if options.calls < 1:
        parser.error("--calls: at least one")
    try:
        waits = sorted(asyncio.run(_measure(options.calls)))
        slowest = p99_ms(waits, asked=options.calls)
    except (BenchError, PhoneError) as problem:
        sys.stderr.write(f"bench.outbound: {problem}\n")
        return 1
    line = Line(f"answer to the agent's voice, {len(waits)} calls, p99", slowest, MOST_MS, "ms")
    sys.stdout.write(f"{line}\n")
    return 1 if line.value > line.bound else 0


def p99_ms(waits: Sequence[float], *, asked: int) -> float:
    """Give the 99th percentile (ms) of ascending waits (s); one without a voice waits for ever.

    Raises:
        FewerMeasured: there are fewer than asked for.
    """
    if len(waits) < asked:
        raise FewerMeasured(len(waits), asked)
    return 1000 * waits[math.ceil(0.99 * len(waits)) - 1]


async def _measure(calls: int) -> list[float]:
    """Call so many times; gives how long each citizen waited for the voice, in seconds."""
    seats, port = seat_names(SEATS), free_udp_port()
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as name:
        home = Path(name) / "home"
        home.mkdir()
        (home / "madoguchi.toml").write_text(trunk_to(port))
        async with (
            instance(home, text=campaign_file(seats=SEATS, record=True)) as running,
            Citizens(running.sip, port=port) as citizens,
        ):
            citizens.behaviours = {NUMBER: answer_after(0.05, talk_s=TALK_S)}
            passwords, share = await running.passwords(), -(-calls // SEATS)
            await asyncio.gather(
                *(_call_from(running, seat, passwords[seat], times=share) for seat in seats)
            )
            return [_until_voice(each) for each in citizens.calls]


async def _call_from(running: Instance, seat: str, password: str, *, times: int) -> None:
    """Let a seat call one citizen after the other."""
    home = open_home(running.home)
    person = person_of(home, NUMBER)
    async with SeatPhone(running.sip, seat, password) as phone:
        for _ in range(times):
            await _dial(home, seat, person)
            leg = await phone.next_call()
            await leg.until(CallState.ENDED, timeout_s=20.0)


async def _dial(home: Home, seat: str, person: str) -> None:
    why = ""
    for _ in range(TRIES):
        call = ids.attempt(secrets.token_hex(8), 1)
        wish = DialPressed(at=WHENEVER, seat=seat, by="bench", call=call, person=person)
        why = await why_not(home, wish)
        if not why:
            return
        await asyncio.sleep(PAUSE_S)
    raise DialRefused(why)


def _until_voice(call: PhoneCall) -> float:
    """Give the seconds from the answer to the agent's voice; for ever if it never came."""
    if call.times.answered is None:
        return float("inf")
    voice = (each.at for each in call.rtp.packets if np.abs(from_ulaw(each.payload)).max() > VOICE)
    heard = next((at for at in voice if at >= call.times.answered), float("inf"))
    return heard - call.times.answered


if __name__ == "__main__":
    sys.exit(main())
