"""knowledge and promises.

Revision deskwork_0001, after phone_0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "deskwork_0001"
down_revision: str | None = "casework_0001"


def upgrade() -> None:
    """Go to this revision."""

    op.create_table(
        "articles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("key", name=op.f("uq_articles_key")),
    )
    op.create_table(
        "referral_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_lists")),
    )
    op.create_table(
        "article_versions",
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("folded_title", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("handed_in_by", sa.String(), nullable=True),
        sa.Column("handed_in_at", UtcDateTime(), nullable=True),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("confirmer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f("fk_article_versions_article_articles")
        ),
        sa.PrimaryKeyConstraint("article", "n", name=op.f("pk_article_versions")),
    )
    with op.batch_alter_table("article_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_versions_state"), ["state"], unique=False)

    op.create_table(
        "referrals",
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("ward", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["referral_lists.id"], name=op.f("fk_referrals_source_referral_lists")
        ),
        sa.PrimaryKeyConstraint("source", "n", name=op.f("pk_referrals")),
    )
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f("fk_unanswered_article_articles")
        ),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_unanswered_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered")),
    )
    with op.batch_alter_table("unanswered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unanswered_closed_at"), ["closed_at"], unique=False)

    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=True),
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("end", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["staff.id"], name=op.f("fk_callbacks_closed_by_staff")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_callbacks_made_by_staff")),
        sa.ForeignKeyConstraint(["owner"], ["staff.id"], name=op.f("fk_callbacks_owner_staff")),
        sa.ForeignKeyConstraint(
            ["record"], ["inquiries.id"], name=op.f("fk_callbacks_record_inquiries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_callbacks_closed_at_due_at"), ["closed_at", "due_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_callbacks_owner"), ["owner"], unique=False)

    op.create_table(
        "complaint_reports",
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("told_person", sa.String(), nullable=False),
        sa.Column("told_means", sa.String(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=True),
        sa.Column("reported_at", UtcDateTime(), nullable=True),
        sa.Column("reported_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record"], ["inquiries.id"], name=op.f("fk_complaint_reports_record_inquiries")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["staff.id"], name=op.f("fk_complaint_reports_reported_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["told_by"], ["staff.id"], name=op.f("fk_complaint_reports_told_by_staff")
        ),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_complaint_reports")),
    )
    with op.batch_alter_table("complaint_reports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_reports_reported_at_due_on"),
            ["reported_at", "due_on"],
            unique=False,
        )

    op.create_table(
        "escalations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("call", sa.String(), nullable=True),
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record"], ["inquiries.id"], name=op.f("fk_escalations_record_inquiries")
        ),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_escalations_staff_staff")),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["staff.id"], name=op.f("fk_escalations_taken_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalations_closed_at"), ["closed_at"], unique=False)

    op.create_table(
        "inquiry_cases",
        sa.Column("inquiry", sa.String(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_inquiry_cases_by_staff")),
        sa.ForeignKeyConstraint(["case"], ["cases.seq"], name=op.f("fk_inquiry_cases_case_cases")),
        sa.ForeignKeyConstraint(
            ["inquiry"], ["inquiries.id"], name=op.f("fk_inquiry_cases_inquiry_inquiries")
        ),
        sa.PrimaryKeyConstraint("inquiry", "case", name=op.f("pk_inquiry_cases")),
    )
    with op.batch_alter_table("inquiry_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inquiry_cases_case"), ["case"], unique=False)

    op.create_table(
        "tickets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=True),
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("step_since", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record"], ["inquiries.id"], name=op.f("fk_tickets_record_inquiries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tickets_step_step_since"), ["step", "step_since"], unique=False
        )

    op.create_table(
        "ticket_steps",
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_ticket_steps_by_staff")),
        sa.ForeignKeyConstraint(
            ["ticket"], ["tickets.id"], name=op.f("fk_ticket_steps_ticket_tickets")
        ),
        sa.PrimaryKeyConstraint("ticket", "n", name=op.f("pk_ticket_steps")),
    )


def downgrade() -> None:
    """Go back to the one before."""

    op.drop_table("ticket_steps")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_step_step_since"))

    op.drop_table("tickets")
    with op.batch_alter_table("inquiry_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inquiry_cases_case"))

    op.drop_table("inquiry_cases")
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalations_closed_at"))

    op.drop_table("escalations")
    with op.batch_alter_table("complaint_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_reports_reported_at_due_on"))

    op.drop_table("complaint_reports")
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_callbacks_owner"))
        batch_op.drop_index(batch_op.f("ix_callbacks_closed_at_due_at"))

    op.drop_table("callbacks")
    with op.batch_alter_table("unanswered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unanswered_closed_at"))

    op.drop_table("unanswered")
    op.drop_table("referrals")
    with op.batch_alter_table("article_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_versions_state"))

    op.drop_table("article_versions")
    op.drop_table("referral_lists")
    op.drop_table("articles")
