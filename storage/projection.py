"""The log's records become rows, in their order, each exactly once.

The rules of this file:
1. The number of the last applied record is stored in the transaction that applies it. A record that
   was applied is passed over, so whoever is in doubt sends it again.
2. A transaction begins by locking that number: of two projectors one waits for the other.
3. The log is the truth. A database that cannot be written makes rows late and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.record import Record
from storage.bulk import table_of
from storage.engine import transaction
from storage.rows import Batch
from storage.tables import Projected

_TABLE = table_of(Projected)
_HERE = update(_TABLE).where(_TABLE.c.id == 1)
_LOCK = _HERE.values(n=_TABLE.c.n).returning(_TABLE.c.n, _TABLE.c.instance)
_STORE = _HERE.values(n=bindparam("n"), instance=bindparam("instance"))


@dataclass(frozen=True, slots=True)
class Applied:
    """The rows are as far as record `last`; `count` of the given records were new."""

    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing was applied: after record `last` came `got` instead of the next one."""

    last: int
    got: int


@dataclass(frozen=True, slots=True)
class OtherInstance:
    """Nothing was applied: this database holds the rows of another instance's log."""

    found: str


class Projection:
    """Applies one instance's records to one database.

    `instance` names the log (`keys.name_of`): numbers of different logs must never be mixed, as
    they would when a fresh home is pointed at a used database. `zone` is the campaign's.
    Every method raises `DatabaseUnavailable` when the database cannot serve; nothing is lost then.
    """

    def __init__(self, engine: AsyncEngine, *, instance: str, zone: ZoneInfo) -> None:
        self._engine = engine
        self._instance = instance
        self._zone = zone

    async def apply(self, records: Sequence[Record]) -> Applied | Gap | OtherInstance:
        """Apply records (some thousand at most), ascending by n: all of them or none.

        Those that were applied before are passed over.
        """
        async with transaction(self._engine) as session:
            last = await self._lock(session)
            if isinstance(last, OtherInstance):
                return last
            fresh = [record for record in records if record.n > last]
            for expected, record in enumerate(fresh, start=last + 1):
                if record.n != expected:
                    return Gap(last=expected - 1, got=record.n)
            if not fresh:
                return Applied(last=last, count=0)
            await self._write(session, fresh)
            await self._store(session, fresh[-1].n)
            return Applied(last=fresh[-1].n, count=len(fresh))

    async def position(self) -> int | OtherInstance:
        """Tell the number of the last applied record, 0 before the first."""
        async with transaction(self._engine) as session:
            found = await session.get_one(Projected, 1)
            return self._owned(found.n, found.instance)

    async def move_to(self, n: int) -> int | OtherInstance:
        """Go on after record n, whatever was applied before; gives the number left behind.

        Back: a power cut took the end of the log that was not yet synced, so its numbers will be
        used again. Forward: the log's beginning has expired and this database is new.
        """
        async with transaction(self._engine) as session:
            last = await self._lock(session)
            if not isinstance(last, OtherInstance):
                await self._store(session, n)
            return last

    async def _write(self, session: AsyncSession, records: Sequence[Record]) -> None:
        batch = Batch(self._zone)
        await batch.load(session, records)
        for record in records:
            batch.write(record)
        await batch.save(session)

    async def _lock(self, session: AsyncSession) -> int | OtherInstance:
        # A write as the first statement takes SQLite's only lock and PostgreSQL's row lock alike.
        connection = await session.connection()
        found = (await connection.execute(_LOCK)).one()
        return self._owned(found.n, found.instance)

    def _owned(self, n: int, instance: str) -> int | OtherInstance:
        return n if instance in ("", self._instance) else OtherInstance(found=instance)

    async def _store(self, session: AsyncSession, n: int) -> None:
        connection = await session.connection()
        await connection.execute(_STORE, {"n": n, "instance": self._instance})
