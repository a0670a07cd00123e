"""A site of somebody else with the chat on its page, under a strict Content-Security-Policy."""

from __future__ import annotations

import http.server
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.browser.conftest import Server, running

EMBED_ID = "help-desk"
QUESTION = "具身智能整机企业最高奖励多少？"
LIST = "省财政厅牵头哪些措施？"
ANSWER_TIMEOUT_MS = 60_000
# A button says more than that: the quote.
CITED = re.compile(r"\(十七\)\s*支持具身智能培育")
ERROR = re.compile(r"\bw-(error|stopped)\b")
# Keeps what the page hears, before any script of the page runs.
HEAR = """
window.heard = [];
window.addEventListener("message", (event) => window.heard.push([event.origin, event.data]));
"""


@dataclass(frozen=True)
class Site:
    """A site of somebody else: its address, and what its page and its headers are."""

    url: str
    origin: str
    page: dict[str, str]


@contextmanager
def site() -> Iterator[Site]:
    """A site on a port and under a name other than the server's."""
    page = {"html": "", "csp": "default-src 'none'"}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802  # the library's name
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", page["csp"])
            self.end_headers()
            self.wfile.write(page["html"].encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test's own output is enough."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        origin = f"http://localhost:{serving.server_address[1]}"
        yield Site(f"{origin}/", origin, page)
        serving.shutdown()


@pytest.fixture(scope="session")
def partner() -> Iterator[Site]:
    with site() as allowed:
        yield allowed


@pytest.fixture(scope="session")
def stranger() -> Iterator[Site]:
    with site() as other:
        yield other


@pytest.fixture(scope="session")
def embedding(home: Path, partner: Site, stranger: Site) -> Iterator[Server]:
    """A server that asks for keys and lets one site embed."""
    settings = {
        "WENCE_ALLOWED_ORIGINS": partner.origin,
        "WENCE_EMBED_IDS": EMBED_ID,
        "WENCE_REQUIRE_KEYS": "true",
        "WENCE_RATE_PER_MINUTE": "10000",
    }
    with running(home, "-m", "bot.cli", "serve", "--port", **settings) as server:
        for host in (partner, stranger):
            _copy_the_two_lines(host, server)
        yield server


def _copy_the_two_lines(host: Site, server: Server) -> None:
    """Name the site on the server, and put the launcher's line into the head of its page."""
    ours = server.url.rstrip("/")
    host.page["csp"] = (
        f"default-src 'none'; script-src {ours}; frame-src {ours}; connect-src {ours}; "
        "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'"
    )
    host.page["html"] = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>服务台</title>"
        f'<script src="{ours}/embed.js" data-lang="zh" data-title="政策助手" async></script>'
        "</head><body><h1>服务台</h1><a href='#'>链接</a><p inert>早已停用</p></body></html>"
    )


@pytest.fixture
def visit(browser: Browser, embedding: Server) -> Iterator[Callable[..., Page]]:
    """visit(url, size=…): a page of a new user."""
    contexts = []

    def visiting(url: str, size: tuple[int, int] = (1100, 780)) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", color_scheme="light"
        )
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(HEAR)
        page.goto(url)
        return page

    yield visiting
    for context in contexts:
        context.close()


def complaints(page: Page) -> list[str]:
    """What the browser complains of from now on: scripts that fail, policies that block."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    return said


def until(page: Page, is_so: Callable[[], object]) -> None:
    """Wait, while the page goes on, for what Playwright itself cannot wait for."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        page.wait_for_timeout(50)


def assert_not_framed(page: Page, said: list[str]) -> None:
    """The browser says that it does not show the frame, and the page hears nothing of it."""
    until(page, lambda: any("frame-ancestors" in line for line in said))
    assert page.evaluate("window.heard") == []


def heard(page: Page, kind: str) -> dict[str, Any]:
    """The first message of a kind that the page around hears."""
    of_kind = f"window.heard.map(([, said]) => said).filter((said) => said.type === '{kind}')"
    until(page, lambda: page.evaluate(of_kind))
    return dict(page.evaluate(of_kind)[0])


def chat(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title=政策助手]")


def launcher(page: Page) -> Any:
    return page.locator("[data-wence] button")


def ask(page: Page, question: str = QUESTION) -> FrameLocator:
    """Open the chat, ask, and wait for the answer."""
    launcher(page).click()
    ask_again(chat(page), question)
    return chat(page)


def ask_again(frame: FrameLocator, question: str) -> None:
    """Ask in the opened chat and wait for the answer."""
    frame.get_by_role("textbox").fill(question)
    frame.get_by_role("button", name="发送").click()
    answered(frame, question)


def new(frame: FrameLocator) -> None:
    """Begin a new conversation."""
    frame.locator("#w-new").click()
    expect(frame.locator(".w-welcome")).to_be_visible()


def answered(frame: FrameLocator, question: str) -> Locator:
    """The answer to a question that was asked, once it is there."""
    expect(frame.locator("#w-present .w-question p")).to_have_text(question)
    expect(frame.locator(".w-waiting")).to_have_count(0, timeout=ANSWER_TIMEOUT_MS)
    given = frame.locator("#w-present .w-answer")
    assert not ERROR.search(given.get_attribute("class") or ""), given.inner_text()
    return given


def post(server: Server, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        server.url + path,
        json.dumps(body).encode(),
        {"Content-Type": "application/json"} | headers,
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
