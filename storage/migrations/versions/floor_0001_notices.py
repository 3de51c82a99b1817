"""Notices to everybody at the seats, and what was decided of calls.

Revision floor_0001, after casework2_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "floor_0001"
down_revision: str | None = "casework2_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "floor_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_notices")),
    )
    with op.batch_alter_table("floor_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_floor_notices_ends_at"), ["ends_at"], unique=False)
    op.create_table(
        "call_decisions",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("i", sa.Integer(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("n", "i", name=op.f("pk_call_decisions")),
    )
    with op.batch_alter_table("call_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_decisions_call"), ["call"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("call_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_decisions_call"))
    op.drop_table("call_decisions")
    with op.batch_alter_table("floor_notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_floor_notices_ends_at"))
    op.drop_table("floor_notices")
