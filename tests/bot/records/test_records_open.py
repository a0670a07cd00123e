"""Where records are, how they are opened, and the index version they note."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from kept_answers import FULL, TEXT
from sqlalchemy import text
from sqlalchemy.event import listen

from bot.records.database import connect, file_of, url_of
from bot.records.errors import DatabaseUnusable
from bot.records.index_version import IndexVersion
from bot.records.records import Records, open_records
from bot.service import Caller, Service
from corpus.parse import parse
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        ("postgres://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("postgresql://u:p@h:5433/db?sslmode=require", "postgresql+psycopg://u:p@h:5433/db?sslmode=require"),
        ("postgresql+psycopg2://u@h/db", "postgresql+psycopg://u@h/db"),
        ("sqlite:////srv/r.sqlite", "sqlite:////srv/r.sqlite"),
    ],
)  # fmt: skip
def test_a_database_is_named_by_its_url(home, given, opened):
    assert url_of(home, given).render_as_string(hide_password=False) == opened


@pytest.mark.parametrize("given", ["mysql://u:geheim@h/db", "geheim", "sqlite://", "://"])
def test_another_url_is_refused_without_its_password_being_repeated(home, given):
    with pytest.raises(DatabaseUnusable, match="WENCE_DATABASE_URL") as refused:
        url_of(home, given)
    assert "geheim" not in str(refused.value)


def test_without_a_url_the_records_are_a_file_in_the_data_folder_for_its_owner_alone(home):
    records = open_records(home)
    records.keep_answer(Caller("chat"), FULL, [])
    for file in home.glob("records.sqlite*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(list(home.glob("records.sqlite*"))) == 3  # the database, its -wal and -shm
    records.close()


def test_sqlite_waits_for_the_disk_and_knows_its_foreign_keys(home):
    records = open_records(home)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with records.reading() as session:
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in expected}
    assert found == expected  # synchronous: 2 is FULL
    records.close()


def test_a_database_that_cannot_be_reached_is_one_sentence_without_a_password(home):
    with pytest.raises(DatabaseUnusable) as refused:
        open_records(home, "postgresql://u:geheim@127.0.0.1:1/db")
    assert "geheim" not in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert "check that" in str(refused.value)


def test_a_file_that_is_no_database_is_left_as_it_is(home):
    home.mkdir()
    (home / "records.sqlite").write_bytes(b"notes, not records" * 100)
    with pytest.raises(DatabaseUnusable, match="file is not a database"):
        open_records(home)
    assert (home / "records.sqlite").read_bytes() == b"notes, not records" * 100


def test_a_database_that_cannot_hold_chinese_is_refused(home, postgres):
    with pytest.raises(DatabaseUnusable, match="UTF8"):
        open_records(home, postgres(encoding="SQL_ASCII"))


class StandInEngine:
    """Answers when it is let go, over one policy."""

    def __init__(self, yuan):
        self.policies = (parse(TEXT.replace("800", str(yuan)), policy_id="demo"),)
        self.encoder = SimpleNamespace(name="stand-in", dim=2)
        self.asked, self.go = threading.Event(), threading.Event()

    def check(self, question, policy=None):
        """Every question can be looked at."""

    def ask(self, *args, **named):
        self.asked.set()
        self.go.wait(60)
        return FULL


async def _asked_while_exchanged(service, first, second):
    """An answer that the first engine began and one of the second."""
    under_way = asyncio.create_task(service.ask("?", caller=Caller("chat")))
    await asyncio.to_thread(first.asked.wait, 60)
    service.exchange(second)
    first.go.set(), second.go.set()
    return await under_way, await service.ask("?", caller=Caller("chat"))


def test_an_answer_notes_the_index_of_the_engine_that_gave_it(home):
    records = open_records(home)
    # What another process has published and this one has not loaded.
    (home / "index" / "version-b").mkdir(parents=True)
    (home / "index" / "version-b" / "manifest.json").write_text("{}")
    (home / "index" / "current").write_text("version-b")
    first, second = StandInEngine(800), StandInEngine(900)
    service = Service(first, keeps=records)
    replies = asyncio.run(_asked_while_exchanged(service, first, second))
    service.close()
    noted = [records.answer(reply.id).index_version for reply in replies]
    version = IndexVersion()
    assert noted == [version(first), version(second)]
    assert version(first) == IndexVersion()(StandInEngine(800)) != version(second)
    records.close()


def test_records_are_ready_while_their_database_takes_what_is_written(home, records):
    assert records.ready()
    assert not Records(url_of(home, "postgresql://u@127.0.0.1:1/db")).ready()


def _make_read_only(url):
    """The database refuses to be written to from now on; gives records over it."""
    if file_of(url) is None:
        engine = connect(url, migrating=True)
        with engine.begin() as connection:
            change = f"ALTER DATABASE {url.database} SET default_transaction_read_only = on"
            connection.execute(text(change))
    records = Records(url)
    if file_of(url) is not None:
        listen(records._reader, "connect", lambda c, _: c.execute("PRAGMA query_only=ON"))
    return records


def test_records_that_can_be_read_but_not_written_are_not_ready(database):
    records = _make_read_only(database)
    assert records.conversations([]) == []
    assert not records.ready()
    records.close()


_WITHOUT_ROOM = """
import resource, sys, time
from pathlib import Path
from bot.records.records import open_records
records = open_records(Path(sys.argv[1]))
print(records.ready())
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
time.sleep(1.1)
print(records.ready())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(records.ready())
"""


def test_records_whose_file_cannot_grow_are_not_ready_until_it_can(home):
    command = [sys.executable, "-c", _WITHOUT_ROOM, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == ["True", "False", "True"]


def test_opening_again_keeps_other_processes_from_taking_the_log_away(home):
    records = open_records(home)
    first = records.keep_answer(Caller("chat"), FULL, [])
    again = open_records(home)  # closing a handle of the file would give up the locks of both
    log = home / "records.sqlite-wal"
    assert log.exists()
    look = f"import sqlite3; c = sqlite3.connect({str(home / 'records.sqlite')!r}); "
    subprocess.run(
        [sys.executable, "-c", look + "c.execute('SELECT count(*) FROM answers'); c.close()"],
        check=True,
    )
    assert log.exists(), "whoever closes last takes the log away, and others are still open"
    second = records.keep_answer(Caller("chat"), FULL, [])
    assert again.answer(first.id) and again.answer(second.id)
    records.close()
    again.close()
