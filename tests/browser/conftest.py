"""The real server in a process of its own, and the browser that Debian ships.

WENCE_REQUIRE_BROWSER=1 makes a missing browser a failure instead of a skip;
DOCS_PICTURES=1 writes the pictures of docs/ anew.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.conftest import ROOT

CHROMIUM = Path("/usr/bin/chromium")
# Chromium itself would otherwise ask its maker's hosts for updates and the like.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_TIMEOUT_S = 240  # the index is built on a first start
DESKTOP = (1360, 860)
PHONE = (390, 844)
# A page that has something to show shows it at once, and on a busy machine some time later.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True)
class Server:
    """A running server: where it is, and its data folder."""

    url: str
    home: Path


@contextmanager
def running(home: Path, *command: str, **variables: str) -> Iterator[Server]:
    """The server that `command` starts, given a free port as its last argument.

    Args:
        variables: WENCE_… settings.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    said = home / "server.log"
    with said.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *command, str(port)],
            cwd=ROOT,
            env=os.environ | {"WENCE_HOME": str(home)} | variables,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(url, process, said)
            yield Server(url, home)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(url: str, process: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the server did not start:\n{said.read_text()}")


@pytest.fixture(scope="session")
def home(prepared: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the encoder's and the index in it."""
    folder = tmp_path_factory.mktemp("home")
    prepared(folder)
    return folder


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[Server]:
    """`wence serve` with the real engine."""
    with running(home, "-m", "bot.cli", "serve", "--port") as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for one file: while Playwright's loop runs, asyncio.run() refuses."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is not installed"
        if os.environ.get("WENCE_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


# By what they look like and speak: contexts that have been cleared of all that users leave. A
# new one would fetch the whole of Gradio's scripts again.
_cleared: dict[tuple[Browser, str], list[BrowserContext]] = defaultdict(list)


def come_to_rest(page: Page) -> None:
    """Wait until nothing on the page moves or changes its colour any more."""
    page.wait_for_function(
        """() => document.getAnimations().every(
            (one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity
        )"""
    )


def picture(page: Page, name: str, elsewhere: Path) -> None:
    """Take a picture of the page: `name` in docs/ where that is asked for, else `elsewhere`."""
    folder = ROOT / "docs" if os.environ.get("DOCS_PICTURES") == "1" else elsewhere
    page.screenshot(path=str(folder / name))


@contextmanager
def visiting(
    browser: Browser,
    url: str,
    size: tuple[int, int] = DESKTOP,
    scheme: str = "light",
    *,
    home: str = "",
    locale: str = "zh-CN",
) -> Iterator[Page]:
    """A page of a new user; whatever is done on it, no other host is asked and nothing fails.

    home: address of the server, where `url` is not its chat.
    """
    foreign: list[str] = []
    errors: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((home or url, "data:", "blob:")):
            foreign.append(request.url)

    free = _cleared[browser, f"{size} {scheme} {locale}"]
    context = (
        free.pop()
        if free
        else browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=locale,
        )
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("request", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(url)
    if not home:
        page.wait_for_selector("#w-side[data-view]", state="attached")
    yield page
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.close()
    context.clear_cookies()
    context.clear_permissions()
    free.append(context)
    assert foreign == []
    assert errors == []


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The chat on a desktop screen."""
    with visiting(browser, server.url) as desktop:
        yield desktop


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """The chat on a phone."""
    with visiting(browser, server.url, PHONE) as small:
        yield small
