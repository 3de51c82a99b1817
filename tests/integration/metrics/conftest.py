"""Both databases, as the tests of storage have them."""

from __future__ import annotations

from tests.integration.storage.conftest import engine, projection, sqlite_url, url

__all__ = ["engine", "projection", "sqlite_url", "url"]
