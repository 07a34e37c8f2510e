"""An index over the journal by deed and instant, for figures over many cases."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_journal_entry_action_at", "journal_entry", ["action", "at"])


def downgrade() -> None:
    op.drop_index("ix_journal_entry_action_at", "journal_entry")
