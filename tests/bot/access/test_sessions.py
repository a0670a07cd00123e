"""The operator's sessions, as a browser meets them: an app with a page, a form and a gate."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import pytest
from access_parts import EVIL, HOST, SECRET, Clock
from argon2 import PasswordHasher
from fastapi import Depends, FastAPI, Form, Request, Response
from fastapi.responses import JSONResponse
from starlette.testclient import TestClient

from bot.access.errors import Refused
from bot.access.gate import KeyedGate
from bot.access.keys import KeyFile
from bot.access.limits import Limits
from bot.access.origins import AllowList
from bot.access.passwords import LONGEST, WeakPassword, hash_password, verify
from bot.access.sender import Senders
from bot.access.sessions import CSRF_FIELD, CSRF_HEADER, LASTS_S, Sessions
from bot.access.tokens import EmbedTokens
from bot.service import Caller

PASSWORD = "市民服务-2026-助手"
LOCAL = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def password_hash() -> str:
    """As `hash_password` makes it, but quick to check."""
    return PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)


class Worker:
    """One server process with the operator's routes, and browsers for it."""

    def __init__(
        self, home: Path, password_hash: str, clock: Clock, *, public_url: str = HOST
    ) -> None:
        senders = Senders(AllowList([]), public_url=public_url)
        self.sessions = Sessions(
            home,
            secret=SECRET,
            password_hash=password_hash,
            senders=senders,
            public_url=public_url,
            limits=Limits(5, clock=clock),
            now=clock,
        )
        gate = KeyedGate(
            keys=KeyFile(home, now=clock.now),
            embeds=EmbedTokens(SECRET, [], now=clock),
            sessions=self.sessions,
            senders=senders,
            limits=Limits(60, clock=clock),
            keys_needed=True,
            local_only=False,
        )
        self.app = self._app(gate)
        self._base = public_url or LOCAL

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url=self._base, headers={"Origin": self._base})

    def _app(self, gate: KeyedGate) -> FastAPI:
        app, sessions = FastAPI(), self.sessions
        operator = Depends(gate.needs("admin", "api"))

        @app.exception_handler(Refused)
        async def refused(request: Request, error: Refused) -> JSONResponse:
            return JSONResponse({"detail": str(error)}, error.status)

        @app.post("/login")
        async def login(
            request: Request, response: Response, password: Annotated[str, Form()]
        ) -> str:
            return (await sessions.login(request, response, password)).csrf

        @app.post("/logout")
        async def logout(request: Request, response: Response, caller: Caller = operator) -> None:
            sessions.logout(request, response)

        @app.get("/admin")
        async def page(caller: Caller = operator) -> str:
            return "page"

        @app.post("/admin")
        async def publish(policy: Annotated[str, Form()] = "", caller: Caller = operator) -> str:
            return f"published {policy}"

        return app


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(tmp_path: Path, password_hash: str, clock: Clock) -> Worker:
    return Worker(tmp_path, password_hash, clock)


def log_in(browser: TestClient, password: str = PASSWORD) -> str:
    """The token for forms."""
    reply = browser.post("/login", data={"password": password})
    assert reply.status_code == 200, reply.text
    token: str = reply.json()
    return token


def test_without_a_session_there_is_no_operators_page(worker: Worker) -> None:
    assert worker.browser().get("/admin").status_code == 401
    assert worker.browser().post("/admin", data={"policy": "x"}).status_code == 401


def test_after_the_password_the_page_opens_and_forms_work(worker: Worker) -> None:
    browser = worker.browser()
    csrf = log_in(browser)
    assert browser.get("/admin").json() == "page"
    form = browser.post("/admin", data={"policy": "sd", CSRF_FIELD: csrf})
    assert form.json() == "published sd"
    upload = browser.post("/admin", data={"policy": "sd", CSRF_FIELD: csrf}, files={"f": b"x"})
    assert upload.json() == "published sd"
    script = browser.post("/admin", data={"policy": "sd"}, headers={CSRF_HEADER: csrf})
    assert script.json() == "published sd"


