"""Work on applications: send-backs, screenings, protected persons, notices.

Revision cases_0002, after cases_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "cases_0002"
down_revision: str | None = "cases_0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "case_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["case_runs.id"], name=op.f("fk_case_prints_run_case_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_prints")),
    )
    with op.batch_alter_table("case_prints") as batch_op:
        batch_op.create_index(batch_op.f("ix_case_prints_run"), ["run"], unique=False)

    op.create_table(
        "case_protections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["case_imports.id"], name=op.f("fk_case_protections_source_case_imports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_protections")),
    )
    with op.batch_alter_table("case_protections") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_protections_person_key"), ["person_key"], unique=False
        )

    op.create_table(
        "case_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_case_views_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_views")),
    )
    with op.batch_alter_table("case_views") as batch_op:
        batch_op.create_index(batch_op.f("ix_case_views_staff"), ["staff"], unique=False)

    op.create_table(
        "case_attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("scanned_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.seq"], name=op.f("fk_case_attachments_case_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_attachments")),
        sa.UniqueConstraint("case", "sha256", name=op.f("uq_case_attachments_case_sha256")),
    )
    with op.batch_alter_table("case_attachments") as batch_op:
        batch_op.create_index(batch_op.f("ix_case_attachments_scan"), ["scan"], unique=False)

    op.create_table(
        "case_notices",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.seq"], name=op.f("fk_case_notices_case_cases")),
        sa.ForeignKeyConstraint(
            ["run"], ["case_runs.id"], name=op.f("fk_case_notices_run_case_runs")
        ),
        sa.PrimaryKeyConstraint("run", "case", name=op.f("pk_case_notices")),
    )
    with op.batch_alter_table("case_notices") as batch_op:
        batch_op.create_index(batch_op.f("ix_case_notices_case"), ["case"], unique=False)

    op.create_table(
        "case_screenings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("checks", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.seq"], name=op.f("fk_case_screenings_case_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_screenings")),
    )
    with op.batch_alter_table("case_screenings") as batch_op:
        batch_op.create_index(batch_op.f("ix_case_screenings_case"), ["case"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_screenings_decided_at_leased_until"),
            ["decided_at", "leased_until"],
            unique=False,
        )

    op.create_table(
        "case_send_backs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.seq"], name=op.f("fk_case_send_backs_case_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_send_backs")),
    )
    with op.batch_alter_table("case_send_backs") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_send_backs_answered_at_done_at"),
            ["answered_at", "done_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_case_send_backs_case"), ["case"], unique=False)

    with op.batch_alter_table("case_deficiencies") as batch_op:
        batch_op.add_column(sa.Column("note", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("case_run_items") as batch_op:
        batch_op.add_column(sa.Column("returned_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("case_run_items") as batch_op:
        batch_op.drop_column("returned_at")

    with op.batch_alter_table("case_deficiencies") as batch_op:
        batch_op.drop_column("note")

    with op.batch_alter_table("case_send_backs") as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_send_backs_case"))
        batch_op.drop_index(batch_op.f("ix_case_send_backs_answered_at_done_at"))

    op.drop_table("case_send_backs")
    with op.batch_alter_table("case_screenings") as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_screenings_decided_at_leased_until"))
        batch_op.drop_index(batch_op.f("ix_case_screenings_case"))

    op.drop_table("case_screenings")
    with op.batch_alter_table("case_notices") as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_notices_case"))

    op.drop_table("case_notices")
    with op.batch_alter_table("case_attachments") as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_attachments_scan"))

    op.drop_table("case_attachments")
    with op.batch_alter_table("case_views") as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_views_staff"))

    op.drop_table("case_views")
    with op.batch_alter_table("case_protections") as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_protections_person_key"))

    op.drop_table("case_protections")
    with op.batch_alter_table("case_prints") as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_prints_run"))

    op.drop_table("case_prints")
