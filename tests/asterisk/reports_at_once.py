"""Fifty reports over a city's calls, asked of a running instance at once; what its loop says."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import aiohttp
from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from agent_ui.cookie import NAME
from app.desk_start import desk_of
from app.home import Home
from app.plain import read_plain
from desk.roles import Role
from storage.engine import connect, for_change, transaction
from storage.rollups import Sums, filed
from storage.tables import Call
from tests.asterisk.instance import Instance
from tests.integration.desk.people import newcomer

REPORTS, CALLS = 50, 600
REPORT, TITLE = "weekly-2026-W06", "週次報告書"
LAG = "madoguchi_{}_loop_lag_seconds_bucket"


async def prepared(instance: Instance) -> str:
    """File many answered calls of the week, and give a supervisor's open session."""
    home = Home(instance.home)
    plain = read_plain(home.plain)
    database = connect(plain.database_url)
    try:
        at = instance.now - timedelta(hours=1)
        async with transaction(for_change(database)) as session:
            rows = [_filed(n, at) for n in range(CALLS)]
            await _sum_up(session, rows)
            await session.exec(insert(Call), params=rows)
        desk = desk_of(home, plain, database)
        return await (await newcomer(desk, "sv-reports", Role.SUPERVISOR)).first_sign_in()
    finally:
        await database.dispose()


async def fifty_reports(instance: Instance, token: str) -> list[tuple[int, bool]]:
    """Have them made at once; gives of each the status, and whether it is one."""
    cookie = {"Cookie": f"{NAME}={token}"}
    async with aiohttp.ClientSession(instance.run["web"], headers=cookie) as pages:

        async def made() -> tuple[int, bool]:
            async with pages.get(f"/reports/{REPORT}", allow_redirects=False) as answer:
                return answer.status, TITLE in await answer.text()

        return await asyncio.gather(*(made() for _ in range(REPORTS)))


async def late(
    instance: Instance, over_s: str, *, process: str = "controller"
) -> tuple[float, float]:
    """Tell how often a process's loop was looked at, and how often it was later than this.

    Waiting for a processor is not counted: on a busy machine everybody waits for one.
    """
    told = await instance.metrics()
    lag = LAG.format(process)
    whole = told[f'{lag}{{le="+Inf"}}']
    return whole, whole - told[f'{lag}{{le="{over_s}"}}']


async def _sum_up(session: AsyncSession, rows: list[dict[str, object]]) -> None:
    """Keep the sums of the calls, as their filing would have."""
    sums = Sums()
    for row in rows:
        done = filed(row)
        assert done is not None
        sums.file(None, done)
    await sums.save(session)


def _filed(n: int, at: datetime) -> dict[str, object]:
    arrived = at + timedelta(seconds=n)
    return {
        "id": f"filed-{n}",
        "line": "+81110000100",
        "caller": f"p-{n}",
        "arrived_at": arrived,
        "business_date": at.date(),
        "state": "ended",
        "state_since": arrived,
        "holds_line": False,
        "answered_at": arrived,
        "ended_at": arrived + timedelta(seconds=60),
        "outcome": "answered",
        "detail": "",
        "guidance_s": 10.0,
        "wait_s": 0.0,
        "ring_s": 2.0,
        "talk_s": 60.0,
        "hold_s": 0.0,
        "node": "",
        "direction": "inbound",
        "contact": "",
        "dialled_by": "",
    }
