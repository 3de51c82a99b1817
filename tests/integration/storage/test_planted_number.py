"""A planted number stands nowhere in the clear: not in people.db, the rows, or a log of records."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.record import encode
from storage.calls import last_calls
from storage.engine import connect
from storage.keys import instance_key, name_of
from storage.people import People
from storage.projection import Projection
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

NUMBER = "+819012345678"
FORMS = [b"9012345678", b"90-1234-5678", NUMBER.encode("utf-16-le"), b"8765432109"]


def found_in(folder: Path) -> list[str]:
    """List the files that hold the number in any form that we could write it in."""
    return [
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(form in file.read_bytes() for form in FORMS)
    ]


async def test_a_callers_number_stands_nowhere_in_the_clear_and_is_gone_after_erasure(
    sqlite_url: str, tmp_path: Path
) -> None:
    key = instance_key(tmp_path / "keys" / "instance.key")
    with People(
        tmp_path / "people.db", key, clock=lambda: datetime(2026, 2, 2, tzinfo=UTC)
    ) as people:
        person = people.id_of(NUMBER)
        assert people.flush(5.0)
        story = Story()
        arrived_at = story.at
        story.arrive("c1", caller=person)
        story.end("c1", arrived_at, caller=person)
        engine = connect(sqlite_url)
        projection = Projection(engine, instance=name_of(key), zone=ZoneInfo("Asia/Tokyo"))
        await projection.apply(story.records)
        (tmp_path / "log.jsonl").write_bytes(b"".join(map(encode, story.records)))

        (tmp_path / "canary").write_bytes(FORMS[0])
        assert found_in(tmp_path) == ["canary"]  # the search does search, WALs included
        assert {"people.db-wal", "madoguchi.db-wal"} <= {file.name for file in tmp_path.iterdir()}

        (row,) = await last_calls(engine, 1)
        assert row.caller == person
        assert people.number_of(person) == NUMBER
        assert people.erase(person)
        (row,) = await last_calls(engine, 1)
        assert row.caller == person
        assert people.number_of(person) is None
        await engine.dispose()
    with People(
        tmp_path / "people.db", key, clock=lambda: datetime(2026, 2, 3, tzinfo=UTC)
    ) as later:
        assert later.number_of(person) is None
        assert later.id_of(NUMBER) != person
