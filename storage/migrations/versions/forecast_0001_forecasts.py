"""What was foretold is kept, who worked by half-hour, and what supervisors' levers brought.

Revision forecast_0001, after finish9_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "forecast_0001"
down_revision: str | None = "finish9_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "day_forecasts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("offered", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("learned_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_forecasts")),
    )
    op.create_table(
        "slot_staffing",
        sa.Column("slot", UtcDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("open_ms", sa.BigInteger(), nullable=False),
        sa.Column("working_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_slot_staffing")),
    )
    op.create_table(
        "outlooks",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_outlooks")),
    )
    _pulls()
    op.create_table(
        "slot_forecasts",
        sa.Column("slot", UtcDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("offered", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day"], ["day_forecasts.day"], name=op.f("fk_slot_forecasts_day_day_forecasts")
        ),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_slot_forecasts")),
    )
    for table in ("slot_forecasts", "slot_staffing", "lever_pulls"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_day"), ["day"])


def _pulls() -> None:
    floats = ("chance", "expected_chance", "expected_saves", "seats")
    served = ("handling_s", "patience_s", "early", "factor")
    op.create_table(
        "lever_pulls",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("lever", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in floats),
        sa.Column("lines", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in served),
        sa.Column("measured_at", UtcDateTime(), nullable=True),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("would_lose", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_lever_pulls")),
    )


def downgrade() -> None:
    """Go back to the one before."""
    for table in ("slot_forecasts", "slot_staffing", "lever_pulls"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_day"))
    for table in ("slot_forecasts", "day_forecasts", "slot_staffing", "outlooks", "lever_pulls"):
        op.drop_table(table)
