"""What Alembic runs: the migrations, on the connection that it is handed."""

from alembic import context

from legacymap.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite cannot alter a table in place.
    render_as_batch=True,
)
context.run_migrations()
