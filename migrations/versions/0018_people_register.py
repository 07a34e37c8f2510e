"""One person, one record; training, terms of work, evidence and appeals of the people register."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ENTRIES = ("qualification", "tie", "training")
# Written out: both databases take a column with its constraint as it is added, and SQLite need not
# rebuild the table, which would lose the checks it has.
ADDED = {
    "qualification": (
        "languages JSON DEFAULT '[]' NOT NULL",
        "change_of_id INTEGER CONSTRAINT fk_qualification_change_of_id REFERENCES qualification (id)",  # noqa: E501
        "returned_by INTEGER CONSTRAINT fk_qualification_returned_by REFERENCES person (id)",
        "return_reason TEXT DEFAULT '' NOT NULL",
        "ended_by INTEGER CONSTRAINT fk_qualification_ended_by REFERENCES person (id)",
        "planned_until_on DATE",
        "end_reason TEXT DEFAULT '' NOT NULL",
    ),
    "tie": (
        "relative VARCHAR(100) DEFAULT '' NOT NULL",
        "relation VARCHAR(40) DEFAULT '' NOT NULL",
        "full_time BOOLEAN",
        "overlap_reason TEXT DEFAULT '' NOT NULL",
    ),
    "person": (
        "mail_key VARCHAR(200) DEFAULT '' NOT NULL",
        "phone_key VARCHAR(20) DEFAULT '' NOT NULL",
    ),
}
INSTANTS = {"qualification": ("returned_at", "ended_at"), "tie": ("struck_at",)}
ONE_ENTRY = (
    "(CASE WHEN qualification_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN tie_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN training_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    for table, columns in ADDED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for table, names in INSTANTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for key in ("mail_key", "phone_key"):
        op.create_index(op.f(f"ix_person_{key}"), "person", [key])
    _compare_those_known()
    _who_is_who()
    _what_is_on_record()
    _appeals()


def _compare_those_known() -> None:
    person = sa.table(
        "person", *(sa.column(one) for one in ("id", "email", "phone", "mail_key", "phone_key"))
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(person.c.id, person.c.email, person.c.phone)).all():
        keys = {"mail_key": _mail_key(row.email), "phone_key": _phone_key(row.phone)}
        bind.execute(person.update().where(person.c.id == row.id).values(**keys))


def _phone_key(text: str) -> str:
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdecimal())
    digits = digits.removeprefix("00")
    if len(digits) > 11 and digits.startswith("86"):
        digits = digits.removeprefix("86")
    return digits[:20] if len(digits) >= 7 else ""


def _mail_key(text: str) -> str:
    local, _, domain = unicodedata.normalize("NFKC", text).strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        local = local.replace(".", "")
    same = {"googlemail.com": "gmail.com", "vip.qq.com": "qq.com"}
    return f"{local}@{same.get(domain, domain)}" if local else ""


def _who_is_who() -> None:
    op.create_table(
        "person_identity",
        _person("person_id"),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("tail", sa.String(length=4), nullable=False),
        _person("recorded_by", optional=True),
        _instant("recorded_at"),
        *_keys("person_identity", person_id="person", recorded_by="person"),
        sa.UniqueConstraint("person_id", name=op.f("uq_person_identity_person_id")),
        sa.UniqueConstraint("number_hash", name=op.f("uq_person_identity_number_hash")),
    )
    op.create_table(
        "person_alias",
        _person("alias_id"),
        _person("kept_id"),
        _person("merged_by", optional=True),
        _instant("merged_at"),
        *_keys("person_alias", alias_id="person", kept_id="person", merged_by="person"),
        sa.UniqueConstraint("alias_id", name=op.f("uq_person_alias_alias_id")),
        sa.CheckConstraint("kept_id <> alias_id", name=op.f("ck_person_alias_not_itself")),
    )
    op.create_index(op.f("ix_person_alias_kept_id"), "person_alias", ["kept_id"])
    op.create_table(
        "possible_duplicate",
        _person("first_id"),
        _person("second_id"),
        sa.Column("reasons", sa.JSON(), nullable=False),
        _instant("found_at"),
        *_decision(),
        *_keys("possible_duplicate", first_id="person", second_id="person", decided_by="person"),
        _addressed("possible_duplicate"),
        sa.UniqueConstraint(
            "first_id", "second_id", name=op.f("uq_possible_duplicate_first_id_second_id")
        ),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_possible_duplicate_in_order")),
        sa.CheckConstraint(
            "state IN ('open','merged','apart')", name=op.f("ck_possible_duplicate_state_known")
        ),
        sa.CheckConstraint(
            "state = 'open' OR decided_at IS NOT NULL", name=op.f("ck_possible_duplicate_decided")
        ),
    )
    for column in ("second_id", "state"):
        op.create_index(op.f(f"ix_possible_duplicate_{column}"), "possible_duplicate", [column])


def _what_is_on_record() -> None:
    op.create_table(
        "training",
        _person("person_id"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=False),
        _person("entered_by", optional=True),
        _instant("entered_at"),
        _instant("struck_at", optional=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        *_keys("training", person_id="person", entered_by="person"),
        _addressed("training"),
        *_checks(
            "training",
            kind_known="kind IN ('training','examination')",
            result_known="result IN ('attended','passed','failed')",
            runs_forward="until_on >= from_on",
            hours_not_negative="hours >= 0",
        ),
    )
    op.create_index(op.f("ix_training_person_id"), "training", ["person_id"])
    op.create_table(
        "work_terms",
        _person("person_id"),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("min_half_days", sa.Integer(), nullable=False),
        sa.Column("max_half_days", sa.Integer(), nullable=True),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("base_region", sa.String(length=6), nullable=False),
        *_keys("work_terms", person_id="person", organisation_id="organisation"),
        sa.UniqueConstraint(
            "person_id", "organisation_id", name=op.f("uq_work_terms_person_id_organisation_id")
        ),
        *_checks(
            "work_terms",
            min_not_negative="min_half_days >= 0",
            min_below_max="max_half_days >= min_half_days",
        ),
    )
    op.create_index(op.f("ix_work_terms_organisation_id"), "work_terms", ["organisation_id"])
    op.create_table(
        "record_paper",
        _person("person_id"),
        sa.Column("qualification_id", sa.Integer(), nullable=True),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        _person("sent_by", optional=True),
        _instant("sent_at"),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        *_keys(
            "record_paper",
            person_id="person",
            qualification_id="qualification",
            training_id="training",
            file_id="stored_file",
            sent_by="person",
        ),
        _addressed("record_paper"),
        *_checks("record_paper", of_one_entry="(qualification_id IS NULL) <> (training_id IS NULL)"),
    )
    for column in ("person_id", "qualification_id", "training_id"):
        op.create_index(op.f(f"ix_record_paper_{column}"), "record_paper", [column])


def _appeals() -> None:
    op.create_table(
        "contest",
        _person("person_id"),
        *(sa.Column(f"{one}_id", sa.Integer(), nullable=True) for one in ENTRIES),
        sa.Column("text", sa.Text(), nullable=False),
        _instant("lodged_at"),
        *_decision(),
        *_keys(
            "contest", person_id="person", decided_by="person", **{f"{e}_id": e for e in ENTRIES}
        ),
        _addressed("contest"),
        *_checks(
            "contest",
            of_one_entry=ONE_ENTRY,
            state_known="state IN ('open','upheld','dismissed')",
            decided_with_reason="state = 'open' OR reason <> ''",
            not_by_oneself="decided_by IS NULL OR decided_by <> person_id",
        ),
    )
    for column in ("person_id", "state"):
        op.create_index(op.f(f"ix_contest_{column}"), "contest", [column])
    for entry in ENTRIES:
        op.create_index(
            f"uq_contest_open_{entry}",
            "contest",
            [f"{entry}_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )


def _person(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _instant(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _decision() -> list[sa.Column]:
    return [
        sa.Column("state", sa.String(length=10), nullable=False),
        _person("decided_by", optional=True),
        _instant("decided_at", optional=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
    ]


def _keys(table: str, **columns: str) -> list[sa.Column | sa.Constraint]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in columns.items()
        ),
    ]


def _addressed(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id"))


def _checks(table: str, **checks: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(told, name=op.f(f"ck_{table}_{name}")) for name, told in checks.items()
    ]


def downgrade() -> None:
    for table in (
        "contest",
        "record_paper",
        "work_terms",
        "training",
        "possible_duplicate",
        "person_alias",
        "person_identity",
    ):
        op.drop_table(table)
    for key in ("phone_key", "mail_key"):
        op.drop_index(op.f(f"ix_person_{key}"), "person")
    for table, columns in ADDED.items():
        names = [*(one.split()[0] for one in columns), *INSTANTS.get(table, ())]
        for name in reversed(names):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
