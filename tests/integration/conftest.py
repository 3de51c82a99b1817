"""The databases to be copied: made and migrated once by each worker, whatever rooms it tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.migrate import upgrade
from tests.integration.storage.postgres import Cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server with a migrated database `model`, to be copied."""
    made = Cluster()
    try:
        asyncio.run(upgrade(made.create("model")))
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("model") / "madoguchi.db"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    return file
