"""kill -9 at any moment: what was acknowledged is there, and the schema is the old or the new."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_answers import FULL
from nursery import Killed, nursery
from sqlalchemy import text
from sqlalchemy.engine import URL

from bot.records.database import connect, file_of
from bot.records.migrate import MIGRATIONS, migrate, schema_of
from bot.records.records import Records
from bot.service import Caller

KILLS = 20
# Each run is killed after so many answers and at a moment of its own.
ANSWERS, LONGEST_S = range(1, 6), 0.25
ROWS = 40
# A step that takes a while and touches everything: rebuilds a table, rewrites every row.
STEP = """
import time
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0003", "0002"
def upgrade():
    print("begun", flush=True)
    with op.batch_alter_table("answers") as table:
        table.add_column(sa.Column("length", sa.Integer))
    numbers = op.get_bind().execute(sa.text("SELECT number FROM answers")).scalars().all()
    for number in numbers:
        op.execute(f"UPDATE answers SET length = 1, summary = 'new' WHERE number = {number}")
        time.sleep(0.005)
    op.create_index("ix_answers_length", "answers", ["length"])
"""


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """The migrations of a later version."""
    folder = tmp_path / "later"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v0003.py").write_text(STEP)
    return folder


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """killed(lines, seconds, task, *arguments), as killed_writer.py takes them: see
    tests/bot/nursery.py."""
    program = Path(__file__).with_name("killed_writer.py")
    with nursery(program, tmp_path_factory.mktemp("said")) as running:
        yield running


def name(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def assert_sound(url: URL) -> None:
    """SQLite's own check of the file; PostgreSQL was not killed."""
    if file_of(url):
        with connect(url).connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).first() is None


@pytest.mark.timeout(240)
def test_answers_acknowledged_before_a_kill_are_there_afterwards(database, killed):
    moments = random.Random(4)
    acknowledged = []
    for _ in range(KILLS):
        lines, seconds = moments.choice(ANSWERS), moments.uniform(0, LONGEST_S)
        acknowledged += killed(lines, seconds, "write", name(database))
    records = Records(database)
    assert len(acknowledged) > 2 * KILLS
    expected: dict[str, list[str]] = {}
    for line in acknowledged:
        id_, conversation = line.split()
        expected.setdefault(conversation, []).append(id_)
    for conversation, ids in expected.items():
        kept = {each.id: each for each in records.conversation(conversation).answers}
        assert all((kept[id_].answer, kept[id_].vote) == (FULL, "like") for id_ in ids)
    with records.reading() as session:  # no answer was half written
        cited = text("SELECT count(*) FROM answers a WHERE (SELECT count(*) FROM citations c "
                     "WHERE c.answer_number = a.number) <> 2")  # fmt: skip
        assert session.scalar(cited) == 0
    assert_sound(database)
    records.close()


@pytest.mark.timeout(240)
def test_a_kill_during_a_migration_leaves_the_old_schema_or_the_new_with_every_row(
    database, steps, killed
):
    records = Records(database)
    ids = [records.keep_answer(Caller("chat"), FULL, []).id for _ in range(ROWS)]
    records.close()
    moments = random.Random(4)
    interrupted = 0
    for _ in range(KILLS):
        # At 40 rows of 5 ms the step takes 200 ms: three quarters of it at most, then the kill.
        killed(1, moments.uniform(0, 0.15), "change", name(database), str(steps))
        engine = connect(database)
        with engine.connect() as connection:
            old = schema_of(connection) == "0002"
            summaries = set(connection.execute(text("SELECT summary FROM answers")).scalars())
            assert summaries == ({FULL.summary} if old else {"new"})
            assert connection.scalar(text("SELECT count(*) FROM citations")) == 2 * ROWS
        engine.dispose()
        interrupted += old
    assert interrupted > KILLS // 2
    assert_sound(database)

    migrate(database, steps=steps)
    records = Records(database)
    assert all(records.answer(id_).answer.citations == FULL.citations for id_ in ids)
    records.close()


@pytest.mark.timeout(240)
def test_a_kill_while_the_first_tables_are_made_leaves_a_database_that_opens(url, tmp_path, killed):
    slow = tmp_path / "slow"
    shutil.copytree(MIGRATIONS, slow, ignore=shutil.ignore_patterns("__pycache__"))
    first = slow / "versions" / "v0001.py"
    making = "    _answers()\n"
    said, slept = "print('begun', flush=True)", "__import__('time').sleep(0.1)"
    step = first.read_text().replace(making, f"    {said}\n{making}    {slept}\n", 1)
    first.write_text(step)
    moments = random.Random(4)
    for _ in range(5):
        killed(1, moments.uniform(0, 0.08), "change", name(url), str(slow))
    migrate(url)
    assert_sound(url)
    records = Records(url)
    assert records.answer(records.keep_answer(Caller("chat"), FULL, []).id).answer == FULL
    records.close()
