"""Of a call that came back it is kept who answered it, beside who had called.

Revision fix7b_0001, after forecast_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "fix7b_0001"
down_revision: str | None = "forecast_0001"


def upgrade() -> None:
    """Go to this revision; until now who answered stood in the place of who had called."""
    with op.batch_alter_table("contact_attempts") as batch_op:
        column = sa.Column("returned_staff", sa.String(), server_default="", nullable=False)
        batch_op.add_column(column)
    op.execute("UPDATE contact_attempts SET returned_staff = staff WHERE returned_call <> ''")


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("contact_attempts") as batch_op:
        batch_op.drop_column("returned_staff")
