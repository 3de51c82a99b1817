from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from storage.columns import UtcDateTime
from storage.errors import NaiveDatetime

pytestmark = pytest.mark.unit

DIALECT = sqlite.dialect()
TOKYO = timezone(timedelta(hours=9))


def test_any_offset_goes_in_as_utc() -> None:
    column = UtcDateTime()
    taken = column.process_bind_param(datetime(2026, 2, 2, 9, tzinfo=TOKYO), DIALECT)
    assert taken == datetime(2026, 2, 2, tzinfo=UTC)
    assert taken is not None
    assert taken.tzinfo is UTC
    assert column.process_bind_param(None, DIALECT) is None


def test_what_comes_out_is_utc_whether_the_database_says_so_or_not() -> None:
    column = UtcDateTime()
    for stored in (datetime(2026, 2, 2), datetime(2026, 2, 2, 9, tzinfo=TOKYO)):  # noqa: DTZ001
        given = column.process_result_value(stored, DIALECT)
        assert given == datetime(2026, 2, 2, tzinfo=UTC)
        assert given is not None
        assert given.tzinfo is UTC
    assert column.process_result_value(None, DIALECT) is None


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(NaiveDatetime, match="2026-02-02"):
        UtcDateTime().process_bind_param(datetime(2026, 2, 2), DIALECT)  # noqa: DTZ001
