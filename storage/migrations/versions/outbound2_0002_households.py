"""households.

Revision outbound2_0002, after outbound2_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "outbound2_0002"
down_revision: str | None = "outbound2_0001"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("household_key", sa.LargeBinary(), nullable=True))
        batch_op.create_index(batch_op.f("ix_cases_household_key"), ["household_key"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_household_key"))
        batch_op.drop_column("household_key")
