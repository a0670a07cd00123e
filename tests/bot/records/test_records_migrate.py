"""The schema: made and changed by migrations alone, by one process, whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from kept_answers import FULL
from sqlalchemy import text

from bot.records.database import connect, url_of
from bot.records.errors import DatabaseUnusable, NewerSchema
from bot.records.migrate import MIGRATIONS, VERSION_TABLE, backups_of, migrate, schema_of
from bot.records.records import Records
from bot.records.tables import Table
from bot.service import Caller
from tests.conftest import ROOT

# A step as a later version would have it: it rebuilds the table that others refer to.
STEP = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0003", "0002"
def upgrade():
    with op.batch_alter_table("answers") as table:
        table.add_column(sa.Column("region", sa.Text, nullable=False, server_default=""))
        table.alter_column("status", type_=sa.Text, existing_type=sa.String(16))
"""
FAILING = STEP + "    op.execute('SELECT no_such_column FROM answers')\n"
ORPHANING = STEP + "    op.execute('DELETE FROM conversations')\n"


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of a later version; a step is written into it by each test."""
    folder = tmp_path / "later 100% 版本"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def write_step(folder: Path, step: str) -> None:
    (folder / "versions" / "v0003.py").write_text(step)


def schema(url) -> str | None:
    engine = connect(url)
    with engine.connect() as connection:
        found = schema_of(connection)
    engine.dispose()
    return found


def test_the_migrations_make_exactly_the_tables_of_the_program(database):
    with connect(database).connect() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Table.metadata) == []


def test_a_database_that_is_up_to_date_is_left_alone(database):
    migrate(database)
    assert schema(database) == "0002"


def test_a_later_version_changes_tables_and_loses_no_row(database, records, later):
    reply = records.keep_answer(Caller("chat"), FULL, [])
    records.close()
    write_step(later, STEP)
    migrate(database, steps=later)
    assert schema(database) == "0003"
    assert Records(database).answer(reply.id).answer == FULL  # its citations too


def test_a_newer_schema_is_refused_with_one_sentence(database, records, later):
    write_step(later, STEP)
    migrate(database, steps=later)
    with pytest.raises(NewerSchema) as refused:
        migrate(database)
    assert "0003" in str(refused.value) and "install that version" in str(refused.value)
    assert schema(database) == "0003"


def test_a_step_that_fails_changes_nothing(database, records, later):
    reply = records.keep_answer(Caller("chat"), FULL, [])
    records.close()
    write_step(later, FAILING)
    with pytest.raises(DatabaseUnusable, match="no_such_column"):
        migrate(database, steps=later)
    assert schema(database) == "0002"
    assert Records(database).answer(reply.id).answer == FULL


def test_a_step_that_leaves_orphans_in_sqlite_is_undone(home, later):
    url = url_of(home)
    migrate(url)
    reply = Records(url).keep_answer(Caller("chat"), FULL, [])
    write_step(later, ORPHANING)
    with pytest.raises(DatabaseUnusable, match="was undone"):
        migrate(url, steps=later)
    assert Records(url).conversation(reply.conversation)


def test_sqlite_is_copied_before_its_schema_changes(home, later):
    url = url_of(home)
    migrate(url)
    reply = Records(url).keep_answer(Caller("chat"), FULL, [])
    assert backups_of(home / "records.sqlite") == []  # there was nothing to lose yet
    unfinished = home / "backups" / ".records.sqlite-killed"
    unfinished.parent.mkdir()
    unfinished.touch()
    write_step(later, STEP)
    migrate(url, steps=later)
    [copy] = backups_of(home / "records.sqlite")
    assert copy.stat().st_mode & 0o077 == 0
    assert not unfinished.exists()
    copied = url_of(home, f"sqlite:///{copy}")
    assert schema(copied) == "0002"
    assert Records(copied).answer(reply.id).answer == FULL
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_only_the_last_copies_are_kept(home, later):
    url = url_of(home)
    migrate(url)
    write_step(later, FAILING)
    for _ in range(5):
        with pytest.raises(DatabaseUnusable):
            migrate(url, steps=later)
    assert len(backups_of(home / "records.sqlite")) == 3


def test_processes_that_start_at_once_all_find_the_tables(url):
    program = (
        "import sys; from sqlalchemy.engine import make_url; from bot.records.migrate import "
        "migrate; sys.stdin.read(1); migrate(make_url(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, url.render_as_string(hide_password=False)]
    several = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    said = [process.communicate(b"x", timeout=60)[1].decode() for process in several]
    assert [process.returncode for process in several] == [0] * 4, said
    assert sum("changing the schema" in each for each in said) == 1
    assert schema(url) == "0002"


def test_tables_of_others_in_the_same_database_are_left_alone(url):
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    migrate(url)
    assert schema(url) == "0002"
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "theirs"
    engine.dispose()
