"""Appeals and the filing archive."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('appeal',
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('receipt', sa.String(length=24), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('certificate_id', sa.Integer(), nullable=True),
    sa.Column('about', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('lodged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledge_by_on', sa.Date(), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handler_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind <> 'appeal' OR case_id IS NOT NULL", name=op.f('ck_appeal_appeal_names_case')),
    sa.CheckConstraint("kind IN ('appeal','complaint','misuse')", name=op.f('ck_appeal_kind_known')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_appeal_case_id')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_appeal_certificate_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_appeal_entry_id')),
    sa.ForeignKeyConstraint(['handler_id'], ['person.id'], name=op.f('fk_appeal_handler_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
    sa.UniqueConstraint('public_id', name=op.f('uq_appeal_public_id')),
    sa.UniqueConstraint('receipt', name=op.f('uq_appeal_receipt'))
    )
    op.create_index(op.f('ix_appeal_case_id'), 'appeal', ['case_id'], unique=False)
    op.create_index(op.f('ix_appeal_state'), 'appeal', ['state'], unique=False)
    op.create_table('filed_case',
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('entry_number', sa.Integer(), nullable=False),
    sa.Column('dossier', sa.LargeBinary(), nullable=False),
    sa.Column('dossier_sha256', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('enterprise_name', sa.String(length=200), nullable=False),
    sa.Column('enterprise_code', sa.String(length=18), nullable=False),
    sa.Column('region', sa.String(length=6), nullable=False),
    sa.Column('industry', sa.String(length=5), nullable=False),
    sa.Column('body_name', sa.String(length=200), nullable=False),
    sa.Column('case_type', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('certificate_number', sa.String(length=60), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('keep_until_on', sa.Date(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_filed_case_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filed_case')),
    sa.UniqueConstraint('case_id', 'entry_number', name=op.f('uq_filed_case_case_id_entry_number')),
    sa.UniqueConstraint('digest', name=op.f('uq_filed_case_digest')),
    sa.UniqueConstraint('number', name=op.f('uq_filed_case_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_filed_case_public_id'))
    )
    op.create_index(op.f('ix_filed_case_enterprise_code'), 'filed_case', ['enterprise_code'], unique=False)
    op.create_index(op.f('ix_filed_case_enterprise_name'), 'filed_case', ['enterprise_name'], unique=False)
    op.create_index('ix_filed_case_filed_at_id', 'filed_case', ['filed_at', 'id'], unique=False)
    op.create_index(op.f('ix_filed_case_region'), 'filed_case', ['region'], unique=False)
    op.create_table('filing_look',
    sa.Column('filed_case_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['filed_case_id'], ['filed_case.id'], name=op.f('fk_filing_look_filed_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_filing_look_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing_look'))
    )
    op.create_index(op.f('ix_filing_look_filed_case_id'), 'filing_look', ['filed_case_id'], unique=False)
    op.create_index(op.f('ix_filing_look_person_id'), 'filing_look', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('filing_look')
    op.drop_table('filed_case')
    op.drop_table('appeal')
