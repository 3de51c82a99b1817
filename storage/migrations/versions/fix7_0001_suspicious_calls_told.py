"""Of a suspicious call that is not ours it is kept who of the client was told, when, and how.

Revision fix7_0001, after ivr2_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "fix7_0001"
down_revision: str | None = "ivr2_0001"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("suspicious_calls") as batch_op:
        batch_op.add_column(sa.Column("told_at", UtcDateTime(), nullable=True))
        for name in ("told_person", "told_means"):
            column = sa.Column(name, sa.String(), server_default="", nullable=False)
            batch_op.add_column(column)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("suspicious_calls") as batch_op:
        for name in ("told_means", "told_person", "told_at"):
            batch_op.drop_column(name)
