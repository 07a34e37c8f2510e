"""Assignments, plans, results and findings."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('assignment',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('declaration', sa.Text(), nullable=False),
    sa.Column('declaration_sha256', sa.String(length=64), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked', sa.JSON(), nullable=False),
    sa.Column('cleared_reason', sa.Text(), nullable=False),
    sa.Column('cleared_by', sa.Integer(), nullable=True),
    sa.Column('rotation_reason', sa.Text(), nullable=False),
    sa.Column('objection', sa.Text(), nullable=False),
    sa.Column('objection_answer', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_assignment_case_id')),
    sa.ForeignKeyConstraint(['cleared_by'], ['person.id'], name=op.f('fk_assignment_cleared_by')),
    sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_assignment_entry_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assignment_person_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['person.id'], name=op.f('fk_assignment_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    sa.UniqueConstraint('public_id', name=op.f('uq_assignment_public_id'))
    )
    op.create_index('ix_assignment_person_state', 'assignment', ['person_id', 'state'], unique=False)
    op.create_index(op.f('ix_assignment_state'), 'assignment', ['state'], unique=False)
    op.create_index('uq_assignment_one_lead', 'assignment', ['case_id'], unique=True, sqlite_where=sa.text("role = 'lead' AND state IN ('proposed','declared','confirmed','suspended')"), postgresql_where=sa.text("role = 'lead' AND state IN ('proposed','declared','confirmed','suspended')"))
    op.create_index('uq_assignment_one_part', 'assignment', ['case_id', 'person_id'], unique=True, sqlite_where=sa.text("state IN ('proposed','declared','confirmed','suspended')"), postgresql_where=sa.text("state IN ('proposed','declared','confirmed','suspended')"))
    op.create_table('audit_plan',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('remote_percent', sa.Integer(), nullable=False),
    sa.Column('remote_agreement', sa.Text(), nullable=False),
    sa.Column('remote_risk', sa.Text(), nullable=False),
    sa.Column('objective', sa.Text(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("mode IN ('on_site','remote','mixed')", name=op.f('ck_audit_plan_mode_known')),
    sa.CheckConstraint('remote_percent BETWEEN 0 AND 100', name=op.f('ck_audit_plan_remote_percent')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_audit_plan_case_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_audit_plan_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_plan')),
    sa.UniqueConstraint('case_id', 'revision', name=op.f('uq_audit_plan_case_id_revision'))
    )
    op.create_table('minors_answer',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], name=op.f('fk_minors_answer_answered_by')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_minors_answer_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minors_answer')),
    sa.UniqueConstraint('case_id', 'key', name=op.f('uq_minors_answer_case_id_key'))
    )
    op.create_table('rating',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('result', sa.String(length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('rated_by', sa.Integer(), nullable=False),
    sa.Column('rated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("result <> 'not_applicable' OR note <> ''", name=op.f('ck_rating_reason_if_not_applicable')),
    sa.CheckConstraint("result IN ('met','partly','not_met','not_applicable')", name=op.f('ck_rating_result')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_rating_case_id')),
    sa.ForeignKeyConstraint(['rated_by'], ['person.id'], name=op.f('fk_rating_rated_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating')),
    sa.UniqueConstraint('case_id', 'key', name=op.f('uq_rating_case_id_key'))
    )
    op.create_table('stage_result',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('last_day_on', sa.Date(), nullable=False),
    sa.Column('closed_by', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_stage_result_case_id')),
    sa.ForeignKeyConstraint(['closed_by'], ['person.id'], name=op.f('fk_stage_result_closed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_result')),
    sa.UniqueConstraint('case_id', 'stage', 'round', name=op.f('uq_stage_result_case_id_stage_round'))
    )
    op.create_table('finding',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('fact', sa.Text(), nullable=False),
    sa.Column('evidence_text', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('raised_by', sa.Integer(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('correction', sa.Text(), nullable=False),
    sa.Column('root_cause', sa.Text(), nullable=False),
    sa.Column('corrective_action', sa.Text(), nullable=False),
    sa.Column('action_due_on', sa.Date(), nullable=True),
    sa.Column('answer_evidence', sa.JSON(), nullable=False),
    sa.Column('returned_reason', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Integer(), nullable=True),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('method', sa.String(length=20), nullable=False),
    sa.Column('carried_from', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("grade IN ('major','minor','observation','strength')", name=op.f('ck_finding_grade_known')),
    sa.ForeignKeyConstraint(['carried_from'], ['finding.id'], name=op.f('fk_finding_carried_from')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_finding_case_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_finding_entry_id')),
    sa.ForeignKeyConstraint(['raised_by'], ['person.id'], name=op.f('fk_finding_raised_by')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_finding_site_id')),
    sa.ForeignKeyConstraint(['verified_by'], ['person.id'], name=op.f('fk_finding_verified_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('case_id', 'number', name=op.f('uq_finding_case_id_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_finding_public_id'))
    )
    op.create_index(op.f('ix_finding_state'), 'finding', ['state'], unique=False)
    op.create_table('plan_row',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('half', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('covers', sa.JSON(), nullable=False),
    sa.Column('remote', sa.Boolean(), nullable=False),
    sa.Column('auditing', sa.Boolean(), nullable=False),
    sa.Column('with_whom', sa.String(length=200), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('half IN (1, 2)', name=op.f('ck_plan_row_half_of_day')),
    sa.CheckConstraint('stage IN (1, 2)', name=op.f('ck_plan_row_stage_known')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_row_person_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['audit_plan.id'], name=op.f('fk_plan_row_plan_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_plan_row_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_row')),
    sa.UniqueConstraint('plan_id', 'person_id', 'on', 'half', name=op.f('uq_plan_row_plan_id_person_id_on_half'))
    )
    op.create_index(op.f('ix_plan_row_person_id'), 'plan_row', ['person_id'], unique=False)
    op.create_index(op.f('ix_plan_row_plan_id'), 'plan_row', ['plan_id'], unique=False)
    op.create_table('site_sign_in',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('latitude', sa.Numeric(precision=9, scale=6), nullable=True),
    sa.Column('longitude', sa.Numeric(precision=9, scale=6), nullable=True),
    sa.Column('photo_id', sa.Integer(), nullable=True),
    sa.Column('anomalies', sa.JSON(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('opening','closing')", name=op.f('ck_site_sign_in_kind_known')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_site_sign_in_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_site_sign_in_person_id')),
    sa.ForeignKeyConstraint(['photo_id'], ['document.id'], name=op.f('fk_site_sign_in_photo_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site_sign_in'))
    )
    op.create_index(op.f('ix_site_sign_in_case_id'), 'site_sign_in', ['case_id'], unique=False)
    op.create_table('finding_site',
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('checked', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_finding_site_finding_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_finding_site_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding_site')),
    sa.UniqueConstraint('finding_id', 'site_id', name=op.f('uq_finding_site_finding_id_site_id'))
    )


def downgrade() -> None:
    op.drop_table('finding_site')
    op.drop_table('site_sign_in')
    op.drop_table('plan_row')
    op.drop_table('finding')
    op.drop_table('stage_result')
    op.drop_table('rating')
    op.drop_table('minors_answer')
    op.drop_table('audit_plan')
    op.drop_table('assignment')
