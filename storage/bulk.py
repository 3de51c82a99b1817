"""Many rows of one table at once, column by column: what an import of a whole city needs.

SQLAlchemy compiles the statement and knows how each column is written; what it does again for
every row, the driver is spared. Nothing is read back, and every column has to be given that the
table does not number by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Dialect,
    LargeBinary,
    Table,
    any_,
    func,
    insert,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.columns import METADATA

PAGES_KIB = 128 * 1024
"""So much of a database's file a long write may keep in memory."""


async def insert_columns(
    session: AsyncSession,
    table: type[SQLModel],
    columns: Mapping[str, Sequence[Any]],
    *,
    same: Mapping[str, object],
) -> None:
    """Insert rows whose values stand in `columns`, in their order; `same` holds for all of them.

    Raises:
        ValueError: columns differ in length.
    """
    lengths = {len(each) for each in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns of {sorted(lengths)} rows")
    if lengths <= {0}:
        return
    connection = await session.connection()
    dialect, target = connection.dialect, table_of(table)
    statement = insert(target).compile(
        dialect=dialect, column_keys=[*columns, *same], for_executemany=True
    )
    written: list[Iterable[Any]] = []
    for name in statement.positiontup or ():
        write = writer_of(target.c[name].type, dialect)
        if name in same:
            value = same[name]
            written.append(repeat(value if write is None else write(value)))
        else:
            values = columns[name]
            written.append(values if write is None else map(write, values))
    await connection.exec_driver_sql(str(statement), list(zip(*written, strict=False)))


async def insert_listed(
    session: AsyncSession,
    table: type[SQLModel],
    columns: Mapping[str, Sequence[int] | Sequence[str]],
    *,
    same: Mapping[str, object],
) -> None:
    """Insert rows as `insert_columns` does, handed over as one list: numbers and words alone.

    The database then works by itself to the end, and what runs beside it has the processor.

    Raises:
        ValueError: columns differ in length.
    """
    rows = list(zip(*columns.values(), strict=True))
    if not rows:
        return
    connection, target = await session.connection(), table_of(table)
    kinds = [target.c[name].type for name in columns]
    listed: list[ColumnElement[Any]]
    if connection.dialect.name == "postgresql":
        arrays = [
            literal(list(values), ARRAY(kind))
            for values, kind in zip(columns.values(), kinds, strict=True)
        ]
        names = [f"v{n}" for n in range(len(arrays))]
        listed = list(func.unnest(*arrays).table_valued(*names).render_derived().c)
    else:
        value = func.json_each(json.dumps(rows)).table_valued("value").c.value
        listed = [
            type_coerce(func.json_extract(value, f"$[{n}]"), kind) for n, kind in enumerate(kinds)
        ]
    fixed = [literal(value, target.c[name].type) for name, value in same.items()]
    chosen = select(*listed, *fixed)
    await connection.execute(insert(target).from_select([*columns, *same], chosen))


async def is_among(
    session: AsyncSession, column: Mapped[Any], values: Sequence[str] | Sequence[int]
) -> ColumnElement[bool]:
    """Ask whether a column has one of many values, handed over as one and not as thousands."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(cast(ColumnElement[Any], column).type)))
    listed = func.json_each(json.dumps(values)).table_valued("value")
    return column.in_(select(listed.c.value))


async def with_room(session: AsyncSession) -> None:
    """Let this connection keep more of the database's file in memory: indexes are written all over.

    SQLite keeps 2 MB by itself, and reads a page again for almost every row; PostgreSQL has a
    cache of its own.
    """
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql(f"PRAGMA cache_size=-{PAGES_KIB}")


def writer_of(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Give what writes a column's values for the driver; bytes both drivers take as they are."""
    return (
        None
        if isinstance(kind, LargeBinary)
        else kind.dialect_impl(dialect).bind_processor(dialect)
    )


def table_of(model: type[SQLModel]) -> Table:
    """Give the table of a model, for statements without objects."""
    return METADATA.tables[str(model.__tablename__)]
