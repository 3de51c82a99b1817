"""The supervisor with tiny children: the dead are replaced, the frozen killed, nobody is left."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.asterisk_watch import AsteriskWatch
from app.errors import HomeTaken
from app.home import Home, lock_home, make_home
from app.plain import Ari, Asterisk, Plain, Web, write_plain
from app.run_file import note_processes, started
from telephony.errors import AsteriskNotReady

pytestmark = pytest.mark.integration

INSTANCE = Path(__file__).with_name("fake_instance.py")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def run(*hows: str, heartbeat_s: float | str = 5.0) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(INSTANCE), str(tmp_path), str(heartbeat_s), *hows],
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield run
    for each in running:
        each.terminate()
        each.communicate(timeout=20)


def wait_for(what: Callable[[], bool], *, within_s: float = 10.0) -> float:
    """Wait for a state of other processes that no event tells; gives the seconds it took."""
    began = time.monotonic()
    pause = threading.Event()
    while not what():
        assert time.monotonic() - began < within_s, "waited in vain"
        pause.wait(0.01)
    return time.monotonic() - began


def ready_pids(folder: Path) -> dict[str, int]:
    try:
        pids: dict[str, int] = json.loads((folder / "ready.json").read_text())
    except FileNotFoundError:
        return {}
    return pids


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def is_ready(folder: Path) -> bool:
    return bool(ready_pids(folder))


def test_a_child_that_dies_is_started_again_at_once(tmp_path: Path, start: Start) -> None:
    start("controller=well", "office=well")
    wait_for(lambda: is_ready(tmp_path))
    first = ready_pids(tmp_path)
    os.kill(first["controller"], signal.SIGKILL)
    took = wait_for(lambda: ready_pids(tmp_path)["controller"] != first["controller"])
    assert took < 2.0
    assert ready_pids(tmp_path)["office"] == first["office"]


def test_a_frozen_child_is_killed_and_started_again(tmp_path: Path, start: Start) -> None:
    start("controller=well", "office=well", heartbeat_s=1.0)
    wait_for(lambda: is_ready(tmp_path))
    first = ready_pids(tmp_path)
    os.kill(first["controller"], signal.SIGSTOP)
    wait_for(lambda: ready_pids(tmp_path)["controller"] != first["controller"])
    assert started(first["controller"]) is None


@pytest.mark.parametrize("fate", [signal.SIGSTOP, None], ids=["stopped", "its loop stands still"])
def test_one_that_nothing_holds_up_is_not_waited_for_as_long(
    tmp_path: Path, start: Start, fate: signal.Signals | None
) -> None:
    supervisor = start(f"controller={'well' if fate else 'stuck'}", heartbeat_s="60,0.4")
    wait_for(lambda: is_ready(tmp_path))
    first = ready_pids(tmp_path)
    if fate:
        os.kill(first["controller"], fate)
    wait_for(lambda: ready_pids(tmp_path)["controller"] != first["controller"], within_s=30)
    supervisor.terminate()
    assert supervisor.stderr is not None
    assert "controller gave no sign of life for 0.4 s" in supervisor.stderr.readline()


def test_a_child_whose_loop_stands_still_is_killed(tmp_path: Path, start: Start) -> None:
    supervisor = start("controller=stuck", heartbeat_s=0.5)
    wait_for(lambda: len(lines(tmp_path / "controller")) > 1)
    supervisor.terminate()
    assert supervisor.stderr is not None
    assert "controller gave no sign of life for 0.5 s" in supervisor.stderr.readline()


def test_a_spare_that_has_loaded_already_takes_the_place_of_the_dead(
    tmp_path: Path, start: Start
) -> None:
    start("controller=spared")
    wait_for(lambda: len(lines(tmp_path / "loaded")) == 2)
    first, spare = map(int, lines(tmp_path / "loaded"))
    assert ready_pids(tmp_path) == {"controller": first}
    os.kill(first, signal.SIGKILL)
    took = wait_for(lambda: ready_pids(tmp_path) == {"controller": spare})
    assert took < 0.5
    wait_for(lambda: len(lines(tmp_path / "loaded")) == 3)


@pytest.mark.parametrize("fate", [signal.SIGKILL, signal.SIGSTOP])
def test_a_spare_that_died_unused_or_is_frozen_is_no_harm(
    tmp_path: Path, start: Start, fate: signal.Signals
) -> None:
    start("controller=spared", heartbeat_s=0.5)
    wait_for(lambda: len(lines(tmp_path / "loaded")) == 2)
    first, spare = map(int, lines(tmp_path / "loaded"))
    os.kill(spare, fate)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: ready_pids(tmp_path)["controller"] not in (first, spare))
    assert started(spare) is None


def test_a_spare_that_dies_just_as_it_is_told_to_work_is_replaced(
    tmp_path: Path, start: Start
) -> None:
    start("controller=deaf")
    wait_for(lambda: len(lines(tmp_path / "loaded")) == 2)
    first, spare = map(int, lines(tmp_path / "loaded"))
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: ready_pids(tmp_path)["controller"] not in (first, spare))


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_no_spare_outlives_its_supervisor(
    tmp_path: Path, start: Start, end: signal.Signals
) -> None:
    supervisor = start("controller=spared")
    wait_for(lambda: len(lines(tmp_path / "loaded")) == 2)
    supervisor.send_signal(end)
    supervisor.wait(10)
    pids = [int(each) for each in lines(tmp_path / "loaded")]
    assert wait_for(lambda: all(started(pid) is None for pid in pids)) < 1.0


def test_a_supervisor_that_was_frozen_itself_blames_nobody(tmp_path: Path, start: Start) -> None:
    supervisor = start("controller=well", heartbeat_s=0.5)
    wait_for(lambda: is_ready(tmp_path))
    first = ready_pids(tmp_path)
    for _ in range(3):
        supervisor.send_signal(signal.SIGSTOP)
        threading.Event().wait(0.8)
        supervisor.send_signal(signal.SIGCONT)
        threading.Event().wait(0.2)
    assert started(first["controller"]) is not None
    assert ready_pids(tmp_path) == first


def test_children_are_gone_within_a_second_of_the_supervisors_death(
    tmp_path: Path, start: Start
) -> None:
    supervisor = start("controller=well", "office=stubborn")
    wait_for(lambda: is_ready(tmp_path))
    pids = ready_pids(tmp_path).values()
    supervisor.kill()
    took = wait_for(lambda: all(started(pid) is None for pid in pids))
    assert took < 1.0


def test_children_are_stopped_in_order_at_the_supervisors_end(tmp_path: Path, start: Start) -> None:
    supervisor = start("office=well", "controller=well")
    wait_for(lambda: is_ready(tmp_path))
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(10) == 0
    assert (tmp_path / "ends").read_text().split() == ["office", "controller"]


def test_a_second_ctrl_c_hurries_a_child_that_does_not_end(tmp_path: Path, start: Start) -> None:
    supervisor = start("office=stubborn")
    wait_for(lambda: is_ready(tmp_path))
    supervisor.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        supervisor.wait(1.0)
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(2.0) == 0


def test_a_start_that_cannot_work_ends_with_one_line(tmp_path: Path, start: Start) -> None:
    supervisor = start("office=well", "controller=fatal")
    assert supervisor.wait(20) == 1
    assert supervisor.stderr is not None
    assert supervisor.stderr.read() == (
        "madoguchi: controller does not start: the password is wrong\n"
    )


def test_a_child_that_never_gets_ready_is_given_up(tmp_path: Path, start: Start) -> None:
    supervisor = start("controller=dies")
    assert supervisor.wait(20) == 1
    assert supervisor.stderr is not None
    said = supervisor.stderr.read().splitlines()
    assert said[-1] == "madoguchi: controller does not start: ended with status 3"
    assert len(said) == 3


def plain(*, web_port: int = 0) -> Plain:
    return Plain(
        campaign="0" * 64,
        flows="0" * 64,
        zone="Asia/Tokyo",
        lines=("011-000-0100",),
        clock_offset_s=0.0,
        web=Web(host="127.0.0.1", port=web_port),
        sip_host="127.0.0.1",
        sip_port=5060,
        ari=Ari(url="http://127.0.0.1:1/ari", user="u", password="p", app="a", realm="r"),
        trunks=(),
        asterisk=None,
        database_url="sqlite:///nowhere.db",
        prompts="nowhere",
        heartbeat_s=10.0,
    )


def supervise(home: Home) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.supervisor", "--home", str(home.folder)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    make_home(made)
    return made


def test_a_home_has_one_instance(home: Home) -> None:
    held = lock_home(home)
    write_plain(home.plain, plain())
    with pytest.raises(HomeTaken):
        lock_home(home)
    done = supervise(home)
    os.close(held)
    assert done.returncode == 1
    assert done.stderr == (
        f"madoguchi: another instance is running on {home.folder} (--take-over hands it over)\n"
    )


def test_a_taken_web_port_is_one_line(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        write_plain(home.plain, plain(web_port=port))
        done = supervise(home)
    assert done.returncode == 1
    assert done.stderr == (
        f"madoguchi: cannot listen for the web pages on 127.0.0.1:{port}: Address already in use\n"
    )


def test_what_its_predecessor_noted_and_left_is_ended_but_for_asterisk(home: Home) -> None:
    names = ("controller", "office", "asterisk")
    left = {each: subprocess.Popen(["sleep", "60"]) for each in names}
    for each in left.values():
        each.send_signal(signal.SIGSTOP)
    note_processes(home.processes, {name: each.pid for name, each in left.items()})
    with socket.create_server(("127.0.0.1", 0)) as other:
        write_plain(home.plain, plain(web_port=other.getsockname()[1]))
        supervise(home)
    assert left["asterisk"].poll() is None
    left["asterisk"].kill()
    assert [each.wait(5) for each in left.values()] == [-signal.SIGKILL] * 3


def test_a_taken_sip_port_is_told_with_the_setting_to_change(home: Home) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        ours = Asterisk(command=("false",), conf="nowhere", version="22", ari_port=0)
        runs = replace(plain(), asterisk=ours, sip_port=other.getsockname()[1])
        watch = AsteriskWatch(runs, home=home, adopted=None, say=pytest.fail, changed=lambda: None)
        with pytest.raises(AsteriskNotReady, match=r"asterisk\.sip_port"):
            asyncio.run(watch.run())


def test_a_home_that_was_never_validated_is_one_line(home: Home) -> None:
    done = supervise(home)
    assert done.returncode == 1
    assert done.stderr.startswith(f"madoguchi: cannot read {home.plain}: No such file")
    assert done.stderr.count("\n") == 1
