"""F10 and F11: whatever becomes of the office, its database and the disks, calls go on."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from math import isnan
from statistics import median

import pytest
import pytest_asyncio

from app.follow import log_files, records_in
from callcenter.events import LegJoined
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.office_faults import (
    ALARM_S,
    PATIENCE_S,
    Fault,
    Lived,
    deaf_clients,
    frozen,
    full_disk,
    gone,
    killed,
    lived_through,
    locked,
    parts,
    ring_ms,
    until_rows_are_the_log,
)
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.seat_phone import SeatPhone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

LATE_S, MUCH_TOO_LATE_S = 0.005, 0.05
OFTEN_LATE = 0.01
"""Share of times: other programs that hold the machine up are not all seen by its counters."""
SHORT_S = 4.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(silent: Instance) -> AsyncIterator[SeatPhone]:
    async with silent.seated("seat-01") as phone:
        yield phone


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(silent: Instance) -> AsyncIterator[CallerPhone]:
    async with CallerPhone(silent.sip, "0312345678") as phone:
        yield phone


def database(instance: Instance) -> str:
    return f"sqlite:///{instance.home}/madoguchi.db"


def assert_untouched(lived: Lived) -> None:
    """Calls ring as soon as without the fault, and the controller's loop never waits."""
    print(lived)  # noqa: T201 - what was measured
    assert median(lived.during_ms) < median(lived.before_ms) + 5
    assert lived.late(MUCH_TOO_LATE_S) == 0, str(lived)
    assert lived.late(LATE_S) <= OFTEN_LATE * lived.late(0), str(lived)


def assert_alarmed(lived: Lived) -> None:
    assert lived.alarm_s is not None
    assert lived.alarm_s < ALARM_S
    assert lived.cleared_s is not None
    assert lived.cleared_s < ALARM_S


async def assert_calls_go_on(
    instance: Instance,
    seat: SeatPhone,
    caller: CallerPhone,
    fault: Fault,
    *,
    patience_s: float = PATIENCE_S,
) -> None:
    """Live through a fault that is an alarm; then rows and log are the same."""
    lived = await lived_through(instance, seat, caller, fault, for_s=SHORT_S, patience_s=patience_s)
    assert_untouched(lived)
    assert_alarmed(lived)
    await until_rows_are_the_log(instance, database(instance))


async def test_a_killed_office_shows_at_once_what_it_showed_before(
    silent: Instance, seat: SeatPhone, caller: CallerPhone
) -> None:
    await ring_ms(seat, caller)
    call = caller.call(LINE)
    await seat.next_call()
    await silent.log.event(LegJoined, after=silent.log.n - 2)
    await until_rows_are_the_log(silent, database(silent))
    before = shown(await silent.metrics())
    assert before['madoguchi_seats{state="talking"}'] == before["madoguchi_talking"] == 1
    old = silent.run["office_pid"]
    os.kill(old, signal.SIGKILL)
    now = shown(await silent.metrics())
    assert {'madoguchi_seats{state="talking"}', "madoguchi_talking"} <= now.keys()
    assert now.items() <= before.items()  # what only the database can tell comes later
    await silent.until_pid("office_pid", other_than=old)
    async with asyncio.timeout(ALARM_S):
        while shown(await silent.metrics()) != before:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    call.hang_up()


def shown(metrics: dict[str, float]) -> dict[str, float]:
    """What pages and metrics show that does not move by itself."""
    counted = ("audit_entries",)  # once a minute, and afresh by a new office
    moving = ("histogram", "seconds", "lag", "part_up", "people", "_created", *counted)
    return {
        name: value
        for name, value in metrics.items()
        if not any(m in name for m in moving) and not isnan(value)
    }


async def test_calls_go_on_without_the_office(
    silent: Instance, seat: SeatPhone, caller: CallerPhone
) -> None:
    fault = killed(silent.run["office_pid"])
    # The next one is there within seconds: who asks meanwhile has to see that none answers.
    await assert_calls_go_on(silent, seat, caller, fault, patience_s=0.3)


async def test_calls_go_on_while_the_office_is_frozen(
    silent: Instance, seat: SeatPhone, caller: CallerPhone
) -> None:
    await assert_calls_go_on(silent, seat, caller, frozen(silent.run["office_pid"]))


async def test_calls_go_on_while_the_database_is_locked(
    silent: Instance, seat: SeatPhone, caller: CallerPhone
) -> None:
    await assert_calls_go_on(silent, seat, caller, locked(silent.home / "madoguchi.db"))


async def test_calls_go_on_while_the_databases_file_is_gone(
    silent: Instance, seat: SeatPhone, caller: CallerPhone
) -> None:
    await assert_calls_go_on(silent, seat, caller, gone(silent.home / "madoguchi.db"))


async def test_calls_go_on_while_the_databases_disk_is_full(
    silent: Instance, seat: SeatPhone, caller: CallerPhone
) -> None:
    await assert_calls_go_on(silent, seat, caller, full_disk(silent.run["office_pid"]))


async def test_calls_go_on_while_every_disk_is_full_and_nothing_is_lost(
    silent: Instance, seat: SeatPhone, caller: CallerPhone
) -> None:
    fault = full_disk(silent.run["office_pid"], silent.run["pid"])
    await assert_calls_go_on(silent, seat, caller, fault)
    numbers = [
        each.n
        for path in log_files(silent.home / "log")
        for each in await asyncio.to_thread(records_in, path, after=0)
    ]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_who_takes_nothing_of_the_log_holds_up_no_call(
    silent: Instance, seat: SeatPhone, caller: CallerPhone
) -> None:
    before = memory_kb(silent.run["pid"])
    lived = await lived_through(silent, seat, caller, deaf_clients(silent.home), for_s=SHORT_S)
    assert_untouched(lived)
    grown_kb = memory_kb(silent.run["pid"]) - before
    print(f"the controller grew by {grown_kb} kB")  # noqa: T201
    assert grown_kb < 20_000
    assert all((await parts(silent)).values())


def memory_kb(pid: int) -> int:
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        (line,) = [each for each in status if each.startswith("VmRSS:")]
    return int(line.split()[1])
