"""What tests of several packages share: the real encoder and the real policy.

The encoder's folder (490 MB) is written once and kept: in WENCE_HOME where that is set, else
in .cache of the checkout.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.engine import Engine
from corpus.model import Policy
from corpus.parse import parse
from index.encoder import BUNDLED, Encoder, load_encoder
from index.store import open_index

ROOT = Path(__file__).resolve().parent.parent


PRINTED = "printed"  # a test's property of this name stands in the summary of the run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: the last process to end then has little left."""

    def seconds(item: pytest.Item) -> int:
        marker = item.get_closest_marker("long")
        return 0 if marker is None else int(marker.args[0]) if marker.args else 60

    items.sort(key=seconds, reverse=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have to say even where they pass, such as how good the answers are."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, words in report.user_properties:
                if name == PRINTED:
                    terminalreporter.section(report.nodeid)
                    terminalreporter.write_line(str(words))


@pytest.fixture(scope="session")
def encoder_home() -> Path:
    """The data folder that the encoder's folder is kept in."""
    return Path(os.environ.get("WENCE_HOME") or ROOT / ".cache" / "wence")


@pytest.fixture(scope="session")
def encoder(encoder_home: Path) -> Encoder:
    """The encoder that ships."""
    return load_encoder(BUNDLED, encoder_home, progress=False)


@pytest.fixture(scope="session")
def index_folder(encoder_home: Path) -> Path:
    """Where the index of the real policy is kept: that of the library, as `wence eval` uses it."""
    return encoder_home / "index"


@pytest.fixture(scope="session")
def engine(sd_policy: Policy, encoder: Encoder, index_folder: Path) -> Engine:
    """An engine over the real policy."""
    retriever = open_index([sd_policy], encoder, index_folder, progress=False)
    return Engine([sd_policy], retriever, memo=index_folder / "facts.npz")


@pytest.fixture(scope="session")
def prepared(encoder_home: Path, engine: Engine, index_folder: Path) -> Callable[[Path], None]:
    """prepared(folder) makes a data folder where a server has nothing to build when it starts."""

    def make(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "encoders").symlink_to((encoder_home / "encoders").absolute())
        shutil.copytree(index_folder, folder / "index")  # that of `engine`

    return make


@pytest.fixture(scope="session")
def policies_folder() -> Path:
    """The policies that ship: a folder each, with source.txt."""
    return ROOT / "corpus" / "policies"


@pytest.fixture(scope="session")
def sd_policy(policies_folder: Path) -> Policy:
    """山东省《关于支持人工智能全产业链创新发展的若干政策措施》, 28 clauses."""
    source = (policies_folder / "sd-ai-2025" / "source.txt").read_text("utf-8")
    return parse(source, policy_id="sd-ai-2025")
