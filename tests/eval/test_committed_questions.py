"""`wence eval`, as it is run by hand: the answers keep to the committed thresholds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.engine import Engine
from tests.command_line import environment
from tests.conftest import PRINTED, ROOT

pytestmark = pytest.mark.long(300)


@pytest.mark.timeout(1200)
def test_the_answers_keep_to_the_thresholds(
    engine: Engine, encoder_home: Path, record_property: Callable[[str, object], None]
) -> None:
    # `engine` has left its index where the command looks for it.
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "eval"],
        cwd=ROOT,
        env=environment(encoder_home),
        capture_output=True,
        encoding="utf-8",
    )
    record_property(PRINTED, done.stdout)
    status = done.returncode
    assert status == 0, done.stderr