def test_the_cookie_is_for_this_host_over_https_and_for_no_script_and_no_other_page(
    worker: Worker,
) -> None:
    cookie = worker.browser().post("/login", data={"password": PASSWORD}).headers["set-cookie"]
    name, *parts = cookie.split("; ")
    assert name.startswith("__Host-wence=")
    assert {part.lower() for part in parts} == {
        "httponly",
        "secure",
        "samesite=strict",
        "path=/",
        f"max-age={LASTS_S}",
    }


def test_on_this_machine_the_cookie_does_without_https(
    tmp_path: Path, password_hash: str, clock: Clock
) -> None:
    local = Worker(tmp_path, password_hash, clock, public_url="")
    browser = local.browser()
    reply = browser.post("/login", data={"password": PASSWORD})
    assert "secure" not in reply.headers["set-cookie"].lower()
    assert browser.get("/admin").status_code == 200
    elsewhere = TestClient(local.app, base_url="http://ask.intranet:7860")
    reply = elsewhere.post("/login", data={"password": PASSWORD})
    assert "; Secure" in reply.headers["set-cookie"]


@pytest.mark.parametrize("password", ["", "x", PASSWORD + " ", PASSWORD[:-1], "x" * 100_000])
def test_a_wrong_password_opens_nothing(worker: Worker, password: str) -> None:
    browser = worker.browser()
    reply = browser.post("/login", data={"password": password})
    assert reply.status_code in (401, 422)
    assert "set-cookie" not in reply.headers
    assert browser.get("/admin").status_code == 401


def test_passwords_cannot_be_tried_often(worker: Worker, clock: Clock) -> None:
    browser = worker.browser()
    tried = [browser.post("/login", data={"password": "x"}).status_code for _ in range(8)]
    assert tried == [401] * 5 + [429] * 3
    assert browser.post("/login", data={"password": PASSWORD}).status_code == 429
    clock.at += 12
    log_in(browser)


def test_many_passwords_at_the_same_time_do_not_pile_up(
    tmp_path: Path, password_hash: str, clock: Clock
) -> None:
    sessions = Worker(tmp_path, password_hash, clock).sessions

    async def one(n: int) -> str:
        scope = {
            "type": "http",
            "method": "POST",
            "scheme": "https",
            "path": "/login",
            "query_string": b"",
            "headers": [],
            "client": (f"203.0.113.{n}", 1),
        }
        try:
            await sessions.login(Request(scope), Response(), "wrong password")
        except Refused as error:
            return type(error).__name__
        return "in"

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(one(n) for n in range(30)))

    outcomes = asyncio.run(all_at_once())
    assert outcomes.count("Unauthorized") == 8
    assert outcomes.count("TooMany") == 22


def test_another_page_can_neither_log_in_nor_send_a_form(worker: Worker) -> None:
    browser = worker.browser()
    for origin in (EVIL, "null"):
        reply = browser.post("/login", data={"password": PASSWORD}, headers={"Origin": origin})
        assert reply.status_code == 403
    csrf = log_in(browser)
    for origin in (EVIL, "null"):
        reply = browser.post("/admin", headers={"Origin": origin, CSRF_HEADER: csrf})
        assert reply.status_code == 403


def test_a_form_without_the_token_of_the_session_changes_nothing(worker: Worker) -> None:
    browser, other = worker.browser(), worker.browser()
    csrf, foreign = log_in(browser), log_in(other)
    assert csrf != foreign
    for wrong in ("", foreign, csrf[:-1], csrf.swapcase(), "令牌"):
        reply = browser.post("/admin", data={"policy": "x", CSRF_FIELD: wrong})
        assert reply.status_code == 403
    assert browser.post("/admin", json={CSRF_FIELD: csrf}).status_code == 403
    assert browser.post("/admin", files={CSRF_FIELD: csrf.encode()}).status_code == 403
    assert browser.put("/admin").status_code == 405


