"""voice messages.

Revision ivr_0001, after phone_0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "ivr_0001"
down_revision: str | None = "recordings_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "messages",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("handled_at", UtcDateTime(), nullable=True),
        sa.Column("handled_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_messages_call_calls")),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_messages")),
    )
    with op.batch_alter_table("messages") as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_state_handled_at"), ["state", "handled_at"])
        batch_op.create_index(batch_op.f("ix_messages_caller_handled_at"), ["caller", "handled_at"])


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("messages")
