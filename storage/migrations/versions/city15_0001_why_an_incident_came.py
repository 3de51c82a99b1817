"""An incident has a cause, and may be only feared (OTR-特-12, SET-特-36).

Revision city15_0001, after fix7c_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "city15_0001"
down_revision: str | None = "fix7c_0001"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cause", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("is_suspected", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.drop_column("is_suspected")
        batch_op.drop_column("cause")
