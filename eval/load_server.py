"""A `wence serve` of its own for `wence bench --load`: on this machine, with no rate to keep to.

It answers from the data folder and with the settings of whoever starts it, but keeps its records
in a folder that is deleted afterwards: questions of a measurement are nobody's conversations.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from corpus.errors import WenceError

_STARTED_WITHIN_S = 600.0  # the first start prepares weights and index
_STOPPED_WITHIN_S = 60.0
_RATE = 1_000_000_000
# What would open it to others, or ask its clients for a key.
_NOT_TAKEN_OVER = frozenset(
    f"WENCE_{name}" for name in ("HOST", "PORT", "PUBLIC_URL", "TRUSTED_PROXIES", "REQUIRE_KEYS")
)
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1024**2


class ServerNotStarted(WenceError):
    """The server ended, or could not answer in time."""


@dataclass(frozen=True)
class OwnServer:
    """A server that is running.

    Attributes:
        url: Its address.
        pid: Its first process; workers are children of it.
    """

    url: str
    pid: int


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Run a server until the block ends.

    Raises:
        ServerNotStarted: It could not be started; what it said stands on stderr.
    """
    with tempfile.TemporaryDirectory(prefix="wence-load-") as folder:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)],
            env=_environment(Path(folder)),
            stdout=sys.stderr,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(process, url)
            yield OwnServer(url, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_STOPPED_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def resident_mb(pid: int) -> float | None:
    """Resident memory in MiB of a process and its children; None where there is no /proc.

    What several processes share is counted for each of them.
    """
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        task = Path(f"/proc/{pid}/task/{pid}/children")
        children = task.read_text("ascii").split() if task.exists() else []
    except OSError:
        return None
    return pages * _PAGE_MB + sum(resident_mb(int(child)) or 0.0 for child in children)


def _environment(folder: Path) -> dict[str, str]:
    kept = {n: value for n, value in os.environ.items() if n.upper() not in _NOT_TAKEN_OVER}
    # The packages are found as they are found here, wherever the command was given.
    paths = os.pathsep.join(path or os.getcwd() for path in sys.path)
    return kept | {
        "PYTHONPATH": paths,
        "WENCE_HOST": "127.0.0.1",
        "WENCE_DATABASE_URL": f"sqlite:///{folder / 'records.sqlite'}",
        "WENCE_RATE_PER_MINUTE": str(_RATE),
    }


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    """Return when it is ready."""
    deadline = time.monotonic() + _STARTED_WITHIN_S
    with httpx.Client(base_url=url, timeout=5) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if client.get("/api/v1/health/ready").status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
    raise ServerNotStarted(
        "The server could not be started: run `wence serve` by itself to see why, or name one "
        "that runs with --url."
    )
