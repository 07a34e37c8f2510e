"""A sign-in that nobody made is noted, so that it can be explained and escalates (R27)."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE, NAME = "site_sign_in", "uq_site_sign_in_missed"


def upgrade() -> None:
    op.add_column(
        TABLE, sa.Column("missed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(
        NAME,
        TABLE,
        ["case_id", "stage", "kind", "person_id"],
        unique=True,
        sqlite_where=sa.text("missed"),
        postgresql_where=sa.text("missed"),
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.drop_column(TABLE, "missed")
