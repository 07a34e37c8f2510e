"""Rows of the checklist judged once more by somebody who has not seen the first result."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "second_rating"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("first_result", sa.String(length=20), nullable=False),
        sa.Column("first_by", sa.Integer(), nullable=False),
        sa.Column("rated_by", sa.Integer(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "result IN ('met','partly','not_met','not_applicable')",
            name=op.f("ck_second_rating_result"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_second_rating_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_by"], ["person.id"], name=op.f("fk_second_rating_first_by")
        ),
        sa.ForeignKeyConstraint(
            ["rated_by"], ["person.id"], name=op.f("fk_second_rating_rated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_rating")),
        sa.UniqueConstraint("case_id", "key", "rated_by", name=op.f("uq_second_rating_case_id_key_rated_by")),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {TABLE}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('written_once')"
        )
        return
    # OR REPLACE deletes the row in its way without asking the triggers for deletion.
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR (case_id = NEW.case_id "
        "AND key = NEW.key AND rated_by = NEW.rated_by)) "
        "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{deed.lower()} BEFORE {deed} ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
        )


def downgrade() -> None:
    op.drop_table(TABLE)
