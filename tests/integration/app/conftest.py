"""Both databases for every test that asks for one, as the storage's own tests have them."""

from tests.integration.storage.conftest import (
    cluster,
    engine,
    model_file,
    sqlite_url,
    url,
)

__all__ = ["cluster", "engine", "model_file", "sqlite_url", "url"]
