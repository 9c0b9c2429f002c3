"""Snapshots of graphs, and what channels tell of a transition besides its words."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    op.add_column("transitions", sa.Column("facts", sa.LargeBinary))
    op.create_table(
        "snapshots",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, unique=True),
        sa.Column("made", sa.Float, nullable=False, index=True),
        sa.Column("asked", sa.LargeBinary, nullable=False),
        sa.Column("image", sa.LargeBinary),
    )
