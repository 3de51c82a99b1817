"""The day's close, and whose work a line of a work list is.

Revision floor8_0001, after fix7_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "floor8_0001"
down_revision: str | None = "fix7_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "day_closes",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("left_open", sa.String(), nullable=False),
        sa.Column("complaint_report", sa.String(), nullable=False),
        sa.Column("progress_list", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "n", name=op.f("pk_day_closes")),
    )
    op.create_table(
        "work_items",
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["staff.id"], name=op.f("fk_work_items_owner_staff")),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff.id"], name=op.f("fk_work_items_changed_by_staff")
        ),
        sa.PrimaryKeyConstraint("list", "subject", name=op.f("pk_work_items")),
    )
    with op.batch_alter_table("work_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_items_owner"), ["owner"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("work_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_items_owner"))
    op.drop_table("work_items")
    op.drop_table("day_closes")
