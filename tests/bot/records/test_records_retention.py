"""What is too old goes, at start and again later; copies of the database as well."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from kept_answers import answer

from bot.records.database import url_of
from bot.records.migrate import BACKUPS, migrate
from bot.records.records import Records
from bot.records.retention import Retention, delete_old
from bot.service import Caller


def keep(records, clock, days_ago):
    clock.now = datetime.now(UTC) - timedelta(days=days_ago)
    return records.keep_answer(Caller("chat"), answer(), []).id


def test_answers_older_than_the_days_given_are_deleted(records, clock):
    old, young = keep(records, clock, 31), keep(records, clock, 29)
    assert delete_old(records, 30) == 1
    assert records.answer(old) is None
    assert records.answer(young)


def test_nought_days_keep_everything(records, clock):
    old = keep(records, clock, 10_000)
    assert delete_old(records, 0) == 0
    assert records.answer(old)


@pytest.mark.parametrize("days, left", [(30, ["young"]), (0, ["old", "young"])])
def test_old_copies_of_the_database_go_with_their_answers(home, days, left):
    url = url_of(home)
    migrate(url)
    (home / BACKUPS).mkdir()
    for name, age in (("old", 31), ("young", 29)):
        copy = home / BACKUPS / f"records-{name}.sqlite"
        copy.touch()
        then = time.time() - age * 86400
        os.utime(copy, (then, then))
    delete_old(Records(url), days)
    assert sorted(p.stem for p in (home / BACKUPS).iterdir()) == [f"records-{n}" for n in left]


def test_it_is_done_at_start_and_again_until_it_is_closed(records, clock):
    def gone(id_):
        deadline = time.monotonic() + 20
        while records.answer(id_) is not None and time.monotonic() < deadline:
            time.sleep(0.02)
        return records.answer(id_) is None

    first = keep(records, clock, 31)
    retention = Retention(records, 30, every_s=0.05)
    assert gone(first)
    assert gone(keep(records, clock, 31))
    retention.close()
    kept = keep(records, clock, 31)
    time.sleep(0.2)
    assert records.answer(kept)
