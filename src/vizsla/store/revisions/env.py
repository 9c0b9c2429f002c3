"""What Alembic runs to apply the revisions, in the transaction of `store.database`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
