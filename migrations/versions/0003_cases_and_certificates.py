"""Certificates, cases and their serials."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('case_serial',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_serial')),
    sa.UniqueConstraint('year', name=op.f('uq_case_serial_year'))
    )
    op.create_table('number_serial',
    sa.Column('scheme', sa.String(length=40), nullable=False),
    sa.Column('body_code', sa.String(length=10), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_number_serial')),
    sa.UniqueConstraint('scheme', 'body_code', 'year', name=op.f('uq_number_serial_scheme_body_code_year'))
    )
    op.create_table('certificate',
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('scheme', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Integer(), nullable=False),
    sa.Column('body_id', sa.Integer(), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('first_issued_on', sa.Date(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('next_surveillance_on', sa.Date(), nullable=True),
    sa.Column('last_audit_on', sa.Date(), nullable=True),
    sa.Column('suspended_on', sa.Date(), nullable=True),
    sa.Column('keep_until_on', sa.Date(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("number NOT LIKE '% %'", name=op.f('ck_certificate_number_no_blank')),
    sa.CheckConstraint('expires_on > issued_on', name=op.f('ck_certificate_dates_in_order')),
    sa.CheckConstraint('first_issued_on <= issued_on', name=op.f('ck_certificate_first_issue_first')),
    sa.CheckConstraint('number = upper(number)', name=op.f('ck_certificate_number_upper')),
    sa.ForeignKeyConstraint(['body_id'], ['organisation.id'], name=op.f('fk_certificate_body_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_certificate_entry_id')),
    sa.ForeignKeyConstraint(['holder_id'], ['organisation.id'], name=op.f('fk_certificate_holder_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['certificate.id'], name=op.f('fk_certificate_replaces_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_certificate_public_id'))
    )
    op.create_index(op.f('ix_certificate_body_id'), 'certificate', ['body_id'], unique=False)
    op.create_index(op.f('ix_certificate_expires_on'), 'certificate', ['expires_on'], unique=False)
    op.create_index(op.f('ix_certificate_holder_id'), 'certificate', ['holder_id'], unique=False)
    op.create_index(op.f('ix_certificate_next_surveillance_on'), 'certificate', ['next_surveillance_on'], unique=False)
    op.create_index(op.f('ix_certificate_state'), 'certificate', ['state'], unique=False)
    op.create_table('assessment_case',
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('scheme', sa.String(length=40), nullable=False),
    sa.Column('scheme_version', sa.String(length=20), nullable=False),
    sa.Column('case_type', sa.String(length=20), nullable=False),
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('body_id', sa.Integer(), nullable=True),
    sa.Column('certificate_id', sa.Integer(), nullable=True),
    sa.Column('grade_applied', sa.String(length=20), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('submitted_on', sa.Date(), nullable=True),
    sa.Column('rules_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('draft','withdrawn') OR body_id IS NOT NULL", name=op.f('ck_assessment_case_submitted_has_body')),
    sa.ForeignKeyConstraint(['body_id'], ['organisation.id'], name=op.f('fk_assessment_case_body_id')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_assessment_case_certificate_id')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_assessment_case_created_by')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['organisation.id'], name=op.f('fk_assessment_case_enterprise_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_assessment_case_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_case')),
    sa.UniqueConstraint('number', name=op.f('uq_assessment_case_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_assessment_case_public_id'))
    )
    op.create_index(op.f('ix_assessment_case_certificate_id'), 'assessment_case', ['certificate_id'], unique=False)
    op.create_index(op.f('ix_assessment_case_enterprise_id'), 'assessment_case', ['enterprise_id'], unique=False)
    op.create_index(op.f('ix_assessment_case_state'), 'assessment_case', ['state'], unique=False)
    op.create_index('ix_case_body_state', 'assessment_case', ['body_id', 'state'], unique=False)
    op.create_index('uq_case_one_open', 'assessment_case', ['enterprise_id', 'scheme'], unique=True, sqlite_where=sa.text("case_type IN ('initial','renewal','upgrade','change','transfer') AND state NOT IN ('certified','declined','rejected','withdrawn','terminated','closed')"), postgresql_where=sa.text("case_type IN ('initial','renewal','upgrade','change','transfer') AND state NOT IN ('certified','declined','rejected','withdrawn','terminated','closed')"))
    op.create_table('reminder',
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_reminder_certificate_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('certificate_id', 'kind', 'due_on', 'days', name=op.f('uq_reminder_certificate_id_kind_due_on_days'))
    )
    op.create_table('status_change',
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('since_on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason_code', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('own_cause', sa.Boolean(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_status_change_certificate_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_status_change_decided_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_change'))
    )
    op.create_index(op.f('ix_status_change_certificate_id'), 'status_change', ['certificate_id'], unique=False)


def downgrade() -> None:
    op.drop_table('status_change')
    op.drop_table('reminder')
    op.drop_table('assessment_case')
    op.drop_table('certificate')
    op.drop_table('number_serial')
    op.drop_table('case_serial')
