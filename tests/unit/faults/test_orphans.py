"""What belongs to no row is an orphan, unless it was only being written."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from faults.collect import files, orphans

pytestmark = pytest.mark.unit


async def test_a_file_that_is_being_written_is_no_orphan_and_one_that_stays_is(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    (folder / "before.wav").touch()
    stale = files(tmp_path)
    for name in ("left.wav", ".delivered.11641"):
        (folder / name).touch()
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(orphans(tmp_path, (), stale))
        await asyncio.sleep(0.05)
        (folder / ".delivered.11641").rename(folder / "delivered")
    assert looking.result() == ("recordings/left.wav",)
