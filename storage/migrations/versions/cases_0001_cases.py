"""Applications: cases, their changes, deficiencies, imports, runs and search index.

Revision cases_0001, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "cases_0001"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "case_grams",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cases", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("token", "segment", name=op.f("pk_case_grams")),
    )
    op.create_table(
        "case_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("deficient", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_imports")),
    )
    with op.batch_alter_table("case_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_imports_kind_day"), ["kind", "day"], unique=False)

    op.create_table(
        "case_numbers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_numbers")),
    )
    op.create_table(
        "case_runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=False),
        sa.Column("cancelled_why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_runs")),
    )
    op.create_table(
        "case_references",
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["case_imports.id"], name=op.f("fk_case_references_source_case_imports")
        ),
        sa.PrimaryKeyConstraint("source", "n", name=op.f("pk_case_references")),
    )
    op.create_table(
        "case_run_files",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["case_runs.id"], name=op.f("fk_case_run_files_run_case_runs")
        ),
        sa.PrimaryKeyConstraint("run", "name", name=op.f("pk_case_run_files")),
    )
    op.create_table(
        "cases",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_since", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("phone_key", sa.LargeBinary(), nullable=True),
        sa.Column("account_key", sa.LargeBinary(), nullable=True),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source"], ["case_imports.id"], name=op.f("fk_cases_source_case_imports")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_cases")),
        sa.UniqueConstraint("external_id", name=op.f("uq_cases_external_id")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_account_key"), ["account_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_birth_on"), ["birth_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_phone_key"), ["phone_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cases_status_status_since"), ["status", "status_since"], unique=False
        )

    op.create_table(
        "case_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("child", sa.Integer(), nullable=False),
        sa.Column("old", sa.LargeBinary(), nullable=False),
        sa.Column("new", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.seq"], name=op.f("fk_case_changes_case_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_changes")),
    )
    with op.batch_alter_table("case_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_changes_case"), ["case"], unique=False)

    op.create_table(
        "case_deficiencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("child", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("finder", sa.String(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closer", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.seq"], name=op.f("fk_case_deficiencies_case_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_deficiencies")),
    )
    with op.batch_alter_table("case_deficiencies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_deficiencies_case"), ["case"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_deficiencies_closed_at_code"), ["closed_at", "code"], unique=False
        )

    op.create_table(
        "case_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("against", sa.String(), nullable=False),
        sa.Column("is_block", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.seq"], name=op.f("fk_case_holds_case_cases")),
        sa.ForeignKeyConstraint(
            ["run"], ["case_runs.id"], name=op.f("fk_case_holds_run_case_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_holds")),
    )
    with op.batch_alter_table("case_holds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_holds_case"), ["case"], unique=False)

    op.create_table(
        "case_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("happening", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.seq"], name=op.f("fk_case_moves_case_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_moves")),
    )
    with op.batch_alter_table("case_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_moves_case"), ["case"], unique=False)

    op.create_table(
        "case_run_items",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.seq"], name=op.f("fk_case_run_items_case_cases")),
        sa.ForeignKeyConstraint(
            ["run"], ["case_runs.id"], name=op.f("fk_case_run_items_run_case_runs")
        ),
        sa.PrimaryKeyConstraint("run", "case", name=op.f("pk_case_run_items")),
    )
    with op.batch_alter_table("case_run_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_run_items_case"), ["case"], unique=False)

    op.create_table(
        "case_sights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.seq"], name=op.f("fk_case_sights_case_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_sights")),
    )
    with op.batch_alter_table("case_sights", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_sights_case"), ["case"], unique=False)

    # The row that everybody who adds cases locks: it stands from the beginning.
    op.execute("INSERT INTO case_numbers (id, last, segment) VALUES (1, 0, 0)")


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("case_sights", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_sights_case"))

    op.drop_table("case_sights")
    with op.batch_alter_table("case_run_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_run_items_case"))

    op.drop_table("case_run_items")
    with op.batch_alter_table("case_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_moves_case"))

    op.drop_table("case_moves")
    with op.batch_alter_table("case_holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_holds_case"))

    op.drop_table("case_holds")
    with op.batch_alter_table("case_deficiencies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_deficiencies_closed_at_code"))
        batch_op.drop_index(batch_op.f("ix_case_deficiencies_case"))

    op.drop_table("case_deficiencies")
    with op.batch_alter_table("case_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_changes_case"))

    op.drop_table("case_changes")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_status_status_since"))
        batch_op.drop_index(batch_op.f("ix_cases_phone_key"))
        batch_op.drop_index(batch_op.f("ix_cases_birth_on"))
        batch_op.drop_index(batch_op.f("ix_cases_account_key"))

    op.drop_table("cases")
    op.drop_table("case_run_files")
    op.drop_table("case_references")
    op.drop_table("case_runs")
    op.drop_table("case_numbers")
    with op.batch_alter_table("case_imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_imports_kind_day"))

    op.drop_table("case_imports")
    op.drop_table("case_grams")
