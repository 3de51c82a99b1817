"""When a talk ended, and when the seats before the last left it: so long there is to be sound.

Revision finish9_0001, after floor8_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "finish9_0001"
down_revision: str | None = "floor8_0001"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("calls") as batch_op:
        batch_op.add_column(sa.Column("left_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("recordings") as batch_op:
        column = sa.Column("seats_left", sa.String(), server_default="", nullable=False)
        batch_op.add_column(column)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("recordings") as batch_op:
        batch_op.drop_column("seats_left")
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_column("left_at")
