"""`wence …` run in this process: what it prints and its exit status, without the seconds that a
process of its own takes to load PyTorch."""

from __future__ import annotations

import io
import os
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from bot.cli import main
from tests.conftest import ROOT


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def environment(home: Path, **variables: str) -> dict[str, str]:
    """This environment, with the data folder and the settings given and no other settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENCE_")}
    return {**kept, "PYTHONPATH": str(ROOT), "WENCE_HOME": str(home), **variables}


def wence(*args: object, home: Path, **variables: str) -> Ran:
    """Run one command in the folder that the data folder is in."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment(home, **variables), clear=True),
        chdir(home.parent),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            status = main([str(arg) for arg in args])
        except SystemExit as ended:  # argparse
            status = int(ended.code or 0)
    return Ran(status, out.getvalue(), err.getvalue())
