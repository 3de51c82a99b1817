"""voice messages are assigned and lie in the vault; calls know what flows found; callbacks, why.

Revision ivr2_0001, after floor_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "ivr2_0001"
down_revision: str | None = "floor_0001"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("messages") as batch_op:
        batch_op.add_column(sa.Column("assigned_to", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("assigned_at", UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_messages_part"), ["part"])
    with op.batch_alter_table("callbacks") as batch_op:
        batch_op.add_column(sa.Column("why", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("calls") as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(), server_default="ja", nullable=False))
        batch_op.add_column(sa.Column("ways", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("collected", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_column("collected")
        batch_op.drop_column("ways")
        batch_op.drop_column("language")
    with op.batch_alter_table("callbacks") as batch_op:
        batch_op.drop_column("why")
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_part"))
        batch_op.drop_column("assigned_at")
        batch_op.drop_column("assigned_to")
