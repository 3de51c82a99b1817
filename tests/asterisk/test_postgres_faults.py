"""F10 with PostgreSQL: refused at the start, restarted, slow, hanging. Calls go on."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.asterisk.instance import Instance, running
from tests.asterisk.office_faults import (
    ALARM_S,
    Fault,
    lived_through,
    parts,
    ring_ms,
    until_rows_are_the_log,
)
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.postgres_proxy import PostgresProxy
from tests.asterisk.test_office_faults import SHORT_S, assert_alarmed, assert_untouched
from tests.integration.storage.postgres import USER, Cluster

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

NAME = "calls"
ANSWERED = 'madoguchi_calls_total{outcome="answered"}'


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    try:
        made.create(NAME)
        yield made
    finally:
        made.remove()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def proxy(cluster: Cluster) -> AsyncIterator[PostgresProxy]:
    with tempfile.TemporaryDirectory(prefix="madoguchi-proxy-") as folder:
        made = PostgresProxy(Path(folder), cluster.folder)
        await made.accept()
        yield made
        await made.refuse()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def silent(
    proxy: PostgresProxy, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Instance]:
    url = f"postgresql://{USER}@/{NAME}?host={proxy.folder}"
    async with running(
        tmp_path_factory.mktemp("silent"),
        campaign="silent",
        settings=f'[database]\nurl = "{url}"\n',
    ) as instance:
        yield instance


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(silent: Instance) -> AsyncIterator[SeatPhone]:
    async with silent.seated("seat-01") as phone:
        yield phone


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(silent: Instance) -> AsyncIterator[CallerPhone]:
    async with CallerPhone(silent.sip, "0312345678") as phone:
        yield phone


async def until_answered(instance: Instance, count: float) -> None:
    """Wait until the office has read so many answered calls in the log; more is an error."""
    async with asyncio.timeout(ALARM_S):
        while (counted := (await instance.metrics())[ANSWERED]) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert counted == count


async def test_an_office_that_its_database_refuses_at_the_start_comes_up_and_rows_follow(
    silent: Instance, seat: SeatPhone, caller: CallerPhone, proxy: PostgresProxy, cluster: Cluster
) -> None:
    before = (await silent.metrics())[ANSWERED]
    await ring_ms(seat, caller)
    await until_answered(silent, before + 1)
    await proxy.refuse()
    old = silent.run["office_pid"]
    os.kill(old, signal.SIGKILL)
    for _ in range(5):
        await ring_ms(seat, caller)
    await silent.until_pid("office_pid", other_than=old)
    await until_answered(silent, before + 6)
    assert not (await parts(silent))["database"]
    await proxy.accept()
    await until_rows_are_the_log(silent, cluster.url(NAME))
    assert all((await parts(silent)).values())


@asynccontextmanager
async def restarted(cluster: Cluster) -> AsyncIterator[None]:
    """A PostgreSQL that loses its power, and has it back at the end."""
    await asyncio.to_thread(cluster.stop)
    yield
    await asyncio.to_thread(cluster.start)


@pytest.mark.parametrize("how", ["restarted", "slow", "swallowing", "refusing"])
async def test_calls_go_on_while_the_database_is(
    how: str,
    silent: Instance,
    seat: SeatPhone,
    caller: CallerPhone,
    proxy: PostgresProxy,
    cluster: Cluster,
) -> None:
    faults: dict[str, Fault] = {
        "restarted": restarted(cluster),
        "slow": proxy.slow(),
        "swallowing": proxy.swallowing(),
        "refusing": proxy.refusing(),
    }
    lived = await lived_through(silent, seat, caller, faults[how], for_s=SHORT_S)
    assert_untouched(lived)
    assert_alarmed(lived)
    await until_rows_are_the_log(silent, cluster.url(NAME))
