"""Sums of calls, reports, and calls that the carrier refused.

Revision metrics_0001, after recordings_0001. The sums begin with the calls that are there.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from storage import rollups
from storage.columns import UtcDateTime

revision = "metrics_0001"
down_revision: str | None = "ivr_0001"


def upgrade() -> None:
    """Go to this revision."""
    slots = op.create_table(
        "call_slots",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("slot", UtcDateTime(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("calls", "guidance_ms", "wait_ms", "ring_ms", "talk_ms", "hold_ms")
        ),
        sa.PrimaryKeyConstraint(
            "business_date", "slot", "line", "outcome", name=op.f("pk_call_slots")
        ),
    )
    speeds = op.create_table(
        "call_speeds",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("second", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "business_date", "outcome", "since", "second", name=op.f("pk_call_speeds")
        ),
    )
    callers = op.create_table(
        "caller_days",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("outcomes", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("callers", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("business_date", "outcomes", name=op.f("pk_caller_days")),
    )
    _reports()
    calls = list(_filed())
    signed = [(1, each) for each in calls]
    for table, rows in (
        (slots, rollups.slots(signed)),
        (speeds, rollups.speeds(signed)),
        (callers, rollups.caller_days(calls)),
    ):
        op.bulk_insert(table, rows)


def downgrade() -> None:
    """Go back to the one before."""
    for table in (
        *("carrier_busy", "report_files", "report_steps", "reports"),
        *("caller_days", "call_speeds", "call_slots"),
    ):
        op.drop_table(table)


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_table(
        "report_steps",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report"], ["reports.id"], name=op.f("fk_report_steps_report_reports")
        ),
        sa.PrimaryKeyConstraint("report", "n", name=op.f("pk_report_steps")),
    )
    op.create_table(
        "report_files",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_report_files")),
    )
    with op.batch_alter_table("report_files") as batch_op:
        batch_op.create_index(batch_op.f("ix_report_files_report"), ["report"])
    op.create_table(
        "carrier_busy",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", "n", name=op.f("pk_carrier_busy")),
    )


def _filed() -> Iterator[rollups.Filed]:
    spans = [f"{span}_s" for span in rollups.SPANS]
    calls = sa.table(
        "calls",
        *(sa.column(name) for name in ("id", "caller", "line", "outcome")),
        sa.column("business_date", sa.Date()),
        sa.column("arrived_at", UtcDateTime()),
        *(sa.column(name, sa.Float()) for name in spans),
    )
    asked = sa.select(calls).where(calls.c.outcome.is_not(None))
    for row in op.get_bind().execute(asked).mappings():
        yield rollups.Filed(
            call=row["id"],
            caller=row["caller"],
            line=row["line"],
            business_date=row["business_date"],
            arrived_at=row["arrived_at"],
            outcome=row["outcome"],
            spans_ms=tuple(rollups.milliseconds(row[name]) for name in spans),
        )
