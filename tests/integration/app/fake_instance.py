"""A supervisor with tiny children instead of controller and office, without Asterisk.

Run as a script: `fake_instance.py FOLDER HEARTBEAT_S[,FROZEN_S] NAME=HOW...`. It writes the ids of
its children into FOLDER/ready.json each time when all are ready.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

from app.backoff import Backoff
from app.child import Child, Spec
from app.printed import complain
from app.supervisor import Part, Supervisor
from app.written import write_atomically

FAKE = Path(__file__).with_name("fake_child.py")


async def run(folder: Path, patience_s: list[float], hows: dict[str, str]) -> int:
    def parts(changed: Callable[[], None]) -> dict[str, Part]:
        return {
            name: Child(
                Spec(
                    name=name,
                    command=(sys.executable, str(FAKE), str(folder), name, how, "--lifeline"),
                    heartbeat_s=patience_s[0],
                    frozen_s=patience_s[1] if len(patience_s) > 1 else None,
                    spare=how in ("spared", "deaf"),
                ),
                say=complain,
                changed=changed,
                backoff=Backoff(first_s=0.05, cap_s=0.2),
            )
            for name, how in hows.items()
        }

    supervisor = Supervisor(
        parts=parts,
        note=lambda pids: None,
        ready=lambda pids: write_atomically(folder / "ready.json", json.dumps(pids)),
        say=complain,
    )
    return (await supervisor.run()).value


if __name__ == "__main__":
    pairs = dict(each.split("=") for each in sys.argv[3:])
    patience_s = [float(each) for each in sys.argv[2].split(",")]
    sys.exit(asyncio.run(run(Path(sys.argv[1]), patience_s, pairs)))
