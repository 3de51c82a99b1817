"""identity checks.

Revision phone_0001, after cases_0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "phone_0001"
down_revision: str | None = "cases_0002"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "identity_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=True),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("items", sa.String(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.seq"], name=op.f("fk_identity_checks_case_cases")
        ),
        sa.ForeignKeyConstraint(
            ["staff"], ["staff.id"], name=op.f("fk_identity_checks_staff_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_checks")),
    )
    with op.batch_alter_table("identity_checks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identity_checks_call_staff"), ["call", "staff"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_identity_checks_caller"), ["caller"], unique=False)
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calls_caller_arrived_at"), ["caller", "arrived_at"], unique=False
        )


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calls_caller_arrived_at"))
    op.drop_table("identity_checks")
