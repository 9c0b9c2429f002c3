"""The tables that there were before revisions; a database that has them already is left as it is."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None

metadata = sa.MetaData()

for name, also in (("documents", False), ("document_versions", True)):
    sa.Table(
        name,
        metadata,
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=also, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("modified", sa.Float, nullable=False),
    )

sa.Table(
    "document_numbers",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

sa.Table(
    "tickets",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("handle", sa.Text, nullable=False),
    sa.Column("expires", sa.Float, nullable=False),
)

sa.Table(
    "monitor_groups",
    metadata,
    sa.Column("monitor_id", sa.Integer, primary_key=True),
    sa.Column("grp", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
)

sa.Table(
    "monitor_runs",
    metadata,
    sa.Column("monitor_id", sa.Integer, primary_key=True),
    sa.Column("evaluated_at", sa.Float, nullable=False),
    sa.Column("lease_until", sa.Float, nullable=False),
    sa.Column("explained", sa.LargeBinary, nullable=False),
)

sa.Table(
    "transitions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("monitor_id", sa.Integer, nullable=False, index=True),
    sa.Column("grp", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("silenced_by", sa.Text, nullable=False),
)

sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("transition_id", sa.Integer, nullable=False),
    sa.Column("handle", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_attempt", sa.Float, nullable=False),
    sa.Column("lease_until", sa.Float, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("finished_at", sa.Float),
    sa.UniqueConstraint("transition_id", "handle"),
)


def upgrade() -> None:
    metadata.create_all(op.get_bind())
