"""Notices to everybody at the seats.

Revision floor_0001, after contacts_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "floor_0001"
down_revision: str | None = "contacts_0001"


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


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("floor_notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_floor_notices_ends_at"))
    op.drop_table("floor_notices")
