from __future__ import annotations

import pytest

from storage.engine import connect
from storage.errors import DatabaseUnsupported

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:////home/madoguchi.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////home/madoguchi.db", "sqlite+aiosqlite"),
        ("postgresql://office:secret@db/calls", "postgresql+asyncpg"),
        ("postgresql+asyncpg://office@db/calls", "postgresql+asyncpg"),
    ],
)
def test_the_asynchronous_driver_is_chosen_by_the_database(url: str, driver: str) -> None:
    assert connect(url).url.drivername == driver


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("mysql://db/calls", "mysql"),
        ("sqlite://", "sqlite without a file"),
        ("oops", "oops"),
        ("", ""),
    ],
)
def test_other_databases_are_refused(url: str, scheme: str) -> None:
    with pytest.raises(DatabaseUnsupported) as refusal:
        connect(url)
    assert refusal.value.scheme == scheme


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(connect("postgresql://office:secret@db/calls"))
