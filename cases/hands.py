"""Many hands for one file: processes that make its pieces ready while this one writes.

They are handed the form, the banks and a key that opens nothing; what they make is taken in the
order of the file. A short file is made ready here.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections import deque
from collections.abc import AsyncGenerator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

from cases.banks import Banks
from cases.batch import Batch, Order, Preparer
from cases.errors import HandsLost
from cases.sheet import Piece, Sheet

FEW = 10_000
"""Rows for which it does not pay to start processes."""
MOST = 4
"""Processes at most: the one that writes keeps no more of them busy."""


async def prepared(sheet: Sheet, order: Order, banks: Banks) -> AsyncGenerator[Batch, None]:
    """Make a whole file ready, piece by piece in its order.

    Raises:
        HandsLost: a process was ended from outside.
    """
    if sheet.lines <= FEW:
        preparer = Preparer(order, banks)
        for piece in sheet.pieces():
            yield preparer.prepare(piece)
        return
    count = min(MOST, os.cpu_count() or 1)
    with NamedTemporaryFile(prefix="madoguchi-banks-") as file:
        # Not by the pool's own pipe: a process that died before it read would leave us writing.
        file.write(msgspec.msgpack.encode(banks))
        file.flush()
        pool = ProcessPoolExecutor(
            count,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(order, file.name),
        )
        try:
            async for batch in _in_order(pool, sheet, Preparer(order, banks), ahead=count + 1):
                yield batch
        except BrokenProcessPool as exc:
            raise HandsLost from exc
        finally:
            pool.shutdown(cancel_futures=True)  # waits: a late one still reads the file


async def _in_order(
    pool: ProcessPoolExecutor, sheet: Sheet, here: Preparer, *, ahead: int
) -> AsyncGenerator[Batch, None]:
    """Keep some pieces ahead of the one that is wanted, and no more: they fill the memory.

    The first one is made ready here, while the processes start.
    """
    run, pieces = asyncio.get_running_loop().run_in_executor, sheet.pieces()
    first = next(pieces)
    coming = deque(run(pool, _prepare, piece) for piece in islice(pieces, ahead))
    yield here.prepare(first)
    for piece in pieces:
        coming.append(run(pool, _prepare, piece))
        yield await coming.popleft()
    while coming:
        yield await coming.popleft()


_preparer: Preparer
"""Of this process, made once: the rules are compiled in it."""


def _begin(order: Order, banks: str) -> None:
    global _preparer
    known = msgspec.msgpack.decode(Path(banks).read_bytes(), type=Banks)
    _preparer = Preparer(order, known)
    gc.disable()  # what a piece leaves behind has no cycles, and looking for them costs a third


def _prepare(piece: Piece) -> Batch:
    return _preparer.prepare(piece)
