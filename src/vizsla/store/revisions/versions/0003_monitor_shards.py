"""Monitors' states are stored in batches by servers that lease shards of them."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Make the tables of leases; a run needs no lease of its own, and its account is in the telemetry store."""
    op.create_table(
        "monitor_shards",
        sa.Column("shard", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("until", sa.Float, nullable=False),
    )
    op.create_table(
        "monitor_servers",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("seen", sa.Float, nullable=False),
    )
    op.add_column("monitor_runs", sa.Column("edits", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("monitor_runs") as runs:
        runs.drop_column("lease_until")
        runs.drop_column("explained")
