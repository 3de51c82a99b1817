"""A tiny child of a supervisor: beats until it is told to end; `--how` says what is wrong with it.

Run as a script: `fake_child.py FOLDER NAME HOW --lifeline FD`. It writes its id into FOLDER/NAME.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import threading
from pathlib import Path

from app.lifeline import Lifeline


async def live(folder: Path, name: str, how: str, lifeline: Lifeline) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    lifeline.on_orphaned(stop.set)
    if how == "fatal":
        lifeline.fatal("the password is wrong")
        await asyncio.sleep(60)
    if how == "stuck":
        with (folder / name).open("a") as file:
            file.write(f"{os.getpid()}\n")
        lifeline.ready()
        threading.Event().wait()  # the loop stands still, the process and its threads live
    if how == "dies":
        sys.exit(3)
    with (folder / name).open("a") as file:
        file.write(f"{os.getpid()}\n")
    lifeline.ready()
    while not stop.is_set():
        lifeline.beat()
        try:
            await asyncio.wait_for(stop.wait(), 0.1)
        except TimeoutError:
            continue
    if how == "stubborn":
        signal.pause()
    with (folder / "ends").open("a") as file:
        file.write(f"{name}\n")


def main() -> None:
    folder, name, how, _, descriptor = sys.argv[1:]
    lifeline = Lifeline(int(descriptor))
    if how in ("spared", "deaf"):
        loaded = Path(folder) / "loaded"
        with loaded.open("a") as file:
            file.write(f"{os.getpid()}\n")
        if how == "deaf" and len(loaded.read_text().splitlines()) == 2:
            select.select([int(descriptor)], [], [])
            os._exit(1)  # the spare dies just as it is told to work, with the word unread
        lifeline.wait_for_work()
    asyncio.run(live(Path(folder), name, how, lifeline))


if __name__ == "__main__":
    main()
