"""Documents stand beside the cases, and many of them are copied into one bundle.

Revision pay10_0001, after fix7b_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "pay10_0001"
down_revision: str | None = "fix7b_0001"


def upgrade() -> None:
    """Go to this revision; bundles only who has the key can fill, so a payment run does it."""
    op.create_table(
        "case_documents",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["cases.seq"], name=op.f("fk_case_documents_seq_cases")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_case_documents")),
    )
    op.execute("INSERT INTO case_documents (seq, document) SELECT seq, document FROM cases")
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_column("document")
    op.create_table(
        "case_bundles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_bundles")),
    )


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("case_bundles")
    with op.batch_alter_table("cases") as batch_op:
        batch_op.add_column(sa.Column("document", sa.LargeBinary(), nullable=True))
    op.execute(
        "UPDATE cases SET document ="
        " (SELECT document FROM case_documents WHERE case_documents.seq = cases.seq)"
    )
    with op.batch_alter_table("cases") as batch_op:
        batch_op.alter_column("document", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("case_documents")
