"""Where records are, how they are opened, and the index version they note."""

from __future__ import annotations

import json
import stat
import subprocess
import sys

import pytest
from kept_answers import FULL
from sqlalchemy import text

from bot.records.database import url_of
from bot.records.errors import DatabaseUnusable
from bot.records.index_version import IndexVersion
from bot.records.records import Records, open_records
from bot.service import Caller


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


def test_an_answer_notes_the_index_it_came_from(home):
    version = IndexVersion(home / "index")
    assert version() == ""
    first = home / "index" / "version-a"
    first.mkdir(parents=True)
    (first / "manifest.json").write_text(json.dumps({"policies": {"demo": "1"}}))
    (home / "index" / "current").write_text("version-a")
    records = open_records(home)
    reply = records.keep_answer(Caller("chat"), FULL, [])
    assert records.answer(reply.id).index_version == version() != ""

    second = home / "index" / "version-b"
    second.mkdir()
    (second / "manifest.json").write_text(json.dumps({"policies": {"demo": "2"}}))
    (home / "index" / "current").write_text("version-b")
    later = records.keep_answer(Caller("chat"), FULL, [])
    versions = [records.answer(each.id).index_version for each in (reply, later)]
    assert versions[1] == version()
    assert versions[0] != versions[1]
    records.close()


def test_records_are_ready_while_their_database_answers(home, records):
    assert records.ready()
    assert not Records(url_of(home, "postgresql://u@127.0.0.1:1/db")).ready()


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
