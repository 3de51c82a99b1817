"""`python -m bench.prompts`: how long prompts take, to be made and to begin; exit 1 if too long.

All that the shipped flows may say in a new home's campaign, with each day of opening and each place
in the queue, is spoken anew, in an empty cache. Then callers press a key while they hear nothing.
The time is taken from packets: from the first one that says that the key is released, on which
Asterisk tells us of it, to the next one of sound.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from bench.call_book import Packet
from bench.campaign import LINE, all_day, seat_names
from bench.capture import SipCapture
from bench.errors import BenchError
from bench.instance import instance
from bench.result import percentile
from config.campaign import spoken_values
from config.settings import DEFAULTS
from ivr_flows.loader import SHIPPED, load
from ivr_flows.prompts import Prompt, each_once
from ivr_flows.values import Values
from recordings import speech
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.errors import PhoneError
from tests.asterisk.phones.sip_socket import Address

MOST_MS = 150.0
MOST_RENDER_S = 30.0
"""Seconds, not minutes: some 300 prompts, on two cores."""
CALLERS, PRESSES = 10, 30
FLOW = """
[nodes.one]
verb = "menu"
text = "はい。"
keys = { 1 = "two" }
timeout = "end"
wrong = "end"
wait_s = 60

[nodes.two]
verb = "menu"
text = "どうぞ。"
keys = { 1 = "one" }
timeout = "end"
wrong = "end"
wait_s = 60
"""
QUIET_S = 0.3
"""Sound comes each 20 ms; after so long without it nothing is being played."""
_SILENCE_HZ = 0
_HEADER, _TIMESTAMP = 12, slice(4, 8)
_SOUND, _EVENT = 0, 101
_RELEASED = 0x80


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    parser = argparse.ArgumentParser(prog="bench.prompts", description=__doc__)
    parser.add_argument("--callers", type=int, default=CALLERS, help="at once (%(default)s)")
    parser.add_argument("--presses", type=int, default=PRESSES, help="of each (%(default)s)")
    options = parser.parse_args(arguments)
    took_s, made = render_s()
    is_made = took_s <= MOST_RENDER_S
    word = "ok" if is_made else "TOO SLOW"
    what = f"the {made} prompts of a new home's flows, spoken anew"
    sys.stdout.write(f"{what:<58} {took_s:9.2f} s     at most {MOST_RENDER_S:g}: {word}\n")
    try:
        took_ms = asyncio.run(_measure(options.callers, options.presses))
    except (BenchError, PhoneError) as problem:
        sys.stderr.write(f"bench: {problem}\n")
        return 1
    p50, p99 = percentile(took_ms, 50), percentile(took_ms, 99)
    is_quick = p99 <= MOST_MS and len(took_ms) == options.callers * options.presses
    what = f"key to the next prompt's sound, p99 of {len(took_ms)} (p50 {p50:.1f} ms)"
    word = "ok" if is_quick else "TOO SLOW" if p99 > MOST_MS else "SOME NEVER CAME"
    sys.stdout.write(f"{what:<58} {p99:9.2f} ms    at most {MOST_MS:g}: {word}\n")
    return 0 if is_quick and is_made else 1


def render_s() -> tuple[float, int]:
    """Speak every prompt of a new home into an empty cache; gives seconds and how many."""
    prompts, wavs = to_render()
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as name:
        began = time.monotonic()
        speech.render(prompts, Path(name), wavs=wavs)
        return time.monotonic() - began, len(prompts)


def to_render() -> tuple[Sequence[Prompt], Mapping[str, Path]]:
    """Give all prompts that the first start of a new home has to have, and the recorded sounds."""
    campaign = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))["campaign"]
    values = spoken_values(campaign, flows={path.stem for path in SHIPPED.glob("*.toml")})
    assert isinstance(values, Values)
    loaded = load([SHIPPED], values)
    prompts = each_once(prompt for flow in loaded.flows for prompt in flow.prompts())
    return prompts, loaded.wavs


async def _measure(callers: int, presses: int) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as name:
        home = Path(name) / "home"
        (home / "flows").mkdir(parents=True)
        (home / "flows" / "prompts.toml").write_text(FLOW)
        async with instance(home, text=_campaign(callers)) as running:
            async with SipCapture(None) as capture:
                ports = await _all_press(running.sip, callers, presses)
            return [each for port in ports for each in waits_ms(capture.packets, port)]


def _campaign(callers: int) -> str:
    """Write a campaign in which nobody is at work."""
    calls = {"wait_limit_s": 3600, "ring_s": 20, "wrap_up_s": 0, "repeat_s": 45, "record": False}
    return all_day(
        "bench",
        "計測",
        desks=seat_names(1),
        lines=callers,
        calls=calls,
        flows={"all_busy": "prompts"},
    )


async def _all_press(server: Address, callers: int, presses: int) -> list[int]:
    """Let all callers press their keys; gives the ports of their sound."""
    async with AsyncExitStack() as stack:
        calls = []
        for count in range(callers):
            phone = CallerPhone(server, f"03123{count:05}", tone_hz=_SILENCE_HZ)
            calls.append((await stack.enter_async_context(phone)).call(LINE))
        await asyncio.gather(*(_press(call, presses) for call in calls))
        return [call.rtp.port for call in calls]


async def _press(call: PhoneCall, presses: int) -> None:
    await call.until(CallState.ANSWERED)
    for _ in range(presses):
        await _quiet(call, after=len(call.rtp.packets))
        await call.press("1")
    await asyncio.sleep(QUIET_S)
    call.hang_up()


async def _quiet(call: PhoneCall, *, after: int) -> None:
    """Wait until a prompt has begun, after so many packets, and ended."""
    counts = [after]
    while counts[-1] == after or counts[-1] != counts[-2]:
        await asyncio.sleep(QUIET_S)
        counts.append(len(call.rtp.packets))


def waits_ms(packets: Iterable[Packet], port: int) -> Iterator[float]:
    """Give how long it took from each released key of one phone to the next sound that it heard."""
    released_at: float | None = None
    known = b""
    for packet in packets:
        kind = packet.payload[1] & 0x7F if len(packet.payload) > _HEADER else -1
        if packet.source == port and kind == _EVENT:
            key = packet.payload[_TIMESTAMP]  # all packets of one press bear the same
            if packet.payload[_HEADER + 1] & _RELEASED and key != known:
                released_at, known = packet.at, key
        elif packet.target == port and kind == _SOUND and released_at is not None:
            yield (packet.at - released_at) * 1000
            released_at = None


if __name__ == "__main__":
    sys.exit(main())
