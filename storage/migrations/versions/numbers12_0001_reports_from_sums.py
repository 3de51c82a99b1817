"""Reports are made from sums: a name of each day's calls; what was looked into, and incidents.

Revision numbers12_0001, after mend8_0001. The sums of hashes begin with the calls that are there.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from storage import rollups
from storage.columns import UtcDateTime

revision = "numbers12_0001"
down_revision: str | None = "mend8_0001"


def upgrade() -> None:
    """Go to this revision."""
    digests = op.create_table(
        "call_digests",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("word", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("business_date", "word", name=op.f("pk_call_digests")),
    )
    with op.batch_alter_table("calls") as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_ended_at"), ["ended_at"])
    _notes()
    op.bulk_insert(digests, rollups.digests((1, each) for each in _filed()))


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_index(batch_op.f("ix_calls_ended_at"))
    for table in ("incidents", "checked_differences", "call_digests"):
        op.drop_table(table)


def _notes() -> None:
    op.create_table(
        "checked_differences",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", "call", "kind", name=op.f("pk_checked_differences")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", "n", name=op.f("pk_incidents")),
    )


def _filed() -> Iterator[rollups.Filed]:
    spans = [f"{span}_s" for span in rollups.SPANS]
    calls = sa.table(
        "calls",
        *(sa.column(name) for name in ("id", "line", "outcome", "direction")),
        sa.column("business_date", sa.Date()),
        sa.column("arrived_at", UtcDateTime()),
        *(sa.column(name, sa.Float()) for name in spans),
    )
    asked = sa.select(calls).where(calls.c.outcome.is_not(None), calls.c.direction == "inbound")
    for row in op.get_bind().execute(asked).mappings():
        yield rollups.Filed(
            call=row["id"],
            caller=None,
            line=row["line"],
            business_date=row["business_date"],
            arrived_at=row["arrived_at"],
            outcome=row["outcome"],
            spans_ms=tuple(rollups.milliseconds(row[name]) for name in spans),
        )
