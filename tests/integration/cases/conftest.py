"""Both databases, as the storage tests have them, and an importer of Sapporo's form."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cases.banks import shipped
from cases.importing import Importer
from cases.store import Shelf
from cases.vault import Vault
from tests.integration.storage.conftest import engine, sqlite_url, url
from tests.unit.cases.applications import schema

__all__ = ["engine", "sqlite_url", "url"]


@pytest.fixture
def shelf() -> Shelf:
    """Give Sapporo's shelf, encrypted."""
    return Shelf(schema(), Vault(b"k" * 32, encrypted=True))


@pytest.fixture
def importer(engine: AsyncEngine, shelf: Shelf) -> Importer:
    """Give an importer into an empty database."""
    return Importer(engine, shelf, shipped(), zone=ZoneInfo("Asia/Tokyo"))
