"""API keys: what is kept of them, who they let in, and what a damaged file does."""

from __future__ import annotations

import hmac
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from access_parts import Clock

from bot.access.keys import KeyFile, WrongKeyRequest
from bot.access.shared_file import DamagedFile
from corpus.errors import WenceError

ROOT = Path(__file__).parents[3]
DAY_S = 24 * 60 * 60


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(tmp_path: Path, clock: Clock) -> KeyFile:
    return KeyFile(tmp_path, now=clock.now)


def add(keys: KeyFile, name: str = "portal", days: int | None = None) -> str:
    return keys.add(name, scopes=("ask",), rate=None, days=days)


def test_a_key_that_was_made_is_found_with_what_it_is_for(keys: KeyFile) -> None:
    key = keys.add("省政务门户", scopes=("ask", "feedback"), rate=90, days=None)
    found = keys.find(key)
    assert found is not None
    assert (found.name, found.scopes, found.rate) == ("省政务门户", ("ask", "feedback"), 90)


def test_the_file_holds_no_secret_and_only_its_owner_reads_it(
    keys: KeyFile, tmp_path: Path
) -> None:
    _, _, secret = add(keys).split("_")
    path = tmp_path / "keys.json"
    assert secret not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_two_keys_are_the_same(keys: KeyFile) -> None:
    assert len({add(keys, f"key {n}") for n in range(20)}) == 20


@pytest.mark.parametrize(
    "tampered",
    [
        lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"),
        lambda key: key[:-1],
        lambda key: key + "0",
        lambda key: key + "\n",
        lambda key: " " + key,
        lambda key: key.upper(),
        lambda key: key.replace("wk_", "wk"),
        lambda key: key[:16] + "0" * 48,
        lambda key: "wk_" + "0" * 12 + key[15:],
        lambda key: key.rsplit("_", 1)[0] + "_",
        lambda key: "",
        lambda key: "wk__",
        lambda key: "钥匙",
        lambda key: "wk_' OR '1'='1",
        lambda key: key + "\r\nX-Admin: 1",
    ],
)
def test_anything_but_the_key_itself_is_unknown(keys: KeyFile, tampered) -> None:
    key = add(keys)
    assert keys.find(tampered(key)) is None
    assert keys.find(key) is not None


def test_the_kept_hash_is_no_key(keys: KeyFile) -> None:
    add(keys)
    [kept] = keys.keys()
    assert keys.find(f"wk_{kept.id}_{kept.digest}") is None
    assert keys.find(f"wk_{kept.id}_{kept.digest[:48]}") is None


def test_a_key_expires_at_the_end_of_its_days(keys: KeyFile, clock: Clock) -> None:
    key = add(keys, days=30)
    clock.at += 30 * DAY_S - 1
    assert keys.find(key) is not None
    clock.at += 1
    assert keys.find(key) is None
    assert keys.working("ask") == ()


def test_a_revoked_key_is_unknown_and_stays_listed(keys: KeyFile, clock: Clock) -> None:
    key = add(keys)
    keys.revoke("portal")
    assert keys.find(key) is None
    assert [kept.revoked for kept in keys.keys()] == [clock.now()]


def test_revoking_one_key_leaves_the_others(keys: KeyFile) -> None:
    other = add(keys, "other")
    add(keys)
    keys.revoke("portal")
    assert keys.find(other) is not None


def test_a_name_is_free_again_once_its_key_is_revoked(keys: KeyFile) -> None:
    old = add(keys)
    with pytest.raises(WrongKeyRequest, match="named portal"):
        add(keys)
    keys.revoke("portal")
    assert keys.find(add(keys)) is not None
    assert keys.find(old) is None


@pytest.mark.parametrize("name", ["nobody", "", "portal "])
def test_revoking_a_name_that_no_key_has_is_an_error(keys: KeyFile, name: str) -> None:
    add(keys)
    with pytest.raises(WrongKeyRequest, match="wence keys list"):
        keys.revoke(name)


@pytest.mark.parametrize(
    "name", ["", " x", "a\nb", "a\r\nSet-Cookie: x", "a\x1b[31m", "x" * 65, "<script>", "a\u202eb"]
)
def test_a_name_that_could_break_a_line_or_a_page_is_refused(keys: KeyFile, name: str) -> None:
    with pytest.raises(WrongKeyRequest):
        add(keys, name)
    assert keys.keys() == ()


