"""Records: what was asked and answered, what users thought of it, and what operators confirmed.

    records.py        Records: keeps answers and feedback, reads conversations, shares, deletes
    kept.py           what is read back, and how an answer becomes rows
    masking.py        personal data is masked before anything is written
    index_version.py  which index an answer came from
    tables.py         the tables
    database.py       the connection: SQLite in the data folder, or PostgreSQL by URL
    sessions.py       sessions for reading and for writing; finding a row by its id
    migrate.py        brings the schema up to date; the steps stand in migrations/
    inbox.py          messages of a help desk, kept until they are replied to
    retention.py      deletes what is too old, at start and daily
    statistics.py     figures for the operator's page
    disliked.py       answers that users disliked, and what was confirmed of them
    export.py         everything as JSON lines or CSV
    corrections.py    what an operator confirms to be right
    questions.py      what was confirmed, as question files and pairs for tuning
    commands.py       `wence records …`

`open_records` (records.py) is the way in.
"""
