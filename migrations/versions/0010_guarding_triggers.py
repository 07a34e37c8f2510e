"""Triggers: no state without its journal entry; what is written once stays as written.

On both databases. A subject is born in an initial state; its state and `entry_id` change only
together, and the entry must be a newer one of that subject that tells exactly this move (from a
state to itself where nothing moves). No row makes room for another.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOVED = {
    "assessment_case": ("case", ("draft", "planning")),
    "assignment": ("assignment", ("proposed",)),
    "finding": ("finding", ("drafted",)),
    "certificate": ("certificate", ("pending",)),
    "objection": ("objection", ("lodged",)),
    "appeal": ("appeal", ("lodged",)),
}
WRITE_ONCE = (
    "journal_entry",
    "seal",
    "filing_look",
    "filed_case",
    "application_version",
    "run_step",
)

# Every unique key, with the rows it holds for where that is not all of them.
STANDING = "{row}.state IN ('proposed','declared','confirmed','suspended')"
ONE_OPEN = (
    "{row}.case_type IN ('initial','renewal','upgrade','change','transfer') AND {row}.state NOT IN "
    "('certified','declined','rejected','withdrawn','terminated','closed')"
)
KEYS = {
    "assessment_case": (("number",), ("public_id",), ("enterprise_id", "scheme", ONE_OPEN)),
    "assignment": (
        ("public_id",),
        ("case_id", "person_id", STANDING),
        ("case_id", "{row}.role = 'lead' AND " + STANDING),
    ),
    "finding": (("case_id", "number"), ("public_id",)),
    "certificate": (("number",), ("public_id",)),
    "objection": (("receipt",), ("public_id",)),
    "appeal": (("receipt",), ("public_id",)),
    "journal_entry": (("digest",), ("chain", "seq")),
    "seal": (("entry_id",), ("digest",)),
    "filed_case": (("case_id", "entry_number"), ("digest",), ("number",), ("public_id",)),
    "application_version": (("case_id", "number"),),
    "run_step": (("case_id",),),
}

EXPLAINED = """EXISTS (
    SELECT 1 FROM journal_entry j
    WHERE j.id = NEW.entry_id AND j.id > COALESCE(OLD.entry_id, 0)
      AND j.subject = '{subject}' AND j.subject_id = NEW.id
      AND j.from_state = OLD.state AND j.to_state = NEW.state)"""


def _listed(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _keep_key(table: str, place: int, key: tuple[str, ...]) -> None:
    """Refuse a second row under a unique key in the words that SQLite itself has for it."""
    columns = [one for one in key if "{row}" not in one]
    held = [f"o.{one} = NEW.{one}" for one in columns]
    held += [one.format(row=row) for one in key if "{row}" in one for row in ("o", "NEW")]
    said = "UNIQUE constraint failed: " + ", ".join(f"{table}.{one}" for one in columns)
    for deed, besides in (("INSERT", ""), ("UPDATE", " AND o.id <> OLD.id")):
        op.execute(
            f"CREATE TRIGGER {table}_key{place}_{deed.lower()} BEFORE {deed} ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} o WHERE {' AND '.join(held)}{besides}) "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def _sqlite() -> None:
    for table, (subject, initial) in MOVED.items():
        explained = EXPLAINED.format(subject=subject)
        op.execute(
            f"CREATE TRIGGER {table}_moves_by_step BEFORE UPDATE ON {table} "
            "WHEN NEW.id IS NOT OLD.id OR ((NEW.state IS NOT OLD.state "
            f"OR NEW.entry_id IS NOT OLD.entry_id) AND NOT {explained}) "
            "BEGIN SELECT RAISE(ABORT, 'state_without_journal_entry'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_born BEFORE INSERT ON {table} "
            f"WHEN NEW.state NOT IN ({_listed(initial)}) "
            "BEGIN SELECT RAISE(ABORT, 'born_in_wrong_state'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'never_deleted'); END"
        )
    # OR REPLACE deletes the row in its way without asking the triggers for deletion.
    for table in (*MOVED, *WRITE_ONCE):
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
        )
        for place, key in enumerate(KEYS.get(table, ())):
            _keep_key(table, place, key)
    for table in WRITE_ONCE:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'written_once'); END"
            )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table, (subject, initial) in MOVED.items():
        explained = EXPLAINED.format(subject=subject)
        op.execute(
            f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'INSERT' THEN "
            f"IF NEW.state NOT IN ({_listed(initial)}) THEN "
            "RAISE EXCEPTION 'born_in_wrong_state' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "ELSIF NEW.id <> OLD.id OR ((NEW.state IS DISTINCT FROM OLD.state "
            f"OR NEW.entry_id IS DISTINCT FROM OLD.entry_id) AND NOT {explained}) THEN "
            "RAISE EXCEPTION 'state_without_journal_entry' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_moves_by_step BEFORE INSERT OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('never_deleted')"
        )
    for table in WRITE_ONCE:
        op.execute(
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('written_once')"
        )


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in MOVED:
            for name in ("moves_by_step", "born", "stays"):
                op.execute(f"DROP TRIGGER {table}_{name}")
        for table in (*MOVED, *WRITE_ONCE):
            op.execute(f"DROP TRIGGER {table}_no_replace")
            for place in range(len(KEYS.get(table, ()))):
                for deed in ("insert", "update"):
                    op.execute(f"DROP TRIGGER {table}_key{place}_{deed}")
        for table in WRITE_ONCE:
            for deed in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{deed}")
        return
    for table in MOVED:
        op.execute(f"DROP TRIGGER {table}_stays ON {table}")
        op.execute(f"DROP TRIGGER {table}_moves_by_step ON {table}")
        op.execute(f"DROP FUNCTION {table}_guard()")
    for table in WRITE_ONCE:
        op.execute(f"DROP TRIGGER {table}_written_once ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
