"""receiving desk.

Revision casework_0001, after phone_0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "casework_0001"
down_revision: str | None = "metrics_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "case_arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("case", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.seq"], name=op.f("fk_case_arrivals_case_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_arrivals")),
    )
    with op.batch_alter_table("case_arrivals") as batch_op:
        batch_op.create_index(batch_op.f("ix_case_arrivals_case"), ["case"])
        batch_op.create_index(batch_op.f("ix_case_arrivals_settled_at"), ["settled_at"])

    op.create_table(
        "case_account_checks",
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("was_changed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.seq"], name=op.f("fk_case_account_checks_case_cases")
        ),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_case_account_checks")),
    )
    with op.batch_alter_table("case_account_checks") as batch_op:
        batch_op.create_index(batch_op.f("ix_case_account_checks_checked_at"), ["checked_at"])


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("case_account_checks")
    op.drop_table("case_arrivals")
