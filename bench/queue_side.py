"""Asterisk's own Queue() with the same seats, set up in a running Asterisk through its console."""

from __future__ import annotations

from collections.abc import Sequence

from bench.console import Console
from bench.errors import QueueRefused

NUMBER = "0119990000"
"""The number that leads into Queue(); the trunk's other numbers go their usual way."""

_QUEUE = """
[bench]
strategy=rrmemory
autofill=yes
ringinuse=no
timeout=20
retry=1
wrapuptime=0
joinempty=yes
{members}
"""
_MODULES = ("app_queue.so", "app_mixmonitor.so")


async def open_queue(console: Console, seats: Sequence[str], *, context: str, record: bool) -> None:
    """Make calls to NUMBER in the context wait for the seats, recorded in two files if wanted.

    Raises:
        QueueRefused: a command of the console did not work.
    """
    members = "\n".join(f"member => PJSIP/{seat}" for seat in seats)
    queues = console.conf.parent / "queues.conf"
    queues.write_text("[general]\n" + _QUEUE.format(members=members))
    for module in _MODULES:
        if "1 modules loaded" not in await console.tell(f"module show like {module}"):
            await _insist(console, f"module load {module}", "Loaded")
    await console.tell("queue reload all")
    shown = await console.tell("queue show bench")
    if shown.count("PJSIP/") != len(seats):
        raise QueueRefused("queue show bench", shown)
    for priority, step in enumerate(_steps(record=record), 1):
        command = f"dialplan add extension {NUMBER},{priority},{step} into {context}"
        await _insist(console, command, "added")


def _steps(*, record: bool) -> list[str]:
    """List the dialplan's steps; with recording each party has a file of its own, as ours do."""
    name = "${UNIQUEID}"
    monitor = f"MixMonitor({name}.wav,r({name}-in.wav)t({name}-out.wav))"
    return [*([monitor] if record else []), "Queue(bench)", "Hangup()"]


async def _insist(console: Console, command: str, expected: str) -> None:
    printed = await console.tell(command)
    if expected not in printed:
        raise QueueRefused(command, printed)
