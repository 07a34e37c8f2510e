"""Files, applications and acceptance."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('stored_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_stored_file_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    sa.UniqueConstraint('sha256', name=op.f('uq_stored_file_sha256'))
    )
    op.create_table('acceptance',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('competence', sa.Text(), nullable=False),
    sa.Column('body_conflict', sa.Text(), nullable=False),
    sa.Column('half_days', sa.Integer(), nullable=False),
    sa.Column('working', sa.JSON(), nullable=False),
    sa.Column('sample_seed', sa.String(length=64), nullable=False),
    sa.Column('fee_cents', sa.Integer(), nullable=False),
    sa.Column('agreement', sa.Text(), nullable=False),
    sa.Column('agreement_sha256', sa.String(length=64), nullable=False),
    sa.Column('accepted_by', sa.Integer(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('agreed_by', sa.Integer(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('fee_cents >= 0', name=op.f('ck_acceptance_fee_not_negative')),
    sa.CheckConstraint('half_days > 0', name=op.f('ck_acceptance_days_positive')),
    sa.ForeignKeyConstraint(['accepted_by'], ['person.id'], name=op.f('fk_acceptance_accepted_by')),
    sa.ForeignKeyConstraint(['agreed_by'], ['person.id'], name=op.f('fk_acceptance_agreed_by')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_acceptance_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_acceptance')),
    sa.UniqueConstraint('case_id', name=op.f('uq_acceptance_case_id'))
    )
    op.create_table('application_part',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=30), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_application_part_case_id')),
    sa.ForeignKeyConstraint(['saved_by'], ['person.id'], name=op.f('fk_application_part_saved_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_part')),
    sa.UniqueConstraint('case_id', 'part', name=op.f('uq_application_part_case_id_part'))
    )
    op.create_table('application_version',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_application_version_case_id')),
    sa.ForeignKeyConstraint(['submitted_by'], ['person.id'], name=op.f('fk_application_version_submitted_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_version')),
    sa.UniqueConstraint('case_id', 'number', name=op.f('uq_application_version_case_id_number'))
    )
    op.create_table('case_consultant',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('organisation_name', sa.String(length=200), nullable=False),
    sa.Column('organisation_code', sa.String(length=18), nullable=False),
    sa.Column('person_name', sa.String(length=100), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_case_consultant_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_consultant'))
    )
    op.create_index(op.f('ix_case_consultant_case_id'), 'case_consultant', ['case_id'], unique=False)
    op.create_table('claim',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('viewpoint', sa.String(length=40), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.Column('boundary', sa.Text(), nullable=False),
    sa.Column('goals', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_claim_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim')),
    sa.UniqueConstraint('case_id', 'position', name=op.f('uq_claim_case_id_position'))
    )
    op.create_table('document',
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('covers_from_on', sa.Date(), nullable=True),
    sa.Column('covers_until_on', sa.Date(), nullable=True),
    sa.Column('uploaded_by', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("purpose IN ('application','evidence','correction','signin','issued','appeal')", name=op.f('ck_document_purpose_known')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_document_case_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_document_file_id')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['person.id'], name=op.f('fk_document_uploaded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('public_id', name=op.f('uq_document_public_id'))
    )
    op.create_index(op.f('ix_document_case_id'), 'document', ['case_id'], unique=False)
    op.create_table('run_step',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_run_step_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run_step')),
    sa.UniqueConstraint('case_id', name=op.f('uq_run_step_case_id'))
    )
    op.create_table('site',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('headcount', sa.Integer(), nullable=False),
    sa.Column('activity', sa.String(length=300), nullable=False),
    sa.Column('headquarters', sa.Boolean(), nullable=False),
    sa.Column('sampled', sa.Boolean(), nullable=False),
    sa.Column('latitude', sa.Numeric(precision=9, scale=6), nullable=True),
    sa.Column('longitude', sa.Numeric(precision=9, scale=6), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('headcount > 0', name=op.f('ck_site_headcount_positive')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_site_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
    sa.UniqueConstraint('case_id', 'position', name=op.f('uq_site_case_id_position'))
    )


def downgrade() -> None:
    op.drop_table('site')
    op.drop_table('run_step')
    op.drop_table('document')
    op.drop_table('claim')
    op.drop_table('case_consultant')
    op.drop_table('application_version')
    op.drop_table('application_part')
    op.drop_table('acceptance')
    op.drop_table('stored_file')
