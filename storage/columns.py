"""Column types of our own, and how constraints are named: every file of tables begins here."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from storage.errors import NaiveDatetime

METADATA = SQLModel.metadata
# Constraints need names before SQLite can alter a table in a batch.
METADATA.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class _NaiveDatetime(NaiveDatetime, DontWrapMixin):
    """The same, and SQLAlchemy lets it through as it is."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: any offset goes in, UTC comes out, on both databases.

    SQLite keeps no offset and gives naive datetimes back even for `DateTime(timezone=True)`.

    Raises:
        NaiveDatetime: an instant without an offset was given.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring an instant to UTC on its way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise _NaiveDatetime(value=value.isoformat())
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that what comes out is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
