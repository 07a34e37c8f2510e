"""The version of a document, as it is written on it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "document", sa.Column("edition", sa.String(length=40), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("document", "edition")
