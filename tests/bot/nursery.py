"""Processes that are forked in order to be killed, so that twenty kills do not pay for twenty
starts of Python.

A nursery is a program that loads what its children need. For each line of JSON on its stdin,
[TASK, OUT, …], it forks a process whose stdout is the file OUT, prints the process's id, waits
for its end and prints "ended".
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.conftest import ROOT

SAID_WITHIN_S = 120  # the next line, on a busy machine

Killed = Callable[..., list[str]]


@contextmanager
def nursery(program: Path, folder: Path) -> Iterator[Killed]:
    """Gives killed(lines, seconds, task, *arguments), which starts a process, kills it some time
    after it has said so many lines, and returns all that it said, the first line included.

    Waiting for lines and not for the clock alone, a machine that is busy gets as far as one that
    is not.
    """
    process = subprocess.Popen(
        [sys.executable, program],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdin and process.stdout
    outs = (folder / f"said-{n}" for n in count())

    def killed(lines: int, after_s: float, task: str, *arguments: str) -> list[str]:
        out = next(outs)
        process.stdin.write(json.dumps([task, str(out), *arguments]) + "\n")
        process.stdin.flush()
        child = int(process.stdout.readline())
        deadline = time.monotonic() + SAID_WITHIN_S
        while len(_said(out)) < lines:
            assert time.monotonic() < deadline, f"said in {SAID_WITHIN_S} s: {_said(out)}"
            time.sleep(0.002)
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        assert process.stdout.readline() == "ended\n"
        return _said(out)

    try:
        yield killed
    finally:
        process.stdin.close()
        process.wait(SAID_WITHIN_S)


def _said(out: Path) -> list[str]:
    """The lines that are whole."""
    if not out.exists():
        return []
    return [line.strip() for line in out.read_text().splitlines(keepends=True) if line[-1] == "\n"]
