"""talks and quality.

Revision consult_0001, after deskwork_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "consult_0001"
down_revision: str | None = "outbound_0001"


def upgrade() -> None:
    """Go to this revision: of each call that was answered its last seat is known to have talked."""
    op.create_table(
        "call_talks",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("call", "seat", name=op.f("pk_call_talks")),
    )
    with op.batch_alter_table("call_talks") as batch_op:
        batch_op.create_index(batch_op.f("ix_call_talks_seat_began_at"), ["seat", "began_at"])
    op.execute(
        "INSERT INTO call_talks (call, seat, began_at)"
        " SELECT id, seat, COALESCE(answered_at, state_since) FROM calls"
        " WHERE seat IS NOT NULL AND (answered_at IS NOT NULL OR state = 'talking')"
    )
    op.create_table(
        "leg_quality",
        sa.Column("leg", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("loss_percent", sa.Float(), nullable=False),
        sa.Column("jitter_ms", sa.Float(), nullable=False),
        sa.Column("round_trip_ms", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("leg", name=op.f("pk_leg_quality")),
    )
    with op.batch_alter_table("leg_quality") as batch_op:
        batch_op.create_index(batch_op.f("ix_leg_quality_call"), ["call"])


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("leg_quality")
    op.drop_table("call_talks")
