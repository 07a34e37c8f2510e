"""Every version of a checklist row; what devices sent without a network; findings inherited.

The version in which a row stands when this is applied is the first that is on record.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WRITE_ONCE = {"rating_version": "case_id, key, version", "offline_change": "case_id, change_id"}
RESULTS = "result IN ('met','partly','not_met','not_applicable')"
KINDS = "kind IN ('rating','photo','finding')"


def upgrade() -> None:
    with op.batch_alter_table("rating") as rating:
        rating.create_check_constraint(op.f("ck_rating_version_counts"), "version >= 1")
    _versions()
    _changes()
    _leftovers()
    _inherited()
    op.execute(
        "INSERT INTO rating_version "
        '(case_id, key, version, result, note, evidence, "by", at, claimed) '
        "SELECT case_id, key, version, result, note, evidence, rated_by, rated_at, '' FROM rating"
    )
    for table, key in WRITE_ONCE.items():
        _guard(table, key)


def _versions() -> None:
    op.create_table(
        "rating_version",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(RESULTS, name=op.f("ck_rating_version_result")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_rating_version_version_counts")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_rating_version_case_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_rating_version_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_version")),
        sa.UniqueConstraint(
            "case_id", "key", "version", name=op.f("uq_rating_version_case_id_key_version")
        ),
    )


def _changes() -> None:
    op.create_table(
        "offline_change",
        *_sent("offline_change"),
        sa.Column("answer", sa.JSON(), nullable=False),
    )


def _sent(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("claimed", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f(f"ck_{table}_kind_known")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f(f"fk_{table}_case_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("case_id", "change_id", name=op.f(f"uq_{table}_case_id_change_id")),
    )


def _leftovers() -> None:
    table = "offline_leftover"
    op.create_table(
        table,
        *_sent(table),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "why IN ('left_team','others_row','closed')", name=op.f(f"ck_{table}_why_known")
        ),
        sa.CheckConstraint(
            "state IN ('waiting','taken','set_aside')", name=op.f(f"ck_{table}_state_known")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)",
            name=op.f(f"ck_{table}_decided_with_its_moment"),
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR reason <> ''", name=op.f(f"ck_{table}_decided_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f(f"fk_{table}_decided_by")
        ),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])


def _inherited() -> None:
    op.create_table(
        "inherited_look",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_inherited_look_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_inherited_look_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_inherited_look_confirmed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inherited_look")),
        sa.UniqueConstraint(
            "case_id", "finding_id", name=op.f("uq_inherited_look_case_id_finding_id")
        ),
    )


def _guard(table: str, key: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('written_once')"
        )
        return
    # OR REPLACE deletes the row in its way without asking the triggers for deletion.
    same = " AND ".join(f"{one} = NEW.{one}" for one in key.split(", "))
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same})) "
        "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
        )


def downgrade() -> None:
    op.drop_table("inherited_look")
    op.drop_table("offline_leftover")
    op.drop_table("offline_change")
    op.drop_table("rating_version")
    with op.batch_alter_table("rating") as rating:
        rating.drop_constraint(op.f("ck_rating_version_counts"), type_="check")
