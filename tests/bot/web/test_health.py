"""Who sends requests here is told when it should not, and why."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from sqlalchemy.event import listen
from starlette.testclient import TestClient

from bot.records.records import open_records
from bot.web import problems
from bot.web.api import health
from tests.bot.web.conftest import refuse_writing

SERVICE = SimpleNamespace(engine=SimpleNamespace(policies=()), under_way=0)


@pytest.fixture
def records(tmp_path, new_database):
    records = open_records(tmp_path, new_database())
    yield records
    records.close()


def asked(records, *, stopping=False):
    app = FastAPI()
    problems.install(app)
    router = health.router(SERVICE, is_stopping=lambda: stopping, can_keep=records.ready)
    app.include_router(router)
    return TestClient(app).get("/api/v1/health/ready")


def test_a_server_that_can_answer_and_keep_answers_is_ready(records):
    assert asked(records).status_code == 200


def test_a_server_that_was_told_to_stop_is_not_ready(records):
    response = asked(records, stopping=True)
    assert response.status_code == 503
    assert "正在停止" in response.json()["detail"]
    assert response.headers["retry-after"] == "5"


def test_a_server_whose_records_cannot_be_written_is_not_ready(records):
    records.close()  # other connections are opened, and these refuse what is written
    listen(records._reader, "connect", refuse_writing)
    response = asked(records)
    assert response.status_code == 503
    assert "记录暂时无法保存" in response.json()["detail"]
