"""mended contacts.

Revision outbound2_0001, after contacts_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "outbound2_0001"
down_revision: str | None = "contacts_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "contact_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt"],
            ["contact_attempts.id"],
            name=op.f("fk_contact_corrections_attempt_contact_attempts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_corrections")),
    )
    with op.batch_alter_table("contact_corrections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_corrections_attempt"), ["attempt"], unique=False
        )
    with op.batch_alter_table("contact_bars", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_why", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("contact_bars", schema=None) as batch_op:
        batch_op.drop_column("ended_why")
    with op.batch_alter_table("contact_corrections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_corrections_attempt"))
    op.drop_table("contact_corrections")
