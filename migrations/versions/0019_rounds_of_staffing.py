"""Rounds of staffing: a body's cases of a quarter, the teams proposed for them, what is pinned."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staffing_round",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "from_on <= until_on", name=op.f("ck_staffing_round_begins_before_it_ends")
        ),
        sa.CheckConstraint(
            "state IN ('draft','running','done','interrupted','failed','released')",
            name=op.f("ck_staffing_round_state_known"),
        ),
        sa.CheckConstraint(
            "cost IS NULL OR bound <= cost", name=op.f("ck_staffing_round_bound_below_cost")
        ),
        sa.CheckConstraint(
            "seconds > 0 AND seconds <= 45", name=op.f("ck_staffing_round_seconds_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["organisation.id"], name=op.f("fk_staffing_round_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_staffing_round_made_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffing_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staffing_round_public_id")),
    )
    op.create_index("ix_staffing_round_body_made", "staffing_round", ["body_id", "made_at"])
    op.create_table(
        "staffing_case",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("half_days", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("start_half", sa.Integer(), nullable=True),
        sa.Column("start_pinned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "members > 0 AND half_days > 0", name=op.f("ck_staffing_case_needs_somebody")
        ),
        sa.CheckConstraint(
            "start_half IS NULL OR start_half IN (1, 2)",
            name=op.f("ck_staffing_case_half_of_day"),
        ),
        sa.CheckConstraint(
            "(starts_on IS NULL) = (start_half IS NULL)",
            name=op.f("ck_staffing_case_start_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["staffing_round.id"], name=op.f("fk_staffing_case_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_staffing_case_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffing_case")),
        sa.UniqueConstraint(
            "round_id", "case_id", name=op.f("uq_staffing_case_round_id_case_id")
        ),
    )
    op.create_index(op.f("ix_staffing_case_case_id"), "staffing_case", ["case_id"])
    op.create_table(
        "staffing_proposal",
        sa.Column("staffing_case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('lead','assessor','excluded')",
            name=op.f("ck_staffing_proposal_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["staffing_case_id"],
            ["staffing_case.id"],
            name=op.f("fk_staffing_proposal_staffing_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_staffing_proposal_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffing_proposal")),
        sa.UniqueConstraint(
            "staffing_case_id",
            "person_id",
            name=op.f("uq_staffing_proposal_staffing_case_id_person_id"),
        ),
    )
    op.create_index(op.f("ix_staffing_proposal_person_id"), "staffing_proposal", ["person_id"])


def downgrade() -> None:
    op.drop_table("staffing_proposal")
    op.drop_table("staffing_case")
    op.drop_table("staffing_round")
