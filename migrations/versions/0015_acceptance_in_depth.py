"""Boundaries and owners of an application; tariffs, terms and the signed paper of an agreement."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NO_LINES = sa.text("'[]'")


def upgrade() -> None:
    op.drop_index("ix_case_body_state", "assessment_case")
    op.create_index(
        "ix_case_body_state", "assessment_case", ["body_id", "state", "state_since_at"]
    )
    op.create_index("ix_case_state_since", "assessment_case", ["state", "state_since_at"])
    op.create_table(
        "case_owner",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("share", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "share > 0 AND share <= 100", name=op.f("ck_case_owner_share_percent")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_case_owner_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_owner")),
    )
    for column in ("case_id", "code", "name"):
        op.create_index(op.f(f"ix_case_owner_{column}"), "case_owner", [column])
    op.create_table(
        "limit_notice",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["assessment_case.id"], name=op.f("fk_limit_notice_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_notice")),
        sa.UniqueConstraint(
            "case_id", "since_at", "kind", name=op.f("uq_limit_notice_case_id_since_at_kind")
        ),
    )
    op.create_table(
        "tariff",
        *_of_a_body(),
        sa.Column("application_cents", sa.Integer(), nullable=False),
        sa.Column("day_rate_cents", sa.Integer(), nullable=False),
        sa.Column("site_cents", sa.Integer(), nullable=False),
        sa.Column("certificate_cents", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("day_rate_cents > 0", name=op.f("ck_tariff_day_rate_positive")),
        sa.CheckConstraint(
            "application_cents >= 0 AND site_cents >= 0 AND certificate_cents >= 0",
            name=op.f("ck_tariff_not_negative"),
        ),
        *_keys_of("tariff"),
    )
    op.create_table(
        "agreement_terms",
        *_of_a_body(),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        *_keys_of("agreement_terms"),
    )
    for table in ("tariff", "agreement_terms"):
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])
    with op.batch_alter_table("claim") as claim:
        for column in ("departments", "processes", "site_names"):
            claim.add_column(sa.Column(column, sa.JSON(), server_default=NO_LINES, nullable=False))
    with op.batch_alter_table("acceptance") as acceptance:
        acceptance.add_column(sa.Column("terms_id", sa.Integer(), nullable=True))
        acceptance.add_column(sa.Column("signed_scan_id", sa.Integer(), nullable=True))
        acceptance.create_foreign_key(
            op.f("fk_acceptance_terms_id"), "agreement_terms", ["terms_id"], ["id"]
        )
        acceptance.create_foreign_key(
            op.f("fk_acceptance_signed_scan_id"), "document", ["signed_scan_id"], ["id"]
        )


def _of_a_body() -> list[sa.Column]:
    return [
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
    ]


def _keys_of(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f(f"fk_{table}_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "organisation_id",
            "scheme",
            "number",
            name=op.f(f"uq_{table}_organisation_id_scheme_number"),
        ),
    ]


def downgrade() -> None:
    with op.batch_alter_table("acceptance") as acceptance:
        acceptance.drop_constraint(op.f("fk_acceptance_signed_scan_id"), type_="foreignkey")
        acceptance.drop_constraint(op.f("fk_acceptance_terms_id"), type_="foreignkey")
        acceptance.drop_column("signed_scan_id")
        acceptance.drop_column("terms_id")
    with op.batch_alter_table("claim") as claim:
        for column in ("site_names", "processes", "departments"):
            claim.drop_column(column)
    for table in ("agreement_terms", "tariff", "limit_notice", "case_owner"):
        op.drop_table(table)
    op.drop_index("ix_case_state_since", "assessment_case")
    op.drop_index("ix_case_body_state", "assessment_case")
    op.create_index("ix_case_body_state", "assessment_case", ["body_id", "state"])
