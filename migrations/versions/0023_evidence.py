"""Evidence: what the device said at capture, copies that are safe to show, the scanner's word,
requests for information, and both sides' explanations of sign-ins.
"""  # noqa: D205 - one sentence

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CAPTURE, REQUEST = "capture_record", "information_request"
FILE = "stored_file"
# Written out: both databases take a column with its constraint as it is added, and SQLite need not
# rebuild the table.
ADDED = (
    "clean_sha256 VARCHAR(64)",
    "thumbnail_sha256 VARCHAR(64)",
    "preview_sha256 VARCHAR(64)",
    "scan_state VARCHAR(20) DEFAULT 'not_scanned' NOT NULL CONSTRAINT "
    "ck_stored_file_scan_state_known CHECK (scan_state IN ('not_scanned','clean','infected'))",
    "scan_finding VARCHAR(200) DEFAULT '' NOT NULL CONSTRAINT ck_stored_file_what_was_found "
    "CHECK ((scan_state = 'infected') = (scan_finding <> ''))",
)


def upgrade() -> None:
    _captures()
    for column in ADDED:
        op.execute(f"ALTER TABLE {FILE} ADD COLUMN {column}")
    op.add_column(FILE, sa.Column("copies_at", sa.DateTime(timezone=True)))
    kind = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    op.execute(
        f"ALTER TABLE {FILE} ADD COLUMN scanned_at {kind} CONSTRAINT ck_stored_file_scanned_when "
        "CHECK ((scan_state = 'not_scanned') = (scanned_at IS NULL))"
    )
    for column in ("copies_at", "scan_state"):
        op.create_index(op.f(f"ix_{FILE}_{column}"), FILE, [column])
    _requests()
    op.execute("ALTER TABLE site_sign_in ADD COLUMN enterprise_explanation TEXT DEFAULT '' NOT NULL")
    op.add_column("site_sign_in", sa.Column("escalated_at", sa.DateTime(timezone=True)))


def _requests() -> None:
    op.create_table(
        REQUEST,
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_documents", sa.JSON(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{REQUEST}_{column}"))
            for column, table in {
                "case_id": "assessment_case",
                "asked_by": "person",
                "answered_by": "person",
                "settled_by": "person",
            }.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REQUEST}")),
        sa.UniqueConstraint("case_id", "number", name=op.f(f"uq_{REQUEST}_case_id_number")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{REQUEST}_public_id")),
        *_checks(
            REQUEST,
            state_known="state IN ('open','answered','returned','accepted')",
            told_known="told IN ('','near','passed')",
            answered_when="state = 'open' OR answered_at IS NOT NULL",
            returned_why="state <> 'returned' OR return_reason <> ''",
            settled_when="(state = 'accepted') = (settled_at IS NOT NULL)",
        ),
    )
    op.create_index(op.f(f"ix_{REQUEST}_state"), REQUEST, ["state"])


def _captures() -> None:
    op.create_table(
        CAPTURE,
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("latitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("accuracy_metres", sa.Integer(), nullable=True),
        sa.Column("clock_off_seconds", sa.BigInteger(), nullable=True),
        sa.Column("clock_doubtful", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_capture_record_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture_record")),
        sa.UniqueConstraint("document_id", name=op.f("uq_capture_record_document_id")),
        *_checks(
            CAPTURE,
            whole_position="(latitude IS NULL) = (longitude IS NULL)",
            latitude="latitude BETWEEN -90 AND 90",
            longitude="longitude BETWEEN -180 AND 180",
            accuracy="accuracy_metres IS NULL OR (accuracy_metres >= 0 AND latitude IS NOT NULL)",
            doubt_has_cause="clock_off_seconds IS NOT NULL OR NOT clock_doubtful",
        ),
    )
    _write_once(CAPTURE, "document_id")


def _checks(table: str, **checks: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()
    ]


def _write_once(table: str, key: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('written_once')"
        )
        return
    # OR REPLACE deletes the row in its way without asking the triggers for deletion.
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR {key} = NEW.{key}) "
        "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
        )


def downgrade() -> None:
    for column in ("escalated_at", "enterprise_explanation"):
        op.drop_column("site_sign_in", column)
    op.drop_table(REQUEST)
    with op.batch_alter_table(FILE) as file:
        for name in ("scanned_when", "what_was_found", "scan_state_known"):
            file.drop_constraint(op.f(f"ck_{FILE}_{name}"), type_="check")
        for column in ("copies_at", "scan_state"):
            file.drop_index(op.f(f"ix_{FILE}_{column}"))
        for column in ("scanned_at", "scan_finding", "scan_state", "copies_at"):
            file.drop_column(column)
        for column in ("clean_sha256", "thumbnail_sha256", "preview_sha256"):
            file.drop_column(column)
    op.drop_table(CAPTURE)
