"""Both databases for every test that asks for `url` or `engine`, each empty and migrated."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import connect
from storage.projection import Projection
from tests.integration.storage.postgres import Cluster

numbers = count()


@pytest.fixture
def sqlite_url(model_file: Path, tmp_path: Path) -> str:
    """An SQLite database of this test's own."""
    file = tmp_path / "madoguchi.db"
    shutil.copy(model_file, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        file = tmp_path / "empty.db"
        sqlite3.connect(file).close()
        return f"sqlite:///{file}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.create(f"empty_{next(numbers)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"test_{next(numbers)}"
    yield cluster.create(name, template="model")
    cluster.drop(name)


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a migrated database."""
    made = connect(url)
    yield made
    await made.dispose()


@pytest.fixture
def projection(engine: AsyncEngine) -> Projection:
    """A projection that has applied nothing yet."""
    return Projection(engine, instance="home-1", zone=ZoneInfo("Asia/Tokyo"))
