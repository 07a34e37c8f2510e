"""Grade capsules: what a conclusion was computed from, written once beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "grade_capsule"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_grade_capsule_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["conclusion.id"], name=op.f("fk_grade_capsule_conclusion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_capsule")),
        sa.UniqueConstraint("conclusion_id", name=op.f("uq_grade_capsule_conclusion_id")),
    )
    op.create_index(op.f("ix_grade_capsule_case_id"), TABLE, ["case_id"])
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {TABLE}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('written_once')"
        )
        return
    # OR REPLACE deletes the row in its way without asking the triggers for deletion.
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id "
        "OR conclusion_id = NEW.conclusion_id) "
        "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{deed.lower()} BEFORE {deed} ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
        )


def downgrade() -> None:
    op.drop_table(TABLE)
