"""A PostgreSQL server for one test run, from Debian's packages: unix socket, no network.

PostgreSQL refuses to run as root, so that root starts it as another user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_START_S = 60
_USERS = ("postgres", "nobody")  # the first of them that there is runs the server


def programs() -> Path | None:
    """The folder of initdb and postgres, the newest version; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _version(initdb: Path) -> int:
    return int(initdb.parent.parent.name)


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """A server; gives the URL of a database of it, "{}" standing for the name."""
    # Not pytest's folder: the path of a socket may have 107 characters, and its owner differs.
    folder = Path(tempfile.mkdtemp(prefix="wence-pg-"))
    user = _user()
    if user:
        shutil.chown(folder, user["user"], user["group"])
    data = folder / "data"
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "wence", "-E", "UTF8", "--locale=C",
             "--auth=trust", "--no-sync"],
            check=True, capture_output=True, cwd=folder, timeout=_START_S, **user,
        )  # fmt: skip
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                # fsync guards against the power going, which no test does to the machine.
                [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=",
                 "-c", "fsync=off", "-c", "max_connections=60"],
                stdout=log, stderr=log, cwd=folder, **user,
            )  # fmt: skip
        try:
            _wait(server, programs, folder)
            yield f"postgresql+psycopg://wence@/{{}}?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # SIGTERM would wait for open connections
            server.wait(_START_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> dict[str, Any]:
    """Arguments of subprocess that make it another user's; none unless we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in _USERS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait(server: subprocess.Popen[bytes], programs: Path, folder: Path) -> None:
    ready = [programs / "pg_isready", "-h", folder, "-U", "wence", "-d", "postgres", "-q"]
    deadline = time.monotonic() + _START_S
    while subprocess.run(ready, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.1)
