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
    """Go back to the one before, with the columns in their order: backups are compared by it."""
    op.drop_table("case_bundles")
    document = sa.Column("document", sa.LargeBinary(), nullable=True)
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("cases", recreate="always") as batch_op:
            batch_op.add_column(document, insert_after="digest")
    else:
        op.add_column("cases", document)
        _to_the_end("source", "INTEGER")
        _to_the_end("household_key", "BYTEA")
        name = op.f("fk_cases_source_case_imports")
        op.create_foreign_key(name, "cases", "case_imports", ["source"], ["id"])
        op.create_index(op.f("ix_cases_household_key"), "cases", ["household_key"])
    op.execute(
        "UPDATE cases SET document ="
        " (SELECT document FROM case_documents WHERE case_documents.seq = cases.seq)"
    )
    with op.batch_alter_table("cases") as batch_op:
        batch_op.alter_column("document", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("case_documents")


def _to_the_end(column: str, kind: str) -> None:
    """Make a column of PostgreSQL's the last one; its key and index go with the old one."""
    op.execute(f"ALTER TABLE cases RENAME COLUMN {column} TO {column}_before")
    op.execute(f"ALTER TABLE cases ADD COLUMN {column} {kind}")
    op.execute(f"UPDATE cases SET {column} = {column}_before")
    op.execute(f"ALTER TABLE cases DROP COLUMN {column}_before")
