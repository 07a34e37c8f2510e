"""Results of self-assessments as submitted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "self_assessment_result",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("scheme_version", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("industry", sa.String(length=5), nullable=False),
        sa.Column("total", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "total >= 0 AND total <= 100", name=op.f("ck_self_assessment_result_total_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_self_assessment_result_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["organisation.id"],
            name=op.f("fk_self_assessment_result_enterprise_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessment_result")),
        sa.UniqueConstraint(
            "case_id", "version", name=op.f("uq_self_assessment_result_case_id_version")
        ),
    )
    op.create_index(
        "ix_self_assessment_result_latest",
        "self_assessment_result",
        ["scheme", "scheme_version", "latest"],
    )
    op.create_index(
        op.f("ix_self_assessment_result_enterprise_id"),
        "self_assessment_result",
        ["enterprise_id"],
    )
    op.create_table(
        "self_assessment_score",
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "score >= 0 AND score <= 100", name=op.f("ck_self_assessment_score_score_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"],
            ["self_assessment_result.id"],
            name=op.f("fk_self_assessment_score_result_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessment_score")),
        sa.UniqueConstraint(
            "result_id", "view", name=op.f("uq_self_assessment_score_result_id_view")
        ),
    )


def downgrade() -> None:
    op.drop_table("self_assessment_score")
    op.drop_index(op.f("ix_self_assessment_result_enterprise_id"), "self_assessment_result")
    op.drop_index("ix_self_assessment_result_latest", "self_assessment_result")
    op.drop_table("self_assessment_result")
