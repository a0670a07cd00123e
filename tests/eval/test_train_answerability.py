"""What answers a question is learned from groups: a few batches with the encoder that ships."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.train import Group
from eval.train_answerability import course, main, train
from index.answerability import FIRST, FITTED, answerability
from index.crossing import Crossing
from index.encoder import Encoder

GROUPS = [
    Group(
        (
            "购买渔船保险的，按保费的30%给予补贴。",
            "渔船报废的，每千瓦补助2500元。",
            "休渔期为每年5月1日至8月16日。",
        ),
        (
            ("船上那个险掏了一万能退多少", 0),
            ("老船不要了拿去拆有钱吗", 1),
            ("几月份不让下海", 2),
            ("拆船咋补", 1),
        ),
        ("渔船过户要带啥材料",),
    ),
    Group(
        (
            "图书馆每周开放不少于56小时。",
            "逾期不还的，每册每日收取0.1元。",
            "遗失图书的，按定价的2倍赔偿。",
        ),
        (
            ("晚了三天还书要交多少", 1),
            ("书弄丢了赔几倍", 2),
            ("一礼拜开多长时间", 0),
            ("超期一天几毛", 1),
        ),
        ("能带小孩进阅览室不",),
    ),
]


def right_first(crossing: Crossing, learned) -> float:  # type: ignore[no-untyped-def]
    """Mean probability of the right passage, or of none, over all items."""
    shares = []
    for item in learned.items:
        scores = crossing(
            [learned.questions[item.question].float()],
            [learned.passages[p].float() for p in item.passages],
            [(0, n) for n in range(len(item.passages))],
        )
        place = 0 if item.right is None else 1 + item.passages.index(item.right)
        shares.append(torch.softmax(torch.cat([torch.zeros(1), scores]), 0)[place].item())
    return float(np.mean(shares))


def test_a_few_batches_raise_what_is_right_and_the_file_holds_what_was_fitted(
    encoder: Encoder,
) -> None:
    learned = course(encoder, GROUPS)
    assert len(learned.items) == 10
    assert [item.right for item in learned.items].count(None) == 2
    crossing = Crossing(encoder.layers[FIRST:]).eval()
    before = right_first(crossing, learned)
    parts = train(crossing, learned, epochs=24, rate=1e-2, begun={})
    after = right_first(crossing, learned)
    assert after > before + 0.1
    fresh = Crossing(encoder.layers[FIRST:]).eval()
    fresh.add(parts)
    assert right_first(fresh, learned) == pytest.approx(after, abs=1e-3)
    with pytest.raises(KeyError):
        fresh.add({name: part for name, part in parts.items() if name != "1.query.up"})


def test_the_command_goes_on_from_a_file_and_writes_one_that_is_read(
    encoder: Encoder, encoder_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answerability.safetensors"
    shutil.copy(FITTED, file)
    monkeypatch.setenv("WENCE_HOME", str(encoder_home))
    monkeypatch.setattr("eval.train_answerability.read_groups", lambda folder: GROUPS)
    assert main(["--out", str(file), "--epochs", "4", "--rate", "1e-4", "--go-on"]) == 0
    assert file.read_bytes() != FITTED.read_bytes()
    before, after = answerability(encoder), answerability(encoder, file)
    assert before and after
    passages = GROUPS[0].passages
    scored = [
        judging.scores("拆船咋补", [states[p] for p in passages])
        for judging in (before, after)
        for states in [judging.states(passages, None)]
    ]
    # What it began with is still there: a few gentle batches move the scores, and not far.
    assert 0 < np.abs(scored[1] - scored[0]).max() < 2
    assert int(np.argmax(scored[1])) == 1
