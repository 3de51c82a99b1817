"""the day's files.

Revision casework2_0001, after evidence_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "casework2_0001"
down_revision: str | None = "evidence_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "case_files",
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("held", sa.String(), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column("erasure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["erasure"], ["erasures.id"], name=op.f("fk_case_files_erasure_erasures")
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["case_imports.id"], name=op.f("fk_case_files_source_case_imports")
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_case_files")),
    )
    with op.batch_alter_table("case_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_files_erased_at_day"), ["erased_at", "day"], unique=False
        )


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("case_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_files_erased_at_day"))
    op.drop_table("case_files")
