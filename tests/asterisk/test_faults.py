"""The fast lane of the fault bench: each fault once, among callers, judged from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from faults.checker import check
from faults.disk import small_disk
from faults.facts import Facts
from faults.fault import (
    CutLink,
    Fault,
    FillDisk,
    Freeze,
    Kill,
    LockDatabase,
    LoseLink,
    Nothing,
    name_of,
)
from faults.instance import Madoguchi
from faults.invariants.service import back_in_service
from faults.round import FAST, Rounds
from faults.row import ROWS, Row

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

SEED = 1
REAL = {row.id: row for row in ROWS if isinstance(row, Row)}
CASES: list[tuple[str, Fault]] = [
    ("F01", Kill(("controller",))),
    ("F02", Kill(("controller",))),
    ("F03", Kill(("controller",))),
    ("F04", Kill(("controller",))),
    ("F06", Freeze("controller", 3.0)),
    ("F07", CutLink()),
    ("F07", LoseLink(2.5)),
    ("F08", Kill(("asterisk",))),
    ("F09", Kill(("asterisk", "controller"))),
    ("F09", Kill(("supervisor",))),
    ("F10", LockDatabase(2.0)),
    ("F10", Kill(("office",))),
    ("F18", Nothing(2.5)),
    ("F19", Nothing(2.5)),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rounds(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rounds]:
    async with Madoguchi(tmp_path_factory.mktemp("faults")) as instance:
        yield Rounds(instance, say=print, is_shared=True)


async def seen(rounds: Rounds, row: Row, fault: Fault) -> Facts:
    """Hold one short round with one fault, in which somebody calls and some seat rings."""
    facts = await rounds.hold(
        replace(row, draw=lambda _: fault), Random(SEED), faults=1, timing=FAST
    )
    assert facts.callers
    assert facts.rings
    return facts


def broken(facts: Facts) -> list[str]:
    """Tell what a round broke."""
    back = back_in_service(facts.faults, is_shared=True)
    return [str(each) for each in (*check(facts), *back)]


@pytest.mark.parametrize(
    ("row", "fault"), CASES, ids=lambda each: each if isinstance(each, str) else name_of(each)
)
async def test_no_promise_is_broken_by(rounds: Rounds, row: str, fault: Fault) -> None:
    assert broken(await seen(rounds, REAL[row], fault)) == []


async def test_no_promise_is_broken_by_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "home"):
        async with Madoguchi(tmp_path) as instance:
            rounds = Rounds(instance, say=print, is_shared=True)
            assert broken(await seen(rounds, REAL["F11"], FillDisk(2.0))) == []
