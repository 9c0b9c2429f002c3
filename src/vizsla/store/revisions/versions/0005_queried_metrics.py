"""When each metric was last queried."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    op.create_table(
        "queried_metrics",
        sa.Column("metric", sa.Text, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("ix_queried_metrics_at", "queried_metrics", ["at"])
