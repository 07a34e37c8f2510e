"""Places on a case that are proposed, and only later offered to the person.

Whoever was proposed before was asked at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignment", sa.Column("invited_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE assignment SET invited_at = proposed_at")


def downgrade() -> None:
    op.drop_column("assignment", "invited_at")