def test_logging_out_ends_the_session_in_every_worker_also_for_who_copied_the_cookie(
    worker: Worker, tmp_path: Path, password_hash: str, clock: Clock
) -> None:
    browser = worker.browser()
    csrf = log_in(browser)
    thief = Worker(tmp_path, password_hash, clock).browser()
    thief.cookies.update(browser.cookies)
    assert thief.get("/admin").status_code == 200
    browser.post("/logout", headers={CSRF_HEADER: csrf})
    assert not browser.cookies
    assert browser.get("/admin").status_code == 401
    assert thief.get("/admin").status_code == 401


def test_logging_in_again_gives_another_session_and_ends_the_first(worker: Worker) -> None:
    browser, copy = worker.browser(), worker.browser()
    first = log_in(browser)
    copy.cookies.update(browser.cookies)
    assert log_in(browser) != first
    assert browser.get("/admin").status_code == 200
    assert copy.get("/admin").status_code == 401


def test_a_session_ends_after_a_working_day(worker: Worker, clock: Clock) -> None:
    browser = worker.browser()
    log_in(browser)
    clock.at += LASTS_S - 1
    assert browser.get("/admin").status_code == 200
    clock.at += 1
    assert browser.get("/admin").status_code == 401


def test_changing_the_password_ends_every_session(
    worker: Worker, tmp_path: Path, clock: Clock
) -> None:
    browser = worker.browser()
    log_in(browser)
    after = Worker(tmp_path, hash_password(PASSWORD), clock).browser()
    after.cookies.update(browser.cookies)
    assert after.get("/admin").status_code == 401


def test_a_tampered_cookie_is_no_session(worker: Worker) -> None:
    browser = worker.browser()
    log_in(browser)
    [(name, cookie)] = browser.cookies.items()
    for tampered in (cookie[:-1], cookie[1:], cookie + "A", cookie.split(".")[0], "", "."):
        other = worker.browser()
        other.cookies.set(name, tampered)
        assert other.get("/admin").status_code == 401


def test_a_damaged_list_of_ended_sessions_lets_nobody_in(worker: Worker, tmp_path: Path) -> None:
    browser = worker.browser()
    log_in(browser)
    (tmp_path / "ended-sessions.json").write_text('{"half')
    assert browser.get("/admin").status_code == 401


def test_ended_sessions_are_forgotten_when_they_would_have_ended_anyway(
    worker: Worker, tmp_path: Path, clock: Clock
) -> None:
    for _ in range(4):
        browser = worker.browser()
        browser.post("/logout", headers={CSRF_HEADER: log_in(browser)})
        clock.at += LASTS_S / 2
    assert (tmp_path / "ended-sessions.json").read_text().count(":") <= 2


def test_an_operators_key_works_without_a_form(worker: Worker, tmp_path: Path) -> None:
    key = KeyFile(tmp_path).add("deploy", scopes=("admin",), rate=None, days=None)
    reply = TestClient(worker.app, base_url=HOST).post(
        "/admin", data={"policy": "sd"}, headers={"Authorization": f"Bearer {key}"}
    )
    assert reply.json() == "published sd"


# --- passwords ---------------------------------------------------------------------------------


def test_a_password_is_right_for_its_hash_alone(password_hash: str) -> None:
    slow = hash_password(PASSWORD)
    assert slow.startswith("$argon2id$v=19$m=65536,")
    assert hash_password(PASSWORD) != slow
    assert verify(slow, PASSWORD) and verify(password_hash, PASSWORD)
    assert not verify(slow, PASSWORD[:-1])
    assert not verify(password_hash, PASSWORD.upper() + "x")
    assert not verify("$argon2id$broken", PASSWORD)
    assert not verify(password_hash, "\ud800")


@pytest.mark.parametrize("password", ["", "short", "x" * 11, "x" * (LONGEST + 1)])
def test_a_password_that_is_too_short_or_long_is_not_taken(password: str) -> None:
    with pytest.raises(WeakPassword, match=str(len(password))):
        hash_password(password)
