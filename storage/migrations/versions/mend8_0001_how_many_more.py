"""Of seats and lines that were raised for a day it is kept by how many.

Revision mend8_0001, after mend10_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mend8_0001"
down_revision: str | None = "mend10_0001"


def upgrade() -> None:
    """Go to this revision; of earlier levers it is not known."""
    with op.batch_alter_table("lever_pulls") as batch_op:
        for name in ("more_seats", "more_lines"):
            batch_op.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("lever_pulls") as batch_op:
        batch_op.drop_column("more_lines")
        batch_op.drop_column("more_seats")
