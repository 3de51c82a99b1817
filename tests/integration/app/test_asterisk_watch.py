"""An Asterisk that served is started again at once, however often; one that never did is not."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from app.asterisk_watch import AsteriskWatch
from app.backoff import Backoff
from app.home import Home, make_home
from app.plain import Ari, Asterisk, Plain, Web
from telephony import asterisk_process

pytestmark = pytest.mark.integration

STARTS_S, GOOD_S, NEVER_S = 0.6, 0.5, 60.0
ENDLESS = (sys.executable, "-c", "import signal; signal.pause()")


def test_its_start_is_no_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path / "home")
    make_home(home)
    home.logs.mkdir(exist_ok=True)
    (home.folder / "asterisk/etc").mkdir(parents=True)
    starts = threading.Event()
    monkeypatch.setattr(asterisk_process, "require_free_ports", lambda **_: None)
    monkeypatch.setattr(
        asterisk_process, "wait_until_ready", lambda *_, **__: starts.wait(STARTS_S)
    )
    said: list[str] = []
    served_s = [GOOD_S, GOOD_S, 0.0]
    asyncio.run(asyncio.wait_for(_killed(_watched(home, said), served_s=served_s), 30))
    assert said[:2] == ["Asterisk died; started again"] * 2
    assert said[2].startswith("Asterisk died; started again in ")


def _watched(home: Home, said: list[str]) -> AsteriskWatch:
    conf = str(home.folder / "asterisk/etc/asterisk.conf")
    runs = Plain(
        campaign="0" * 64,
        flows="0" * 64,
        zone="Asia/Tokyo",
        lines=("011-000-0100",),
        clock_offset_s=0.0,
        web=Web(host="127.0.0.1", port=0),
        sip_host="127.0.0.1",
        sip_port=5060,
        ari=Ari(url="http://127.0.0.1:1/ari", user="u", password="p", app="a", realm="r"),
        trunks=(),
        asterisk=Asterisk(command=ENDLESS, conf=conf, version="22", ari_port=0),
        database_url="sqlite:///nowhere.db",
        prompts="nowhere",
        heartbeat_s=10.0,
    )
    return AsteriskWatch(
        runs,
        home=home,
        adopted=None,
        say=said.append,
        changed=lambda: None,
        backoff=Backoff(first_s=NEVER_S, good_s=GOOD_S),
    )


async def _killed(watch: AsteriskWatch, *, served_s: list[float]) -> None:
    """Kill each one when it has served for so long, and stop the watch then."""
    async with asyncio.TaskGroup() as group:
        group.create_task(watch.run())
        await _kill_each(watch, served_s)
        await watch.stop(deadline_s=1.0, hurry=asyncio.Event())


async def _kill_each(watch: AsteriskWatch, served_s: list[float]) -> None:
    for each_s in served_s:
        while not watch.ready:  # noqa: ASYNC110 - its `changed` comes before it is ready, too
            await asyncio.sleep(0.001)
        await asyncio.sleep(each_s)
        os.kill(pid := watch.pid, signal.SIGKILL)
        while watch.pid == pid:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.001)
