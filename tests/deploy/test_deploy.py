"""What deploy/ holds, as far as it can be checked without installing it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tomllib
from importlib.metadata import distributions

import pytest
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
PROGRAM = "/opt/wence/bin/wence"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
    text = (DEPLOY / "wence.service").read_text("utf-8")
    assert text.count(PROGRAM) == 1
    unit = tmp_path / "wence.service"
    # It also looks whether the program is there: here another one is.
    unit.write_text(text.replace(PROGRAM, "/bin/true"), "utf-8")
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    about_it = [line for line in run.stderr.splitlines() if "wence" in line]
    assert about_it == []  # another unit of this machine may have its faults
    assert run.returncode == 0, run.stderr


def instructions(text):
    """The instructions of a Containerfile as (word, arguments), lines that go on put together."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [
        (line.split()[0], shlex.split(line)[1:]) for line in joined.splitlines() if line.strip()
    ]


def test_the_containerfile_copies_what_the_repository_has():
    said = instructions((DEPLOY / "Containerfile").read_text("utf-8"))
    stages = {
        words[words.index("AS") + 1] for word, words in said if word == "FROM" and "AS" in words
    }
    copied = []
    for word, words in said:
        if word != "COPY":
            continue
        options = [each for each in words if each.startswith("--")]
        if options:  # from an earlier stage
            assert {option.removeprefix("--from=") for option in options} <= stages
            continue
        copied += words[:-1]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"pyproject.toml", "constraints.txt", "corpus", "index", "bot", "eval"} <= {*copied}


def test_every_package_and_file_that_building_needs_is_copied_into_the_container():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = {project["project"]["readme"], *project["project"]["license-files"]}
    found = project["tool"]["setuptools"]["packages"]["find"]["include"]
    needed |= {pattern.rstrip("*") for pattern in found}
    said = instructions((DEPLOY / "Containerfile").read_text("utf-8"))
    assert needed <= {name for word, words in said if word == "COPY" for name in words[:-1]}


def test_the_pinned_versions_fit_the_oldest_python_that_is_said_to_do():
    # soupsieve 4.1.2, which needs 3.11.5, once kept it from Debian 12, whose Python is 3.11.2.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    oldest = project["requires-python"].removeprefix(">=") + ".0"
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {canonicalize_name(line.split("==")[0]): line for line in lines if line[:1] != "#"}
    looked_at, wrong = 0, []
    for found in distributions():
        pin = pinned.get(canonicalize_name(found.name), "")
        if pin.endswith(f"=={found.version.split('+')[0]}"):
            looked_at += 1
            needs = found.metadata["Requires-Python"] or ""
            if not SpecifierSet(needs).contains(oldest):
                wrong.append((found.name, found.version, needs))
    assert wrong == []
    assert looked_at > len(pinned) * 0.9  # a pin may be newer than what is installed
