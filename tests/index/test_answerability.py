"""What answers a question, judged by reading both together, with the encoder that ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.answerability import FITTED, Answerability, answerability, base
from index.encoder import Encoder
from index.packed import BrokenWeights
from index.states import LIST, States

BASE = "残疾人购买辅助器具的，按购买价的50%给予补贴，每人每年最高3000元。"
REVIEW = "县级残联自收到补贴申请之日起10个工作日内作出审核决定。"
RETURN = "以虚假发票骗取补贴的，责令退回，三年内不再受理其申请。"
SENTENCES = (BASE, REVIEW, RETURN)


@pytest.fixture(scope="module")
def judging(encoder: Encoder) -> Answerability:
    found = answerability(encoder)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def states(judging: Answerability) -> States:
    return judging.states(SENTENCES, None)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("给我爸买个轮椅花了两千，能报销多少", BASE),
        ("单子递上去得等几天才有结果", REVIEW),
        ("开假票套钱被查出来咋办", RETURN),
        ("How many days does the review take?", REVIEW),
    ],
)
def test_the_sentence_that_answers_comes_first_and_before_no_answer(
    judging: Answerability, states: States, question: str, answer: str
) -> None:
    scores = judging.scores(question, [states[s] for s in SENTENCES])
    assert scores.shape == (3,)
    assert SENTENCES[int(np.argmax(scores))] == answer
    assert scores.max() > 0


@pytest.mark.parametrize(
    "question", ["买辅具的补贴要不要交个税", "补贴打到谁的银行卡上", "残联的咨询电话是多少"]
)
def test_what_no_sentence_says_is_answered_by_none(
    judging: Answerability, states: States, question: str
) -> None:
    assert judging.scores(question, [states[s] for s in SENTENCES]).max() < 0


def test_the_vector_of_a_question_is_that_of_the_encoder(
    judging: Answerability, encoder: Encoder
) -> None:
    question = "轮椅补多少钱"
    np.testing.assert_allclose(
        judging.vector(question), encoder.encode_questions([question])[0], atol=1e-5
    )


def test_states_are_kept_read_again_and_made_only_for_new_sentences(
    judging: Answerability, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = Encoder.read_passages

    def counted(self, texts, first):  # type: ignore[no-untyped-def]
        made.extend(texts)
        return real(self, texts, first)

    monkeypatch.setattr(Encoder, "read_passages", counted)
    first = judging.states([BASE, REVIEW], tmp_path)
    again = judging.states([REVIEW, BASE], tmp_path)
    assert made == [BASE, REVIEW]
    assert isinstance(first.records, np.memmap) and isinstance(again.records, np.memmap)
    for sentence in (BASE, REVIEW):
        np.testing.assert_array_equal(first[sentence], again[sentence])
    more = judging.states(SENTENCES, tmp_path)
    assert made == [BASE, REVIEW, RETURN]
    np.testing.assert_array_equal(more[BASE], first[BASE])
    assert len(list(tmp_path.glob("states-*.npy"))) == 1


def test_a_folder_that_cannot_be_written_costs_time_and_not_answers(
    judging: Answerability, states: States, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    made = judging.states([BASE], tmp_path / "file" / "folder")
    np.testing.assert_array_equal(made[BASE], states[BASE])


def test_no_sentences_have_no_states(judging: Answerability, tmp_path: Path) -> None:
    assert not judging.states([], tmp_path).places
    assert not list(tmp_path.iterdir())


def test_eight_bits_are_near_what_the_layers_gave(
    judging: Answerability, states: States, encoder: Encoder
) -> None:
    given = encoder.read_passages([BASE], 9)[1][0].astype(np.float32)
    kept = states[BASE].astype(np.float32)
    assert kept.shape == given.shape
    off = np.abs(kept - given).max(axis=2) / np.abs(given).max(axis=2)
    assert off.max() < 0.01


@pytest.mark.parametrize("harm", ["list", "records", "gone"])
def test_a_damaged_file_of_states_is_made_again(
    judging: Answerability, states: States, tmp_path: Path, harm: str
) -> None:
    judging.states(SENTENCES, tmp_path)
    (file,) = tmp_path.glob("states-*.npy")
    if harm == "list":
        (tmp_path / LIST).write_text("{}")
    elif harm == "gone":
        file.unlink()
    else:
        data = bytearray(file.read_bytes())
        data[-5] ^= 0xFF
        file.write_bytes(data)
    for _ in range(2):
        np.testing.assert_array_equal(judging.states(SENTENCES, tmp_path)[RETURN], states[RETURN])


def test_only_the_encoder_it_was_fitted_to_has_it(encoder: Encoder, tmp_path: Path) -> None:
    class Other:
        name, dim = "other@1", 384

    assert answerability(Other()) is None  # type: ignore[arg-type]
    for_another = tmp_path / "another.safetensors"
    save_file(load_file(str(FITTED)), str(for_another), {"base": "other weights"})
    assert answerability(encoder, for_another) is None


def test_a_fitted_file_that_is_damaged_says_what_to_do(encoder: Encoder, tmp_path: Path) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(FITTED.read_bytes()[:1000])
    with pytest.raises(BrokenWeights, match="install the program again"):
        answerability(encoder, broken)
    with pytest.raises(BrokenWeights, match="missing or damaged"):
        answerability(encoder, tmp_path / "nowhere.safetensors")


@pytest.mark.parametrize("part", ["0.query.up", "layers.2.shift", "score.weight"])
def test_a_fitted_file_without_one_of_its_parts_is_damaged(
    encoder: Encoder, tmp_path: Path, part: str
) -> None:
    parts = load_file(str(FITTED))
    del parts[part]
    save_file(parts, str(tmp_path / "short.safetensors"), {"base": base()})
    with pytest.raises(BrokenWeights, match="missing or damaged"):
        answerability(encoder, tmp_path / "short.safetensors")
