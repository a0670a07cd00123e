"""The index on disk: loaded when it fits, built again when anything is wrong with it."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from stand_ins import KeywordEncoder, policy

from index.files import FolderNotWritable
from index.store import MANIFEST, POINTER, VECTORS, open_index

ROBOTS, POWER, CARS = "奖励机器人整机企业。", "发放算力券。", "奖励汽车企业。"
KEYWORDS = ("机器人", "算力", "汽车")


def open_with(folder: Path, *texts: str, name: str = "keywords") -> tuple[list[int], list[str]]:
    """Clauses found for 机器人, and the texts that had to be encoded to open the index."""
    encoder = KeywordEncoder(*KEYWORDS, name=name)
    found = open_index([policy(*texts)], encoder, folder, progress=False)
    encoded = list(encoder.encoded)
    return [hit.clause.n for hit in found.search("机器人")], encoded


def version(folder: Path) -> Path:
    [only] = folder.glob("version-*")
    return only


def test_an_index_is_built_once_and_then_loaded(tmp_path: Path) -> None:
    # A clause of one sentence gives two units of the same text, which is encoded once.
    assert open_with(tmp_path, POWER, ROBOTS) == ([2, 1], [POWER, ROBOTS])
    assert open_with(tmp_path, POWER, ROBOTS) == ([2, 1], [])


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="Linux tells it")
def test_who_builds_an_index_and_who_loads_it_map_one_file(tmp_path: Path) -> None:
    encoder = KeywordEncoder(*KEYWORDS)
    both = [open_index([policy(POWER)], encoder, tmp_path, progress=False) for _ in range(2)]
    lines = Path("/proc/self/maps").read_text().splitlines()
    mapped = [line.split() for line in lines if str(version(tmp_path) / VECTORS) in line]
    assert [fields[1] for fields in mapped] == ["r--s"] * len(both)


def test_only_new_texts_are_encoded_when_a_policy_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_with(tmp_path, POWER, ROBOTS)
    with caplog.at_level(logging.WARNING, "index.store"):
        assert open_with(tmp_path, POWER, CARS, ROBOTS) == ([3, 1, 2], [CARS])
    assert "policies changed: p" in caplog.text
    assert open_with(tmp_path, ROBOTS) == ([1], [])


def test_another_encoder_encodes_everything_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_with(tmp_path, POWER, ROBOTS)
    with caplog.at_level(logging.WARNING, "index.store"):
        assert open_with(tmp_path, POWER, ROBOTS, name="other") == ([2, 1], [POWER, ROBOTS])
    assert "encoder changed from keywords" in caplog.text


@pytest.mark.parametrize("name", [POINTER, MANIFEST, VECTORS])
@pytest.mark.parametrize("harm", ["removed", "emptied", "cut short", "first", "middle", "last"])
def test_damage_to_a_file_is_noticed_and_the_index_built_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, harm: str
) -> None:
    open_with(tmp_path, POWER, ROBOTS)
    path = tmp_path / POINTER if name == POINTER else version(tmp_path) / name
    data = path.read_bytes()
    if harm == "removed":
        path.unlink()
    elif harm in ("emptied", "cut short"):
        path.write_bytes(data[: 0 if harm == "emptied" else len(data) // 2])
    else:  # one bit of one byte
        at = {"first": 0, "middle": len(data) // 2, "last": len(data) - 1}[harm]
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    caplog.clear()
    with caplog.at_level(logging.WARNING, "index.store"):
        ranking, _encoded = open_with(tmp_path, POWER, ROBOTS)
    assert ranking == [2, 1]
    assert caplog.text.count("building the index") == 1
    assert open_with(tmp_path, POWER, ROBOTS) == ([2, 1], [])


def test_a_missing_version_is_noticed(tmp_path: Path) -> None:
    open_with(tmp_path, POWER, ROBOTS)
    version(tmp_path).rename(tmp_path / "elsewhere")
    assert open_with(tmp_path, POWER, ROBOTS) == ([2, 1], [POWER, ROBOTS])


class StoppingEncoder(KeywordEncoder):
    """One that is interrupted while it encodes, as by Ctrl+C."""

    def encode_passages(self, texts, *, progress=False):  # type: ignore[no-untyped-def]
        raise KeyboardInterrupt


def test_an_interrupted_build_leaves_the_old_index_in_use(tmp_path: Path) -> None:
    open_with(tmp_path, POWER, ROBOTS)
    with pytest.raises(KeyboardInterrupt):
        open_index([policy(CARS)], StoppingEncoder(*KEYWORDS), tmp_path, progress=False)
    assert open_with(tmp_path, POWER, ROBOTS) == ([2, 1], [])


def test_what_an_interrupted_build_left_is_cleared_away(tmp_path: Path) -> None:
    open_with(tmp_path, POWER, ROBOTS)
    half = tmp_path / "version-half"
    half.mkdir()
    (half / VECTORS).write_bytes(b"half")
    assert open_with(tmp_path, POWER, ROBOTS) == ([2, 1], [])
    open_with(tmp_path, POWER, ROBOTS, CARS)
    assert not half.exists()
    assert version(tmp_path).exists()


OPEN = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from stand_ins import KeywordEncoder, policy
from index.store import open_index

class SlowEncoder(KeywordEncoder):
    def encode_passages(self, texts, *, progress=False):
        time.sleep(1)
        return super().encode_passages(texts)

encoder = SlowEncoder("机器人", "算力")
found = open_index([policy("发放算力券。", "奖励机器人。")], encoder, Path(sys.argv[1]))
print(found.search("机器人")[0].clause.n, len(encoder.encoded))
"""


def test_of_processes_that_open_at_once_one_builds_and_all_answer(tmp_path: Path) -> None:
    here = Path(__file__).parent
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(tmp_path / "index"), str(here)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=here.parents[1],
        )
        for _ in range(3)
    ]
    answers = sorted(process.communicate(timeout=120)[0].split()[-2:] for process in processes)
    assert answers == [["2", "0"], ["2", "0"], ["2", "2"]]


def test_readers_get_a_whole_index_while_others_replace_it(tmp_path: Path) -> None:
    wrong: list[object] = []

    def reopen(texts: tuple[str, ...], best: int) -> None:
        for _ in range(15):
            ranking, _encoded = open_with(tmp_path, *texts)
            if ranking[0] != best:
                wrong.append(ranking)

    threads = [
        threading.Thread(target=reopen, args=arguments)
        for arguments in [((POWER, ROBOTS), 2), ((ROBOTS, CARS, POWER), 1), ((POWER, ROBOTS), 2)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FolderNotWritable, match="WENCE_HOME"):
        open_with(tmp_path / "file" / "index", POWER)


def test_a_library_without_policies_opens_and_finds_nothing(tmp_path: Path) -> None:
    encoder = KeywordEncoder(*KEYWORDS)
    for _ in range(2):
        assert open_index([], encoder, tmp_path, progress=False).search("机器人") == []