@pytest.mark.parametrize(
    "rate, days", [(0, None), (-1, None), (None, 0), (None, -1), (None, 10**9)]
)
def test_a_rate_or_a_time_that_allows_nothing_is_refused(
    keys: KeyFile, rate: int | None, days: int | None
) -> None:
    with pytest.raises(WrongKeyRequest):
        keys.add("portal", scopes=("ask",), rate=rate, days=days)


def test_a_scope_that_there_is_no_more_leaves_the_other_scopes_and_keys_as_they_are(
    keys: KeyFile, tmp_path: Path
) -> None:
    both = keys.add("portal", scopes=("ask", "admin"), rate=None, days=None)
    alone = keys.add("auditor", scopes=("admin",), rate=None, days=None)
    path = tmp_path / "keys.json"
    path.write_text(path.read_text().replace('"admin"', '"records"'))
    found = [KeyFile(tmp_path).find(key) for key in (both, alone)]
    assert [key and key.scopes for key in found] == [("ask",), ()]


def test_only_working_keys_of_the_scope_count_as_working(keys: KeyFile) -> None:
    add(keys)
    keys.add("auditor", scopes=("feedback",), rate=None, days=None)
    assert [key.name for key in keys.working("feedback")] == ["auditor"]
    assert keys.working("admin") == ()


def test_digests_are_compared_in_constant_time_also_for_keys_that_nobody_has(
    keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = add(keys)
    compared: list[tuple[str, str]] = []
    real = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append((a, b)) or real(a, b))
    for presented in (key, key[:-1] + "x", "wk_" + "0" * 12 + key[15:], "nothing"):
        keys.find(presented)
    assert len(compared) == 4
    assert all(len(a) == len(b) == 64 for a, b in compared)


# --- several processes -------------------------------------------------------------------------


def test_a_running_server_sees_what_another_process_changes(tmp_path: Path) -> None:
    server, shell = KeyFile(tmp_path), KeyFile(tmp_path)
    assert server.keys() == ()
    key = add(shell)
    assert server.find(key) is not None
    shell.revoke("portal")
    assert server.find(key) is None


def test_keys_made_by_processes_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.access.keys import KeyFile\n"
        "keys = KeyFile(Path(sys.argv[1]))\n"
        "for n in range(10):\n"
        "    print(keys.add(f'{sys.argv[2]} {n}', scopes=('ask',), rate=None, days=None))\n"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), f"process {n}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for n in range(4)
    ]
    made = [key for run in runs for key in run.communicate(timeout=60)[0].split()]
    keys = KeyFile(tmp_path)
    assert len(made) == 40
    assert all(keys.find(key) for key in made)


# --- a damaged file ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"",
        lambda whole: b"\x00" * len(whole),
        lambda whole: b"{}",
        lambda whole: b"[" * 100_000,
        lambda whole: whole.replace(b'"ask"', b'"everything"'),
        lambda whole: whole.replace(b'"digest": "', b'"digest": "x'),
        lambda whole: whole.replace(b'"rate": null', b'"rate": -5'),
    ],
)
def test_a_damaged_file_lets_nobody_in_is_left_alone_and_can_be_put_back(
    keys: KeyFile, tmp_path: Path, damage, caplog: pytest.LogCaptureFixture
) -> None:
    key = add(keys)
    path = tmp_path / "keys.json"
    whole = path.read_bytes()
    damaged = damage(whole)
    assert damaged != whole
    path.write_bytes(damaged)

    assert keys.find(key) is None
    assert "keys.json is damaged" in caplog.text
    for changed in (lambda: add(keys, "other"), lambda: keys.revoke("portal"), keys.keys):
        with pytest.raises(DamagedFile, match="put it back from a backup") as raised:
            changed()
        assert isinstance(raised.value, WenceError)
    assert path.read_bytes() == damaged

    path.write_bytes(whole)
    assert keys.find(key) is not None


def test_a_folder_in_place_of_the_file_is_damage_too(keys: KeyFile, tmp_path: Path) -> None:
    os.mkdir(tmp_path / "keys.json")
    with pytest.raises(DamagedFile):
        keys.keys()
