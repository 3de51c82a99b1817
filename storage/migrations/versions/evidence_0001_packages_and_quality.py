"""packages and quality.

Revision evidence_0001, after outbound2_0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "evidence_0001"
down_revision: str | None = "outbound2_0002"


def upgrade() -> None:
    """Go to this revision: recordings know when their call arrived."""
    op.add_column("kept_sounds", sa.Column("arrived_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE kept_sounds SET arrived_at = COALESCE("
        "(SELECT arrived_at FROM calls WHERE calls.id = kept_sounds.call), stored_at)"
    )
    with op.batch_alter_table("kept_sounds", schema=None) as batch_op:
        batch_op.alter_column("arrived_at", existing_type=UtcDateTime(), nullable=False)
        batch_op.create_index(
            batch_op.f("ix_kept_sounds_arrived_at_call"), ["arrived_at", "call"], unique=False
        )
    with op.batch_alter_table("identity_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_checks_case"), ["case"], unique=False)
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("password", sa.LargeBinary(), nullable=True),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("told_by", sa.String(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submissions_requested_at"), ["requested_at"], unique=False
        )

    op.create_table(
        "quality_samples",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("is_double", sa.Boolean(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"], ["staff.id"], name=op.f("fk_quality_samples_staff_staff")
        ),
        sa.PrimaryKeyConstraint("week", "staff", "call", name=op.f("pk_quality_samples")),
    )
    op.create_table(
        "scorings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("scorer", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("sheet_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("knocked_out", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["scorer"], ["staff.id"], name=op.f("fk_scorings_scorer_staff")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_scorings_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorings")),
        sa.UniqueConstraint("call", "staff", "scorer", name=op.f("uq_scorings_call_staff_scorer")),
    )
    with op.batch_alter_table("scorings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scorings_given_at"), ["given_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_scorings_staff_given_at"), ["staff", "given_at"], unique=False
        )

    op.create_table(
        "submission_items",
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission"],
            ["submissions.id"],
            name=op.f("fk_submission_items_submission_submissions"),
        ),
        sa.PrimaryKeyConstraint("submission", "n", name=op.f("pk_submission_items")),
    )
    with op.batch_alter_table("submission_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_items_call"), ["call"], unique=False)

    op.create_table(
        "scoring_marks",
        sa.Column("scoring", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["scoring"], ["scorings.id"], name=op.f("fk_scoring_marks_scoring_scorings")
        ),
        sa.PrimaryKeyConstraint("scoring", "criterion", name=op.f("pk_scoring_marks")),
    )
    op.create_table(
        "scoring_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scoring", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_scoring_notes_by_staff")),
        sa.ForeignKeyConstraint(
            ["scoring"], ["scorings.id"], name=op.f("fk_scoring_notes_scoring_scorings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_notes")),
    )
    with op.batch_alter_table("scoring_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scoring_notes_scoring"), ["scoring"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("scoring_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scoring_notes_scoring"))

    op.drop_table("scoring_notes")
    op.drop_table("scoring_marks")
    with op.batch_alter_table("submission_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_items_call"))

    op.drop_table("submission_items")
    with op.batch_alter_table("scorings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scorings_staff_given_at"))
        batch_op.drop_index(batch_op.f("ix_scorings_given_at"))

    op.drop_table("scorings")
    op.drop_table("quality_samples")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submissions_requested_at"))

    op.drop_table("submissions")
    with op.batch_alter_table("identity_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_checks_case"))
    with op.batch_alter_table("kept_sounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_sounds_arrived_at_call"))
        batch_op.drop_column("arrived_at")
