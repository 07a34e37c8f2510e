"""Conclusions, committee records, ballots and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ballot',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('members', sa.JSON(), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_ballot_case_id')),
    sa.ForeignKeyConstraint(['opened_by'], ['person.id'], name=op.f('fk_ballot_opened_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot')),
    sa.UniqueConstraint('case_id', 'round', name=op.f('uq_ballot_case_id_round')),
    sa.UniqueConstraint('public_id', name=op.f('uq_ballot_public_id'))
    )
    op.create_index('uq_ballot_open', 'ballot', ['case_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('conclusion',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('computed', sa.JSON(), nullable=False),
    sa.Column('computed_grade', sa.String(length=20), nullable=False),
    sa.Column('proposed_grade', sa.String(length=20), nullable=False),
    sa.Column('recommendation', sa.String(length=20), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('scope_en', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('concluded_by', sa.Integer(), nullable=False),
    sa.Column('concluded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('check_outcome', sa.String(length=10), nullable=False),
    sa.Column('check_comment', sa.Text(), nullable=False),
    sa.Column('checked_by', sa.Integer(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirm_outcome', sa.String(length=10), nullable=False),
    sa.Column('confirm_comment', sa.Text(), nullable=False),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_conclusion_case_id')),
    sa.ForeignKeyConstraint(['checked_by'], ['person.id'], name=op.f('fk_conclusion_checked_by')),
    sa.ForeignKeyConstraint(['concluded_by'], ['person.id'], name=op.f('fk_conclusion_concluded_by')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['person.id'], name=op.f('fk_conclusion_confirmed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conclusion')),
    sa.UniqueConstraint('case_id', 'revision', name=op.f('uq_conclusion_case_id_revision'))
    )
    op.create_table('committee_record',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('conclusion_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('review','confirmation','recheck')", name=op.f('ck_committee_record_kind_known')),
    sa.CheckConstraint("outcome IN ('passed','returned')", name=op.f('ck_committee_record_outcome_known')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_committee_record_case_id')),
    sa.ForeignKeyConstraint(['conclusion_id'], ['conclusion.id'], name=op.f('fk_committee_record_conclusion_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_committee_record_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_record')),
    sa.UniqueConstraint('case_id', 'kind', 'round', name=op.f('uq_committee_record_case_id_kind_round'))
    )
    op.create_table('decision',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('conclusion_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_decision_ballot_id')),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_decision_case_id')),
    sa.ForeignKeyConstraint(['conclusion_id'], ['conclusion.id'], name=op.f('fk_decision_conclusion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('ballot_id', name=op.f('uq_decision_ballot_id'))
    )
    op.create_index(op.f('ix_decision_case_id'), 'decision', ['case_id'], unique=False)
    op.create_table('vote',
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recused', sa.Boolean(), nullable=False),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("choice = 'grant' OR choice = 'maintain' OR reason <> ''", name=op.f('ck_vote_reasoned')),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_vote_ballot_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_vote_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote')),
    sa.UniqueConstraint('ballot_id', 'person_id', name=op.f('uq_vote_ballot_id_person_id'))
    )


def downgrade() -> None:
    op.drop_table('vote')
    op.drop_table('decision')
    op.drop_table('committee_record')
    op.drop_table('conclusion')
    op.drop_table('ballot')
