"""Ten thousand broken questions: nothing but a WenceError, no answer that depends on who asked
before, and none that takes long.

The encoder is a stand-in that counts character pairs: what is tested here is everything but the
judgement of the real one, and the real one alone would take an hour.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import thread_time

import numpy as np
import pytest
from bot_answers import TODAY

from bot.engine import QUESTION_LIMIT, Engine
from corpus.errors import WenceError
from corpus.model import Policy
from corpus.parse import parse
from index.encoder import Floats
from index.passages import units_of
from index.retriever import Retriever
from index.vectors import FlatIndex

pytestmark = [pytest.mark.long(100), pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
SEED = 20261123
N_QUESTIONS = 10_000
N_ASKED_AGAIN = 200
# Processor time of the slowest in a thousand against the median one's of the same run, since a
# machine is twice as slow at one time as at another. Measured: 44 to 65. A pattern that backtracks
# without end takes thousands.
LIMIT = 80

LONELY = list(
    "最一和(（)1 \t\n　没第条。，、a-.%百万对给由省年月日《》“：？?哪多少每比等有的<&"
    "\x00\x1b\u200b\u202e\ufeff\ud800😀é𠮷㈠①Ⅳ½٣"
)
PHRASES = """第十七条 第(三)条 第五条第二款第(三)项 二〇二五年 100万元 1,000,000元 百分之 3-5%
    1亿2000万元 不超过 哪些 哪个更高 对…给予 由甲由乙 每个每个 没有没有 最高最高 还是 呢 吗 北京
    how\tmuch <script>alert(1)</script> {{7*7}} ../../etc %s%n \\d+( NULL NaN""".split()
# Repeated, these make a careless pattern try every way to take a run apart.
RUNS = (
    """1 0 1, 1. 1、 1- 一 百 十万 二〇 ( （( ) 最 和 没有 由 每个 第 条 多少 哪 差 比 还是 资料 a
    1月 1元 100万元 、 ， 。 ？ 《 “ 省 厅 的 按 😀 要 跟""".split()
    + [" ", "\t", "\n", "a "]
)


class PairCounter:
    """A text's vector counts its pairs of characters, hashed to 256 places, brought to length 1."""

    name, dim = "pairs", 256

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        counts = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            # Like a tokenizer it takes no half characters: lone surrogates have no UTF-32.
            codes = np.frombuffer(f"\0{text}".encode("utf-32-le"), "<u4").astype(np.int64)
            places = (codes[:-1] * 8191 + codes[1:] * 127) % self.dim
            counts[row] = np.bincount(places, minlength=self.dim)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.asarray(counts / np.where(lengths == 0, 1, lengths), np.float32)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Floats:
        return self.encode_questions(texts)


@pytest.fixture(scope="module")
def policies(sd_policy: Policy) -> list[Policy]:
    """A policy of measures and one of articles with paragraphs and items."""
    housing = (ROOT / "eval/policies/gz-housing-2024.txt").read_text("utf-8")
    return [sd_policy, parse(housing, policy_id="gz-housing-2024")]


@pytest.fixture(scope="module")
def engine(policies: list[Policy]) -> Engine:
    encoder = PairCounter()
    units = units_of(policies)
    vectors = FlatIndex(encoder.dim)
    vectors.add(
        np.arange(len(units), dtype=np.int64), encoder.encode_passages([u.text for u in units])
    )
    return Engine(policies, Retriever(policies, encoder, vectors))


class Questions:
    """Draws questions: real ones broken, pieces of the policies, and noise."""

    def __init__(self, rng: random.Random, policies: Sequence[Policy]) -> None:
        path = ROOT / "eval/questions/sd-ai-2025.jsonl"
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        self._real = [text for line in lines for text in (line["question"], *line.get("turns", ()))]
        self._sources = [policy.source for policy in policies]
        self._rng = rng
        self._kinds: list[tuple[Callable[[], str], int]] = [
            (self._broken, 65),
            (self._spliced, 15),
            (self._pieces, 10),
            (self._noise, 6),
            (self._run, 3),
            (self._very_long, 1),
        ]

    def draw(self) -> str:
        makers, weights = zip(*self._kinds, strict=True)
        return str(self._rng.choices(makers, weights)[0]())

    def _broken(self) -> str:
        """A real question with characters dropped, doubled, swapped or put in."""
        characters = list(self._rng.choice(self._real))
        for _ in range(self._rng.randint(0, 6)):
            at = self._rng.randrange(len(characters) + 1)
            change = self._rng.randrange(4)
            if change == 0:
                del characters[at : at + self._rng.randint(1, 3)]
            elif change == 1:
                characters[at:at] = characters[at : at + self._rng.randint(1, 4)]
            elif change == 2:
                characters[at : at + 2] = reversed(characters[at : at + 2])
            else:
                characters.insert(at, self._rng.choice(LONELY + PHRASES))
        return "".join(characters)

    def _fragment(self) -> str:
        source = self._rng.choice(self._sources)
        at = self._rng.randrange(len(source))
        return source[at : at + self._rng.randint(1, 60)]

    def _spliced(self) -> str:
        """A real question with a piece of a policy in it."""
        real = self._rng.choice(self._real)
        at = self._rng.randrange(len(real) + 1)
        return real[:at] + self._fragment() + real[at:]

    def _pieces(self) -> str:
        return "".join(
            self._rng.choice([self._fragment(), *self._rng.sample(PHRASES, 3)])
            for _ in range(self._rng.randint(1, 6))
        )

    def _noise(self) -> str:
        """Characters from everywhere, control characters and lone surrogates among them."""
        length = self._rng.choice([1, 2, 5, 30, 200])
        ranges = [(0, 0x7F), (0x4E00, 0x9FFF), (0, 0xFFFF), (0x1F300, 0x1FAFF), (0, 0x10FFFF)]
        low, high = self._rng.choice(ranges)
        return "".join(chr(self._rng.randint(low, high)) for _ in range(length))

    def _run(self) -> str:
        """One thing said over and over, at times with a question round it."""
        run = self._rng.choice(RUNS) * self._rng.choice([5, 50, 500, QUESTION_LIMIT])
        before, after = (self._rng.choice(["", self._rng.choice(self._real)]) for _ in range(2))
        room = QUESTION_LIMIT - len(before) - len(after)
        return before + run[:room] + after

    def _very_long(self) -> str:
        length = self._rng.choice([QUESTION_LIMIT - 1, QUESTION_LIMIT, QUESTION_LIMIT + 1, 20_000])
        text = "".join(self._broken() for _ in range(100))
        return (text * (length // len(text) + 1))[:length]


Case = tuple[str, list[str], str | None]


def cases(policies: Sequence[Policy]) -> Iterator[Case]:
    """Questions, each with none to three turns before it, of one policy or of all."""
    rng = random.Random(SEED)
    questions = Questions(rng, policies)
    ids = [None, *(policy.id for policy in policies)]
    for _ in range(N_QUESTIONS):
        turns = [questions.draw() for _ in range(rng.choices(range(4), [20, 2, 1, 1])[0])]
        yield questions.draw(), turns, rng.choice(ids)


def said(engine: Engine, case: Case) -> tuple[str, bytes]:
    """Status and all that an answer says but its timings, as it is sent to a browser; "error"
    and the sentence where there is no answer."""
    question, turns, policy = case
    try:
        answer = engine.ask(question, turns, policy=policy, today=TODAY)
    except WenceError as error:
        return "error", str(error).encode()
    told = answer.to_json()
    del told["timings_ms"]
    return answer.status, json.dumps(told, ensure_ascii=False).encode()


def test_ten_thousand_broken_questions_are_answered_quickly_and_each_by_itself(
    engine: Engine, policies: list[Policy], record_property: Callable[[str, object], None]
) -> None:
    asked = list(cases(policies))
    first, took = [], []
    for case in asked:
        began = thread_time()
        first.append(said(engine, case))
        took.append((thread_time() - began) * 1000)

    # Everybody else's questions and turns lie between the two times one is asked.
    again = random.Random(SEED).sample(range(N_QUESTIONS), N_ASKED_AGAIN)
    assert [i for i in again if said(engine, asked[i]) != first[i]] == []

    slowest = int(np.argmax(took))
    record_property("slowest_ms", took[slowest])
    record_property("slowest_question", ascii(asked[slowest])[:200])
    pace = np.percentile(took, 99.9) / np.median(took)
    assert pace < LIMIT, f"{took[slowest]:.0f} ms: {asked[slowest]!a:.300}"

    # The run is worth something only if it reached every way to answer.
    assert {status for status, _ in first} == {"answered", "refused", "clarify", "chat", "error"}
