"""Findings against several criteria, drafts shown and argued with, sheets taken in, effectiveness."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ADDED = ("more_keys", "shown_at", "comment_until_at", "cause_method", "cause", "escalated_at")


def upgrade() -> None:
    for column in (
        sa.Column("more_keys", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True)),
        sa.Column("comment_until_at", sa.DateTime(timezone=True)),
        sa.Column("cause_method", sa.String(length=20), server_default="", nullable=False),
        sa.Column("cause", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("finding", column)
    _comments()
    _uploads()
    _effectiveness()


def _comments() -> None:
    op.create_table(
        "finding_comment",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('agree','comment','dispute')", name=op.f("ck_finding_comment_kind_known")
        ),
        sa.CheckConstraint(
            "kind = 'agree' OR text <> ''", name=op.f("ck_finding_comment_says_something")
        ),
        sa.CheckConstraint(
            "(answer = '') = (answered_at IS NULL)", name=op.f("ck_finding_comment_answer_whole")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_finding_comment_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_finding_comment_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_finding_comment_answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_comment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_finding_comment_public_id")),
    )
    op.create_index(op.f("ix_finding_comment_finding_id"), "finding_comment", ["finding_id"])


def _uploads() -> None:
    op.create_table(
        "finding_upload",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_finding_upload_not_empty")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_finding_upload_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["person.id"], name=op.f("fk_finding_upload_taken_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_upload")),
        sa.UniqueConstraint(
            "case_id", "sha256", name=op.f("uq_finding_upload_case_id_sha256")
        ),
    )


def _effectiveness() -> None:
    op.create_table(
        "effectiveness_check",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("effective", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("raised_id", sa.Integer(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "effective = (raised_id IS NULL)",
            name=op.f("ck_effectiveness_check_raised_if_not_effective"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_effectiveness_check_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_effectiveness_check_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["raised_id"], ["finding.id"], name=op.f("fk_effectiveness_check_raised_id")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name=op.f("fk_effectiveness_check_checked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effectiveness_check")),
        sa.UniqueConstraint(
            "case_id", "finding_id", name=op.f("uq_effectiveness_check_case_id_finding_id")
        ),
    )


def downgrade() -> None:
    for table in ("effectiveness_check", "finding_upload", "finding_comment"):
        op.drop_table(table)
    for column in reversed(ADDED):
        op.drop_column("finding", column)
