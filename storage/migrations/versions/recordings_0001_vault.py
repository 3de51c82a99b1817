"""the vault of recordings, marks in their sound, holds, erasures.

Revision recordings_0001, after phone_0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "recordings_0001"
down_revision: str | None = "phone_0002"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "call_marks",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("call", "n", "kind", name=op.f("pk_call_marks")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("witness", sa.String(), nullable=True),
        sa.Column("audit_n", sa.Integer(), nullable=True),
        sa.Column("certificate_sha256", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_state"), ["state"], unique=False)

    op.create_table(
        "kept_sounds",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("codec", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("caller_peak_db", sa.Float(), nullable=True),
        sa.Column("seat_peak_db", sa.Float(), nullable=True),
        sa.Column("caller_speech_db", sa.Float(), nullable=True),
        sa.Column("seat_speech_db", sa.Float(), nullable=True),
        sa.Column("caller_speech_s", sa.Float(), nullable=True),
        sa.Column("seat_speech_s", sa.Float(), nullable=True),
        sa.Column("both_s", sa.Float(), nullable=True),
        sa.Column("silence_s", sa.Float(), nullable=True),
        sa.Column("retention", sa.String(), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("erasure", sa.String(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_kept_sounds")),
    )
    with op.batch_alter_table("kept_sounds", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kept_sounds_business_date"), ["business_date"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_kept_sounds_erase_on"), ["erase_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_sounds_erasure"), ["erasure"], unique=False)

    op.create_table(
        "sound_holds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("placed_at", UtcDateTime(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound_holds")),
    )
    with op.batch_alter_table("sound_holds", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sound_holds_call_released_at"), ["call", "released_at"], unique=False
        )

    op.create_table(
        "sound_listenings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound_listenings")),
    )
    with op.batch_alter_table("sound_listenings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sound_listenings_call"), ["call"], unique=False)

    op.create_table(
        "erasure_items",
        sa.Column("erasure", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["erasure"], ["erasures.id"], name=op.f("fk_erasure_items_erasure_erasures")
        ),
        sa.PrimaryKeyConstraint("erasure", "subject", name=op.f("pk_erasure_items")),
    )
    op.create_table(
        "sound_shapes",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("silences", sa.String(), nullable=False),
        sa.Column("muted", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"], ["kept_sounds.call"], name=op.f("fk_sound_shapes_call_kept_sounds")
        ),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_sound_shapes")),
    )


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("sound_shapes")
    op.drop_table("erasure_items")
    with op.batch_alter_table("sound_listenings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sound_listenings_call"))

    op.drop_table("sound_listenings")
    with op.batch_alter_table("sound_holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sound_holds_call_released_at"))

    op.drop_table("sound_holds")
    with op.batch_alter_table("kept_sounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_sounds_erasure"))
        batch_op.drop_index(batch_op.f("ix_kept_sounds_erase_on"))
        batch_op.drop_index(batch_op.f("ix_kept_sounds_business_date"))

    op.drop_table("kept_sounds")
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasures_state"))

    op.drop_table("erasures")
    op.drop_table("call_marks")
