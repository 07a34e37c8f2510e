"""The department in a row of the plan; calendar feeds of people, and busy time from outside."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CURRENT = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("plan_row") as row:
        row.add_column(
            sa.Column("department", sa.String(length=200), server_default="", nullable=False)
        )
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index(
        "uq_calendar_feed_current",
        "calendar_feed",
        ["person_id"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    op.create_table(
        "busy_time",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("half IN (1, 2)", name=op.f("ck_busy_time_half_of_day")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_busy_time_source_named")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_busy_time_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_time")),
        sa.UniqueConstraint(
            "person_id", "source", "on", "half", name=op.f("uq_busy_time_person_id_source_on_half")
        ),
    )


def downgrade() -> None:
    op.drop_table("busy_time")
    op.drop_index("uq_calendar_feed_current", "calendar_feed")
    op.drop_table("calendar_feed")
    with op.batch_alter_table("plan_row") as row:
        row.drop_column("department")
