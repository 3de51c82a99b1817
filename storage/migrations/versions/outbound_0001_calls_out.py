"""calls out and callbacks.

Revision outbound_0001, after recordings_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "outbound_0001"
down_revision: str | None = "deskwork_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("promised_at", UtcDateTime(), nullable=False),
        sa.Column("due", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("taken_from", sa.String(), nullable=False),
        sa.Column("promised_by", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    with op.batch_alter_table("callbacks") as batch_op:
        batch_op.create_index(batch_op.f("ix_callbacks_state_due"), ["state", "due"])
    with op.batch_alter_table("calls") as batch_op:
        batch_op.add_column(
            sa.Column("direction", sa.String(), server_default="inbound", nullable=False)
        )
        batch_op.add_column(sa.Column("dialled_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("contact", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("dialled_by", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("calls") as batch_op:
        for name in ("direction", "contact", "dialled_by"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("calls") as batch_op:
        for name in ("dialled_by", "contact", "dialled_at", "direction"):
            batch_op.drop_column(name)
    op.drop_table("callbacks")
