"""Whole instances that a file's tests share, and the order in which files are begun."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.asterisk.instance import Instance, running

HERE = Path(__file__).parent
LONGEST_FIRST = (
    "test_faults.py",
    "test_calendar.py",
    "test_restart.py",
    "test_asterisk_dies.py",
    "test_office_faults.py",
    "test_postgres_faults.py",
    "test_hang_ups.py",
    "test_fallback_dialplan.py",
    "test_survival.py",
    "test_waiting.py",
)
"""The files that take longest: begun late, one of them would run alone at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the others, and whatever is not of this folder, stay behind."""
    ranks = {HERE / name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    """An instance in its hours, with ten seats and short announcements."""
    async with running(tmp_path_factory.mktemp("counter")) as instance:
        yield instance


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def silent(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    """An instance that rings a seat at once, without a word before."""
    async with running(tmp_path_factory.mktemp("silent"), campaign="silent") as instance:
        yield instance
