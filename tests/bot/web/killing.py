"""What kill tests of servers share: clients that ask until theirs is gone, what must be left."""

from __future__ import annotations

import threading
import time
from itertools import count

import httpx
from sqlalchemy import text

from bot.records.database import connect, url_of
from bot.records.records import Records

CLIENTS = 3
STARTED_WITHIN_S = 240  # on a busy machine
# Each server is killed after so many answers and at a moment of its own.
ANSWERS, LONGEST_S = range(1, 7), 0.25


class Clients:
    """Ask without a pause until the server is gone; `answers` are (id, conversation, question)."""

    def __init__(self, url):
        self.answers = []
        self.cut = 0
        self.first = threading.Event()
        self._url = url
        self._threads = [threading.Thread(target=self._ask, args=[n]) for n in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def join(self):
        for thread in self._threads:
            thread.join()

    def _ask(self, client_n):
        with httpx.Client(base_url=self._url, timeout=60) as client:
            for n in count():
                question = f"第{client_n}位企业购买{n}台设备能拿多少补贴?"
                try:
                    response = client.post("/api/v1/ask", json={"question": question})
                    assert response.status_code == 200, response.text
                    answer = response.json()
                except httpx.HTTPError:
                    self.cut += 1
                    return
                self.answers.append((answer["id"], answer["conversation"], question))
                self.first.set()


def asked_until_killed(url, kill, moments):
    """What the clients of a server had got when it was killed, and how many had not."""
    clients = Clients(url)
    wanted, deadline = moments.choice(ANSWERS), time.monotonic() + STARTED_WITHIN_S
    while len(clients.answers) < wanted:  # not the clock alone: a busy machine gets as far
        assert time.monotonic() < deadline and clients.cut == 0, "too few answers"
        time.sleep(0.002)
    time.sleep(moments.uniform(0, LONGEST_S))
    kill()
    clients.join()
    return clients.answers, clients.cut


def assert_kept(home, answers):
    """All of them are in the records, whole, and the file is sound."""
    url = url_of(home)
    engine = connect(url)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).first() is None
    engine.dispose()
    records = Records(url)
    try:
        for id_, conversation, question in answers:
            kept = records.answer(id_)
            assert kept is not None and kept.answer.question == question
            in_it = records.conversation(conversation)
            assert in_it is not None and [each.id for each in in_it.answers] == [id_]
    finally:
        records.close()
