"""The technical check section by section, and the lead's answers to what came back."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column, nothing in (("section_answers", "'{}'"), ("check_sections", "'[]'")):
        op.add_column(
            "conclusion",
            sa.Column(column, sa.JSON(), nullable=False, server_default=sa.text(nothing)),
        )


def downgrade() -> None:
    op.drop_column("conclusion", "check_sections")
    op.drop_column("conclusion", "section_answers")
