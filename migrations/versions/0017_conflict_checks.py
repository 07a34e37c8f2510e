"""Checks for conflicts as they were frozen; family and shares in ties; exact, addressed ownership."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = "conflict_check"
OCCASIONS = (
    "'proposal','declaration','member_confirmed','reinstatement','stage','check','review',"
    "'confirmation','recheck','vote','appeal','new_fact'"
)
PER_CENT = "share > 0 AND share <= 100"


def upgrade() -> None:
    _checks()
    with op.batch_alter_table("tie") as tie:
        tie.add_column(sa.Column("share", sa.Numeric(precision=9, scale=6), nullable=True))
        tie.add_column(sa.Column("relative_id", sa.Integer(), nullable=True))
    # nothing refused a tie that ended before it began; it counts as one of its first day
    op.execute("UPDATE tie SET until_on = from_on WHERE until_on < from_on")
    with op.batch_alter_table("tie") as tie:
        tie.create_foreign_key(op.f("fk_tie_relative_id"), "person", ["relative_id"], ["id"])
        tie.create_index(op.f("ix_tie_relative_id"), ["relative_id"])
        tie.create_check_constraint(op.f("ck_tie_not_of_oneself"), "relative_id <> person_id")
        tie.create_check_constraint(
            op.f("ck_tie_relative_is_kin"), "relative_id IS NULL OR kind = 'kinship'"
        )
        tie.create_check_constraint(op.f("ck_tie_runs_forward"), "until_on >= from_on")
        tie.create_check_constraint(op.f("ck_tie_share_percent"), PER_CENT)
    op.execute("UPDATE group_link SET until_on = from_on WHERE until_on < from_on")
    with op.batch_alter_table("group_link") as link:
        link.add_column(sa.Column("public_id", sa.String(length=16), nullable=True))
    links = sa.table("group_link", sa.column("id"), sa.column("public_id"))
    bind = op.get_bind()
    for row in bind.execute(sa.select(links.c.id)).all():
        address = secrets.token_urlsafe(12)
        bind.execute(links.update().where(links.c.id == row.id).values(public_id=address))
    with op.batch_alter_table("group_link") as link:
        link.alter_column("public_id", existing_type=sa.String(length=16), nullable=False)
        link.alter_column(
            "share",
            existing_type=sa.Integer(),
            type_=sa.Numeric(precision=9, scale=6),
            existing_nullable=False,
        )
        link.create_unique_constraint(op.f("uq_group_link_public_id"), ["public_id"])
        link.create_check_constraint(op.f("ck_group_link_runs_forward"), "until_on >= from_on")


def _checks() -> None:
    op.create_table(
        TABLE,
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("judged_by_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("paths", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('blocks','clear','nothing')", name=op.f("ck_conflict_check_verdict_known")
        ),
        sa.CheckConstraint(
            f"occasion IN ({OCCASIONS})", name=op.f("ck_conflict_check_occasion_known")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_conflict_check_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conflict_check_person_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_conflict_check_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_check")),
    )
    for column in ("case_id", "person_id"):
        op.create_index(op.f(f"ix_conflict_check_{column}"), TABLE, [column])
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {TABLE}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('written_once')"
        )
        return
    # OR REPLACE deletes the row in its way without asking the triggers for deletion.
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{deed.lower()} BEFORE {deed} ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
        )


def downgrade() -> None:
    with op.batch_alter_table("group_link") as link:
        link.drop_constraint(op.f("ck_group_link_runs_forward"), type_="check")
        link.drop_constraint(op.f("uq_group_link_public_id"), type_="unique")
        link.drop_column("public_id")
        link.alter_column(
            "share",
            existing_type=sa.Numeric(precision=9, scale=6),
            type_=sa.Integer(),
            existing_nullable=False,
        )
    # kinship between two people has no place in the older table
    op.execute("DELETE FROM tie WHERE relative_id IS NOT NULL")
    with op.batch_alter_table("tie") as tie:
        for name in ("share_percent", "runs_forward", "relative_is_kin", "not_of_oneself"):
            tie.drop_constraint(op.f(f"ck_tie_{name}"), type_="check")
        tie.drop_index(op.f("ix_tie_relative_id"))
        tie.drop_constraint(op.f("fk_tie_relative_id"), type_="foreignkey")
        tie.drop_column("relative_id")
        tie.drop_column("share")
    op.drop_table(TABLE)
