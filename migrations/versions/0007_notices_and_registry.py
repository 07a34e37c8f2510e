"""Public notices, revisions and the register."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('certificate_revision',
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('printed', sa.JSON(), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by', sa.Integer(), nullable=True),
    sa.Column('pdf_sha256', sa.String(length=64), nullable=True),
    sa.Column('pdf_file_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("state = 'pending' OR pdf_sha256 IS NOT NULL", name=op.f('ck_certificate_revision_entered_has_file')),
    sa.CheckConstraint("state IN ('pending','current','superseded')", name=op.f('ck_certificate_revision_state_known')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_certificate_revision_case_id')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_certificate_revision_certificate_id')),
    sa.ForeignKeyConstraint(['issued_by'], ['person.id'], name=op.f('fk_certificate_revision_issued_by')),
    sa.ForeignKeyConstraint(['pdf_file_id'], ['stored_file.id'], name=op.f('fk_certificate_revision_pdf_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_revision')),
    sa.UniqueConstraint('case_id', name=op.f('uq_certificate_revision_case_id')),
    sa.UniqueConstraint('certificate_id', 'revision', name=op.f('uq_certificate_revision_certificate_id_revision')),
    sa.UniqueConstraint('pdf_sha256', name=op.f('uq_certificate_revision_pdf_sha256'))
    )
    op.create_index('uq_certificate_revision_current', 'certificate_revision', ['certificate_id'], unique=True, sqlite_where=sa.text("state = 'current'"), postgresql_where=sa.text("state = 'current'"))
    op.create_table('register_entry',
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('holder_name', sa.String(length=200), nullable=False),
    sa.Column('holder_code', sa.String(length=18), nullable=False),
    sa.Column('haystack', sa.Text(), nullable=False),
    sa.Column('grams', sa.Text(), nullable=False),
    sa.Column('region', sa.String(length=6), nullable=False),
    sa.Column('industry', sa.String(length=5), nullable=False),
    sa.Column('body_code', sa.String(length=10), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.Column('viewpoints', sa.String(length=300), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_register_entry_certificate_id')),
    sa.ForeignKeyConstraint(['revision_id'], ['certificate_revision.id'], name=op.f('fk_register_entry_revision_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_entry')),
    sa.UniqueConstraint('certificate_id', name=op.f('uq_register_entry_certificate_id')),
    sa.UniqueConstraint('number', name=op.f('uq_register_entry_number')),
    sa.UniqueConstraint('revision_id', name=op.f('uq_register_entry_revision_id'))
    )
    op.create_index(op.f('ix_register_entry_body_code'), 'register_entry', ['body_code'], unique=False)
    op.create_index('ix_register_entry_entered_at_id', 'register_entry', ['entered_at', 'id'], unique=False)
    op.create_index(op.f('ix_register_entry_grade'), 'register_entry', ['grade'], unique=False)
    op.create_index(op.f('ix_register_entry_holder_code'), 'register_entry', ['holder_code'], unique=False)
    op.create_index(op.f('ix_register_entry_industry'), 'register_entry', ['industry'], unique=False)
    op.create_index(op.f('ix_register_entry_level'), 'register_entry', ['level'], unique=False)
    op.create_index(op.f('ix_register_entry_region'), 'register_entry', ['region'], unique=False)
    op.create_table('public_notice',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('days_left', sa.Integer(), nullable=False),
    sa.Column('stopped_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('provisional', sa.Boolean(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_public_notice_case_id')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_public_notice_decision_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_notice')),
    sa.UniqueConstraint('case_id', 'round', name=op.f('uq_public_notice_case_id_round')),
    sa.UniqueConstraint('public_id', name=op.f('uq_public_notice_public_id'))
    )
    op.create_index(op.f('ix_public_notice_starts_on'), 'public_notice', ['starts_on'], unique=False)
    op.create_table('objection',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('receipt', sa.String(length=24), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('lodged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_objection_case_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_objection_decided_by')),
    sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_objection_entry_id')),
    sa.ForeignKeyConstraint(['notice_id'], ['public_notice.id'], name=op.f('fk_objection_notice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
    sa.UniqueConstraint('public_id', name=op.f('uq_objection_public_id')),
    sa.UniqueConstraint('receipt', name=op.f('uq_objection_receipt'))
    )
    op.create_index(op.f('ix_objection_case_id'), 'objection', ['case_id'], unique=False)
    op.create_index(op.f('ix_objection_state'), 'objection', ['state'], unique=False)


def downgrade() -> None:
    op.drop_table('objection')
    op.drop_table('public_notice')
    op.drop_table('register_entry')
    op.drop_table('certificate_revision')
