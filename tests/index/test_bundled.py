"""The encoder's folder: written once, by one process, and again when it is damaged."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from packed_file import write_packed
from safetensors.numpy import load_file

from index.bundled import FOLDER, MANIFEST, prepare
from index.packed import BrokenWeights

WRITTEN = [
    "1_Pooling/config.json",
    "config.json",
    "config_sentence_transformers.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    MANIFEST,
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_packed(tmp_path / "small.bin")
    return tmp_path / "small.bin"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_folder_holds_bert_weights_of_the_right_names_and_shapes(
    tmp_path: Path, source: Path
) -> None:
    tensors = write_packed(source)
    folder = prepare(tmp_path, progress=False, source=source)
    assert sorted(contents(folder)) == sorted(WRITTEN)
    saved = load_file(folder / "model.safetensors")
    assert len(saved) == len(tensors)
    np.testing.assert_array_equal(saved["embeddings.word_embeddings.weight"], tensors["emb.word"])
    np.testing.assert_array_equal(saved["encoder.layer.0.output.dense.weight"], tensors["l0.fo.w"])
    np.testing.assert_array_equal(
        saved["encoder.layer.0.attention.output.LayerNorm.bias"], tensors["l0.aln.b"]
    )


def test_a_folder_that_is_whole_is_not_written_again(tmp_path: Path, source: Path) -> None:
    folder = prepare(tmp_path, progress=False, source=source)
    before = folder.stat().st_ino
    assert prepare(tmp_path, progress=False, source=source) == folder
    assert folder.stat().st_ino == before


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("harm", ["removed", "cut short", "a byte changed"])
def test_a_damaged_file_is_noticed_and_the_folder_written_again(
    tmp_path: Path, source: Path, name: str, harm: str
) -> None:
    folder = prepare(tmp_path, progress=False, source=source)
    before = contents(folder)
    data = before[name]
    if harm == "removed":
        (folder / name).unlink()
    elif harm == "cut short":
        (folder / name).write_bytes(data[: len(data) // 2])
    else:
        middle = len(data) // 2
        flipped = bytes([data[middle] ^ 1])
        (folder / name).write_bytes(data[:middle] + flipped + data[middle + 1 :])
    prepare(tmp_path, progress=False, source=source)
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == [FOLDER]


def test_other_packaged_weights_are_noticed(tmp_path: Path, source: Path) -> None:
    folder = prepare(tmp_path, progress=False, source=source)
    before = contents(folder)["model.safetensors"]
    write_packed(source, seed=1)
    prepare(tmp_path, progress=False, source=source)
    assert contents(folder)["model.safetensors"] != before


def test_damaged_packaged_weights_leave_no_folder_behind(tmp_path: Path, source: Path) -> None:
    write_packed(source, without="l0.oln.b")
    packed = source.read_bytes()
    source.write_bytes(packed[: len(packed) - 100])
    with pytest.raises(BrokenWeights):
        prepare(tmp_path, progress=False, source=source)
    assert not [path for path in (tmp_path / "encoders").iterdir() if path.is_dir()]


def start(home: Path, source: Path | None = None) -> subprocess.Popen[str]:
    argument = f"Path({str(source)!r})" if source else "None"
    code = (
        "from pathlib import Path; from index.bundled import prepare;"
        f"print(prepare(Path({str(home)!r}), progress=True, source={argument}).stat().st_ino)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_processes_that_start_at_once_write_one_folder_between_them(tmp_path: Path) -> None:
    processes = [start(tmp_path) for _ in range(2)]  # the real weights: seconds of work
    outputs = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert outputs[0][0] == outputs[1][0], "both ended with the same folder"
    bars = ["preparing the encoder (once)" in errors for _out, errors in outputs]
    assert sorted(bars) == [False, True], "one of them wrote it, with a progress bar"
    shutil.rmtree(tmp_path / "encoders")


def test_a_run_killed_in_the_middle_leaves_nothing_that_is_taken_for_whole(
    tmp_path: Path, source: Path
) -> None:
    process = start(tmp_path)
    parent = tmp_path / "encoders"
    deadline = time.monotonic() + 60
    while not list(parent.glob(f".{FOLDER}~*")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert not (parent / FOLDER).exists()
    folder = prepare(tmp_path, progress=False, source=source)
    assert sorted(contents(folder)) == sorted(WRITTEN)
    assert [path.name for path in parent.iterdir() if path.is_dir()] == [FOLDER]
