"""work times.

Revision phone_0002, after phone_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "phone_0002"
down_revision: str | None = "phone_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "seat_spells",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("n", "seat", name=op.f("pk_seat_spells")),
    )
    with op.batch_alter_table("seat_spells") as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_spells_seat_began_at"), ["seat", "began_at"])

    op.create_table(
        "seat_stays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session"], ["sessions.id"], name=op.f("fk_seat_stays_session_sessions")
        ),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_seat_stays_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_stays")),
    )
    with op.batch_alter_table("seat_stays") as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_stays_began_at"), ["began_at"])
        batch_op.create_index(batch_op.f("ix_seat_stays_session"), ["session"])
    with op.batch_alter_table("seats") as batch_op:
        batch_op.add_column(
            sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("seats") as batch_op:
        batch_op.alter_column("held", server_default=None)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("seats") as batch_op:
        batch_op.drop_column("held")
    op.drop_table("seat_stays")
    op.drop_table("seat_spells")
