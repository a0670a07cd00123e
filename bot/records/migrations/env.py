"""What Alembic runs for the steps: over the connection, and in the transaction, it is given."""

from alembic import context

from bot.records.migrate import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    # SQLite too: bot/records/database.py begins the transaction itself, before any DDL.
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
