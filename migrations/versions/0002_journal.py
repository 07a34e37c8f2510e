"""The journal and its seals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('journal_entry',
    sa.Column('chain', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('from_state', sa.String(length=20), nullable=False),
    sa.Column('to_state', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('person_name', sa.String(length=100), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_journal_entry_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_entry')),
    sa.UniqueConstraint('chain', 'seq', name=op.f('uq_journal_entry_chain_seq')),
    sa.UniqueConstraint('digest', name=op.f('uq_journal_entry_digest'))
    )
    op.create_index(op.f('ix_journal_entry_at'), 'journal_entry', ['at'], unique=False)
    op.create_index(op.f('ix_journal_entry_person_id'), 'journal_entry', ['person_id'], unique=False)
    op.create_index(op.f('ix_journal_entry_subject'), 'journal_entry', ['subject'], unique=False)
    op.create_table('seal',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('entry_digest', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['journal_entry.id'], name=op.f('fk_seal_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal')),
    sa.UniqueConstraint('digest', name=op.f('uq_seal_digest')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_seal_entry_id'))
    )


def downgrade() -> None:
    op.drop_table('seal')
    op.drop_table('journal_entry')
