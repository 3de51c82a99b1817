"""All rows of a database, table by table, out of one and into another; SQLite and PostgreSQL alike.

A table is written as blocks: four bytes of length, then MessagePack. The first block names the
columns, each other one holds rows in the order of their primary key, so that equal rows give equal
bytes, whichever database they come from. Instants are UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    Date,
    MetaData,
    String,
    Table,
    collate,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.migrate import REVISIONS, heads

AT_ONCE = 500
"""Rows of one block."""
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Counted:
    """What a table holds."""

    rows: int
    sha256: str
    """Of its blocks."""


async def tables_of(connection: AsyncConnection) -> tuple[Table, ...]:
    """Read which tables a database has, each after those that it refers to."""

    def reflected(sync: Connection) -> tuple[Table, ...]:
        found = MetaData()
        found.reflect(sync)
        return tuple(each for each in found.sorted_tables if each.name != REVISIONS)

    return await connection.run_sync(reflected)


async def revisions_of(connection: AsyncConnection) -> frozenset[str]:
    """Name the revisions whose tables a database has: one, but between two merges."""
    found = await connection.execute(text(f"SELECT version_num FROM {REVISIONS}"))
    return frozenset(found.scalars())


async def is_of_this_version(connection: AsyncConnection) -> bool:
    """Tell whether a database has the tables of this version."""
    return await revisions_of(connection) == heads()


def columns_of(blocks: Iterable[bytes]) -> tuple[str, ...]:
    """Read which columns a table had that was written as these blocks.

    Raises:
        ValueError: they are not of a table.
    """
    names: list[str] = msgspec.msgpack.decode(next(iter(blocks), b"\x90"), type=list[str])
    return tuple(names)


async def blocks_of(connection: AsyncConnection, table: Table) -> AsyncIterator[tuple[bytes, int]]:
    """Write a table; gives each block and how many rows it has."""
    yield _block([str(each.name) for each in table.columns]), 0
    is_postgres = connection.dialect.name == "postgresql"
    ordered = [
        collate(each, "C") if is_postgres and isinstance(each.type, String) else each
        for each in table.primary_key.columns
    ]
    asked = select(table).order_by(*ordered).execution_options(yield_per=AT_ONCE)
    async with connection.stream(asked) as found:
        async for rows in found.partitions():
            yield _block([[_plain(value) for value in row] for row in rows]), len(rows)


async def counted(connection: AsyncConnection, table: Table) -> Counted:
    """Count a table and compute its hash, as what was written of it has them."""
    digest, rows = hashlib.sha256(), 0
    async for block, count in blocks_of(connection, table):
        digest.update(block)
        rows += count
    return Counted(rows, digest.hexdigest())


async def is_untouched(connection: AsyncConnection, tables: Sequence[Table]) -> bool:
    """Tell whether nothing is in a database but what its making put there: one row a table."""
    for table in tables:
        rows = await connection.scalar(select(func.count()).select_from(table))
        numbers = [table.c[name] for name in ("n", "last") if name in table.c]
        used = select(func.count()).select_from(table).where(*(each != 0 for each in numbers))
        if rows and (rows > 1 or not numbers or await connection.scalar(used)):
            return False
    return True


async def write_rows(connection: AsyncConnection, table: Table, blocks: Iterable[bytes]) -> None:
    """Put a table's rows in place of those that its making put there.

    Raises:
        ValueError: the blocks are not of this table.
    """
    told = iter(blocks)
    names = columns_of(told)
    if list(names) != [each.name for each in table.columns]:
        raise ValueError(f"{table.name}: other columns")
    readers = [_reader(each.type) for each in table.columns]
    if await _has_rows(connection, table):
        await connection.execute(delete(table))
    for block in told:
        rows = msgspec.msgpack.decode(block)
        await connection.execute(
            insert(table),
            [
                {name: read(value) for name, read, value in zip(names, readers, row, strict=True)}
                for row in rows
            ],
        )
    if connection.dialect.name == "postgresql":
        await _go_on_counting(connection, table)


def split(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Cut what was written of a table into its blocks, however it comes.

    Raises:
        ValueError: it ends in the midst of one.
    """
    held = b""
    for part in chain(parts, [b""]):
        held += part
        while len(held) >= _LENGTH:
            end = _LENGTH + int.from_bytes(held[:_LENGTH], "big")
            if len(held) < end:
                break
            yield held[_LENGTH:end]
            held = held[end:]
    if held:
        raise ValueError("half a block")


async def _has_rows(connection: AsyncConnection, table: Table) -> bool:
    """Whether there is anything to be deleted: tables that only grow refuse even to be asked."""
    return bool(await connection.scalar(select(func.count()).select_from(table)))


async def _go_on_counting(connection: AsyncConnection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    for column in table.primary_key.columns:
        asked = text("SELECT pg_get_serial_sequence(:table, :column)")
        named = {"table": table.name, "column": column.name}
        sequence = await connection.scalar(asked, named)
        last = await connection.scalar(select(func.max(column))) if sequence else None
        if last is not None:
            await connection.execute(
                text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last}
            )


def _block(rows: Sequence[Any]) -> bytes:
    written = msgspec.msgpack.encode(rows)
    return len(written).to_bytes(_LENGTH, "big") + written


def _plain(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _reader(kind: Any) -> Callable[[Any], Any]:
    """Give what reads a column's values back: MessagePack has no days."""
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value
