"""A large file is made ready by processes: the same, in its order, and never waited for in vain."""

from __future__ import annotations

import asyncio
import multiprocessing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cases import hands, sheet
from cases.banks import shipped
from cases.batch import Batch, Order, Preparer
from cases.errors import HandsLost
from cases.layout import Layout, lay_out
from cases.sample import sample, sheet_of
from cases.schema import Channel
from cases.sheet import Sheet, read_sheet
from tests.unit.cases.applications import schema

pytestmark = pytest.mark.unit


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> Sheet:
    """Give a file of several pieces, with a cell of two lines in the first."""
    monkeypatch.setattr(hands, "FEW", 10)
    monkeypatch.setattr(sheet, "FIRST_PIECE", 20)
    monkeypatch.setattr(sheet, "PIECE", 30)
    people = list(sample(100, schema=schema(), banks=shipped()))
    people[3].document.values["address"] = "札幌市\n北区"
    found = read_sheet(sheet_of(people, schema()))
    assert isinstance(found, Sheet)
    return found


def order(file: Sheet) -> Order:
    layout = lay_out(schema(), schema().on(Channel.ONLINE), file.header)
    assert isinstance(layout, Layout)
    return Order(
        layout=layout,
        schema=schema(),
        channel=Channel.ONLINE,
        blind_key=b"b" * 32,
        at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        zone=ZoneInfo("Asia/Tokyo"),
    )


async def test_pieces_made_ready_elsewhere_are_those_made_ready_here(file: Sheet) -> None:
    wanted = order(file)
    preparer = Preparer(wanted, shipped())
    here = [preparer.prepare(each) for each in file.pieces()]
    there = [each async for each in hands.prepared(file, wanted, shipped())]
    assert there == here
    assert [len(each) for each in there] == [20, 30, 30, 20]
    assert there[-1].lines[-1] == 102  # the header, 100 rows, and a line more within one


async def test_a_process_that_is_ended_from_outside_is_told(
    file: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read() -> list[Batch]:
        found = []
        async for batch in hands.prepared(file, order(file), shipped()):
            found.append(batch)
            for each in multiprocessing.active_children():
                each.kill()
        return found

    monkeypatch.setattr("os.cpu_count", lambda: 1)
    with pytest.raises(HandsLost):
        await asyncio.wait_for(read(), 60)
