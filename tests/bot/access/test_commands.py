"""`wence keys` and `wence password` as processes, the password on a real terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from bot.access.keys import KeyFile
from bot.access.passwords import verify

ROOT = Path(__file__).parents[3]
PASSWORD = "a long enough password"


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENCE_")}
    return {**kept, "PYTHONPATH": str(ROOT), "WENCE_HOME": str(home)}


def wence(*args: str, home: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *args],
        env=environment(home),
        cwd=home,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_a_key_is_printed_alone_works_and_is_listed_without_its_secret(tmp_path: Path) -> None:
    run = wence(
        "keys",
        "add",
        "省门户",
        "--scope",
        "ask,feedback",
        "--rate",
        "90",
        "--days",
        "30",
        home=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    [key] = run.stdout.splitlines()
    found = KeyFile(tmp_path).find(key)
    assert found is not None
    assert (found.name, found.scopes, found.rate) == ("省门户", ("ask", "feedback"), 90)

    listed = wence("keys", "list", home=tmp_path).stdout
    assert all(word in listed for word in ("省门户", "ask,feedback", "90/min", "expires"))
    [row] = json.loads(wence("keys", "list", "--json", home=tmp_path).stdout)
    assert (row["name"], row["rate"], row["revoked"]) == ("省门户", 90, None)
    secret = key.split("_")[2]
    assert secret not in listed and secret not in json.dumps(row)
    assert found.digest not in listed + json.dumps(row)


def test_a_revoked_key_works_no_more_and_says_so_in_the_list(tmp_path: Path) -> None:
    key = wence("keys", "add", "portal", home=tmp_path).stdout.strip()
    assert wence("keys", "revoke", "portal", home=tmp_path).returncode == 0
    assert KeyFile(tmp_path).find(key) is None
    assert "revoked" in wence("keys", "list", home=tmp_path).stdout


@pytest.mark.parametrize(
    "args, status, said",
    [
        (["keys", "revoke", "nobody"], 1, "No working key is named nobody"),
        (["keys", "add", "a\nb"], 1, "cannot be named"),
        (["keys", "add", "x", "--rate", "0"], 1, "allows nothing"),
        (["keys", "add", "x", "--days", "0"], 1, "cannot last"),
        (["keys", "add", "x", "--scope", "records"], 2, "'records' is none of"),
        (["keys", "add", "x", "--scope", "everything"], 2, "'everything' is none of"),
        (["keys", "add", "x", "--scope", ""], 2, "is none of"),
        (["keys"], 2, "ACTION"),
    ],
)
def test_a_wrong_request_is_one_sentence_and_makes_no_key(
    tmp_path: Path, args: list[str], status: int, said: str
) -> None:
    run = wence(*args, home=tmp_path)
    assert (run.returncode, run.stdout) == (status, "")
    assert said in run.stderr and len(run.stderr.splitlines()) == 1
    assert KeyFile(tmp_path).keys() == ()


def test_a_damaged_key_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("[")
    run = wence("keys", "list", home=tmp_path)
    assert run.returncode == 1
    assert "put it back from a backup" in run.stderr and len(run.stderr.splitlines()) == 1


def test_the_hash_of_a_piped_password_is_printed(tmp_path: Path) -> None:
    run = wence("password", home=tmp_path, stdin=f"{PASSWORD}\n")
    assert run.returncode == 0, run.stderr
    assert verify(run.stdout.strip(), PASSWORD)


def test_a_short_password_is_refused_and_not_repeated(tmp_path: Path) -> None:
    run = wence("password", home=tmp_path, stdin="hunter2\n")
    assert (run.returncode, run.stdout) == (1, "")
    assert "12" in run.stderr and "hunter2" not in run.stderr


def typed(home: Path, *lines: str) -> tuple[int, str, str]:
    """Status, stdout and what a terminal showed when `wence password` was given these lines."""
    terminal, end = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "password"],
        env=environment(home),
        stdin=end,
        stdout=subprocess.PIPE,
        stderr=end,
        start_new_session=True,
        encoding="utf-8",
    )
    os.close(end)
    shown = b""
    for line in lines:
        while not shown.rstrip(b"\r\n").endswith(b": "):
            shown += os.read(terminal, 1024)
        os.write(terminal, f"{line}\n".encode())
        shown += b"|"
    stdout, _ = run.communicate(timeout=60)
    try:
        while chunk := os.read(terminal, 1024):
            shown += chunk
    except OSError:  # a terminal whose other end is closed
        pass
    os.close(terminal)
    return run.returncode, stdout, shown.decode()


def test_a_terminal_does_not_show_the_password(tmp_path: Path) -> None:
    status, stdout, shown = typed(tmp_path, PASSWORD, PASSWORD)
    assert status == 0, shown
    assert "Password: " in shown and "Again: " in shown
    assert PASSWORD not in shown
    assert verify(stdout.strip(), PASSWORD)


def test_a_password_typed_in_two_ways_gives_no_hash(tmp_path: Path) -> None:
    status, stdout, shown = typed(tmp_path, PASSWORD, PASSWORD + "x")
    assert (status, stdout) == (1, "")
    assert "The two differ" in shown
