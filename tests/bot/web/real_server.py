"""`wence serve` as a process of its own, to be asked and to be killed."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.command_line import environment

_STARTED_WITHIN_S = 240  # on a busy machine


@contextmanager
def real_server(home: Path, **variables: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve a data folder; gives the address and the process once it is ready.

    Args:
        variables: WENCE_… settings.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    said = home.parent / "said.log"
    with said.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)],
            env=environment(home, WENCE_RATE_PER_MINUTE="100000", **variables),
            stderr=log,
        )
    try:
        deadline = time.monotonic() + _STARTED_WITHIN_S
        while not _is_ready(port):
            assert process.poll() is None and time.monotonic() < deadline, said.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v1/health/ready").status_code == 200
    except httpx.HTTPError:
        return False
