"""An index of characters and pairs of characters over the register."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DELETED = "INSERT INTO register_search(register_search, rowid, grams) VALUES ('delete', old.id, old.grams);"
ADDED = "INSERT INTO register_search(rowid, grams) VALUES (new.id, new.grams);"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # To the ascii tokenizer every character beyond ASCII belongs to a word.
        op.execute(
            "CREATE VIRTUAL TABLE register_search USING fts5("
            "grams, content='register_entry', content_rowid='id', tokenize='ascii')"
        )
        op.execute("INSERT INTO register_search(register_search) VALUES ('rebuild')")
        for event, body in (
            ("INSERT", ADDED),
            ("DELETE", DELETED),
            ("UPDATE", DELETED + ADDED),
        ):
            op.execute(
                f"CREATE TRIGGER register_search_{event.lower()} AFTER {event} "
                f"ON register_entry BEGIN {body} END"
            )
        return
    op.execute(
        "CREATE INDEX register_search_grams ON register_entry "
        "USING gin (string_to_array(grams, ' '))"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER register_search_{event}")
        op.execute("DROP TABLE register_search")
        return
    op.execute("DROP INDEX register_search_grams")
