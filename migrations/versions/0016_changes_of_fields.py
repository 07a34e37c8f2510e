"""In which version each field of a part changed last, so that two people can fill in one part."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application_part") as part:
        part.add_column(
            sa.Column("changed_in", sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("application_part") as part:
        part.drop_column("changed_in")
