"""Metrics whose points came late are noted for the evaluator."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    op.create_table(
        "late_metrics",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("oldest", sa.Float, nullable=False),
        sa.Column("noted", sa.Float, nullable=False),
    )
    op.create_index("ix_late_metrics_noted", "late_metrics", ["noted"])
