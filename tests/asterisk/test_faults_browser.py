"""The fault bench with people at pages: each fault once, the agents at real browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from faults.disk import small_disk
from faults.fault import CutLink, Fault, FillDisk, Freeze, Kill, LoseLink, Nothing, name_of
from faults.floor import floor
from faults.instance import Madoguchi
from faults.invariants.spans import talks
from faults.round import Rounds
from tests.asterisk.test_faults import REAL, broken, seen

pytestmark = [
    pytest.mark.asterisk,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(240),  # the first one waits for two people who sign in for the first time
]

CASES: list[tuple[str, Fault]] = [
    ("F01", Kill(("controller",))),
    ("F02", Kill(("controller",))),
    ("F03", Kill(("controller",))),
    ("F04", Kill(("controller",))),
    ("F06", Freeze("controller", 3.0)),
    ("F07", CutLink()),
    ("F07", LoseLink(2.5)),
    ("F08", Kill(("asterisk",))),
    ("F09", Kill(("supervisor",))),
    ("F10", Kill(("office",))),
    ("F18", Nothing(2.5)),
    ("F19", Nothing(2.5)),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rounds(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rounds]:
    folder = tmp_path_factory.mktemp("faults")
    async with Madoguchi(folder) as instance, floor("browser", instance, folder) as seats:
        yield Rounds(instance, say=print, floor=seats, is_shared=True)


@pytest.mark.parametrize(
    ("row", "fault"), CASES, ids=lambda each: each if isinstance(each, str) else name_of(each)
)
async def test_with_browsers_no_promise_is_broken_by(
    rounds: Rounds, row: str, fault: Fault
) -> None:
    facts = await seen(rounds, REAL[row], fault)
    assert broken(facts) == []
    # In this row it is waited for that somebody talks: none of them may be shown by silence alone.
    assert list(talks(facts)) or row != "F02"


async def test_with_browsers_no_promise_is_broken_by_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "home"):
        async with Madoguchi(tmp_path) as instance, floor("browser", instance, tmp_path) as seats:
            rounds = Rounds(instance, say=print, floor=seats, is_shared=True)
            assert broken(await seen(rounds, REAL["F11"], FillDisk(2.0))) == []
