"""Outbox, messages, timed work and the calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_day',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('working', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_day')),
    sa.UniqueConstraint('on', name=op.f('uq_calendar_day_on'))
    )
    op.create_table('calendar_year',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_year')),
    sa.UniqueConstraint('year', name=op.f('uq_calendar_year_year'))
    )
    op.create_table('daily_run',
    sa.Column('task', sa.String(length=40), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_daily_run')),
    sa.UniqueConstraint('task', 'on', name=op.f('uq_daily_run_task_on'))
    )
    op.create_table('stored_fact',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('spread_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_stored_fact_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_fact'))
    )
    op.create_index(op.f('ix_stored_fact_case_id'), 'stored_fact', ['case_id'], unique=False)
    op.create_index('ix_stored_fact_waiting', 'stored_fact', ['id'], unique=False, sqlite_where=sa.text('spread_at IS NULL'), postgresql_where=sa.text('spread_at IS NULL'))
    op.create_table('reaction',
    sa.Column('fact_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('leased_until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('not_before_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['fact_id'], ['stored_fact.id'], name=op.f('fk_reaction_fact_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reaction')),
    sa.UniqueConstraint('fact_id', 'name', name=op.f('uq_reaction_fact_id_name'))
    )
    op.create_index('ix_reaction_waiting', 'reaction', ['id'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
    op.create_table('sent_message',
    sa.Column('fact_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('composed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['assessment_case.id'], name=op.f('fk_sent_message_case_id')),
    sa.ForeignKeyConstraint(['fact_id'], ['stored_fact.id'], name=op.f('fk_sent_message_fact_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sent_message_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_message')),
    sa.UniqueConstraint('fact_id', 'person_id', name=op.f('uq_sent_message_fact_id_person_id'))
    )
    op.create_index(op.f('ix_sent_message_case_id'), 'sent_message', ['case_id'], unique=False)
    op.create_index(op.f('ix_sent_message_person_id'), 'sent_message', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('sent_message')
    op.drop_table('reaction')
    op.drop_table('stored_fact')
    op.drop_table('daily_run')
    op.drop_table('calendar_year')
    op.drop_table('calendar_day')
