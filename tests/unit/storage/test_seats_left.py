"""When the earlier seats left is read as it was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.seats_left import read, written

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, 30, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize("left", [(), (AT,), (None,), (AT, None, AT + timedelta(seconds=1))])
def test_what_was_written_is_read(left: tuple[datetime | None, ...]) -> None:
    assert read(written(left)) == left
