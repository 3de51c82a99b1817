"""Both databases, as the tests of storage have them."""

from __future__ import annotations

from tests.integration.storage.conftest import (
    cluster,
    engine,
    model_file,
    projection,
    sqlite_url,
    url,
)

__all__ = ["cluster", "engine", "model_file", "projection", "sqlite_url", "url"]
