"""A case knows when it was entered: a frozen report counts those that were known then.

Revision mend10_0001, after pay10_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mend10_0001"
down_revision: str | None = "pay10_0001"


def upgrade() -> None:
    """Go to this revision; of the rows that are there, nobody knows it."""
    op.add_column("cases", sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_column("cases", "entered_at")
