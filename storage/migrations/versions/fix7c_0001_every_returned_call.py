"""Of an attempt that was returned more than once, every call is kept.

Revision fix7c_0001, after numbers12_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "fix7c_0001"
down_revision: str | None = "numbers12_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "contact_returns",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt"],
            ["contact_attempts.id"],
            name=op.f("fk_contact_returns_attempt_contact_attempts"),
        ),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_contact_returns")),
    )
    with op.batch_alter_table("contact_returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_returns_attempt"), ["attempt"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_returns_at"), ["at"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("contact_returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_returns_at"))
        batch_op.drop_index(batch_op.f("ix_contact_returns_attempt"))
    op.drop_table("contact_returns")
