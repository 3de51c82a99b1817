"""Rows put into a table as plain columns: what the projection does with every record of the log.

A statement is compiled once and handed to the driver as it is. No objects, no unit of work: most
of what a batch of a few hundred rows costs would be theirs.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.bulk import table_of, writer_of

Row = dict[str, Any]
"""Values by the names of their columns."""


class There(Enum):
    """What becomes of a row that is there already."""

    OVERWRITTEN = "overwritten"
    LEFT = "left"
    ADDED_TO = "added to"
    """All that is no key are sums."""


async def put_rows(session: AsyncSession, rows: Iterable[SQLModel]) -> None:
    """Insert rows of any tables, or overwrite those whose keys are there; of two the later one."""
    values: defaultdict[type[SQLModel], list[Row]] = defaultdict(list)
    for row in rows:
        columns = table_of(type(row)).columns
        values[type(row)].append({each.name: getattr(row, each.name) for each in columns})
    for model, written in values.items():
        await put(session, model, written)


async def put(
    session: AsyncSession,
    model: type[SQLModel],
    rows: Collection[Row],
    *,
    there: There = There.OVERWRITTEN,
) -> None:
    """Insert rows of one table; `there` says what becomes of those whose keys are there.

    Nothing is asked first: a question for every row is most of what a batch of thousands costs.
    Columns that a row does not have get their defaults.
    """
    if rows:
        connection = await session.connection()
        putting = _putting(table_of(model), connection.dialect, there)
        await connection.exec_driver_sql(putting.statement, [putting.values(row) for row in rows])


def blank(model: type[SQLModel]) -> Row:
    """Give a row of a table as it is before anything is known of it: all defaults."""
    return dict(_blank(table_of(model)))


@functools.cache
def _blank(table: Table) -> Row:
    return {each.name: _default(each) for each in table.c}


@dataclass(frozen=True, slots=True)
class _Putting:
    """A statement as the driver takes it, with what it takes for each row: compiled once."""

    statement: str
    columns: Sequence[tuple[str, object, Callable[[Any], Any] | None]]
    """Names in the statement's order, defaults, and what writes them."""

    def values(self, row: Row) -> tuple[Any, ...]:
        """Write one row for the driver."""
        return tuple(
            [
                row.get(name, default) if write is None else write(row.get(name, default))
                for name, default, write in self.columns
            ]
        )


@functools.lru_cache(maxsize=64)
def _putting(table: Table, dialect: Dialect, there: There) -> _Putting:
    adding = (postgresql if dialect.name == "postgresql" else sqlite).insert(table)
    if there is There.LEFT:
        adding = adding.on_conflict_do_nothing(index_elements=table.primary_key)
    else:
        given = adding.excluded
        values = {
            each.name: given[each.name] + each if there is There.ADDED_TO else given[each.name]
            for each in table.c
            if not each.primary_key
        }
        adding = adding.on_conflict_do_update(index_elements=table.primary_key, set_=values)
    statement = adding.compile(dialect=dialect, column_keys=table.c.keys(), for_executemany=True)
    columns = [table.c[name] for name in statement.positiontup or ()]
    written = [(each.name, _default(each), writer_of(each.type, dialect)) for each in columns]
    return _Putting(str(statement), written)


def _default(column: Column[Any]) -> object:
    default = column.default
    if default is None:
        return None
    assert isinstance(default, ScalarElementColumnDefault), f"{column}: its default is made anew"
    return default.arg
