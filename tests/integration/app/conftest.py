"""Both databases for every test that asks for one, as the storage's own tests have them."""

from tests.integration.storage.conftest import engine, sqlite_url, url

__all__ = ["engine", "sqlite_url", "url"]
