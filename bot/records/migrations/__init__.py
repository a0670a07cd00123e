"""Changes of the records' schema, run by bot/records/migrate.py.

A new one is a module in versions/, named v and its number, whose `revision` is that number and
whose `down_revision` the number before it. Steps go up only: the way back is the backup. They
name tables and columns themselves and import no tables.py, which always shows the newest state.
SQLite changes columns through `op.batch_alter_table`, which PostgreSQL takes as well.
"""
