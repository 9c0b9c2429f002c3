"""Tables of monitor groups' states, of their transitions, and of what is to be delivered."""

import sqlalchemy as sa

from vizsla.store.database import metadata

groups = sa.Table(
    "monitor_groups",
    metadata,
    sa.Column("monitor_id", sa.Integer, primary_key=True),
    sa.Column("grp", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
)

runs = sa.Table(
    "monitor_runs",
    metadata,
    sa.Column("monitor_id", sa.Integer, primary_key=True),
    sa.Column("evaluated_at", sa.Float, nullable=False, default=0.0),
    sa.Column("edits", sa.Integer, nullable=False, default=0, server_default="0"),
)

transitions = sa.Table(
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
    sa.Column("silenced_by", sa.Text, nullable=False, default=""),
    sa.Column("facts", sa.LargeBinary),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("transition_id", sa.Integer, nullable=False),
    sa.Column("handle", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True, default="pending"),  # pending | sent | failed
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("next_attempt", sa.Float, nullable=False, default=0.0),
    sa.Column("lease_until", sa.Float, nullable=False, default=0.0),
    sa.Column("error", sa.Text, nullable=False, default=""),
    sa.Column("finished_at", sa.Float),
    sa.UniqueConstraint("transition_id", "handle"),
)
