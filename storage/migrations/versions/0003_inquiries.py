"""inquiries.

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "inquiries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=True),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("is_simple", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_complaint", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_inquiries_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sa.UniqueConstraint("call", "staff", name=op.f("uq_inquiries_call_staff")),
    )
    with op.batch_alter_table("inquiries") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inquiries_staff_business_date"), ["staff", "business_date"]
        )

    op.create_table(
        "inquiry_matters",
        sa.Column("inquiry", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("ward", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry"], ["inquiries.id"], name=op.f("fk_inquiry_matters_inquiry_inquiries")
        ),
        sa.PrimaryKeyConstraint("inquiry", "n", name=op.f("pk_inquiry_matters")),
    )
    with op.batch_alter_table("inquiry_matters") as batch_op:
        batch_op.create_index(batch_op.f("ix_inquiry_matters_category"), ["category"])


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("inquiry_matters") as batch_op:
        batch_op.drop_index(batch_op.f("ix_inquiry_matters_category"))

    op.drop_table("inquiry_matters")
    with op.batch_alter_table("inquiries") as batch_op:
        batch_op.drop_index(batch_op.f("ix_inquiries_staff_business_date"))

    op.drop_table("inquiries")
