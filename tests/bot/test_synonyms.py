"""Everyday words beside the official ones: the file of groups and how it is used."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bot.synonyms import official

LINES = files("bot").joinpath("data/synonyms.txt").read_text("utf-8").splitlines()
GROUPS = [line for line in LINES if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("line", GROUPS)
def test_a_group_has_words_on_both_sides_of_one_equals_sign(line: str) -> None:
    assert line.count("=") == 1
    for side in line.split("="):
        words = [word.strip() for word in side.split("、")]
        assert all(words), "an empty word between two 、"
        assert len(set(words)) == len(words), "a word stands twice on a side"
        assert not any(c in ",，;；|" for c in side), "words are parted by 、"


@pytest.mark.parametrize("line", GROUPS)
def test_every_everyday_word_of_a_group_brings_its_official_words(line: str) -> None:
    said, written = ([word.strip() for word in side.split("、")] for side in line.split("="))
    for word in said:
        question = f"请问 {word} 怎么说"
        added = official(question, lambda _: True)
        assert {w for w in written if w not in question} <= set(added)


def test_only_words_that_the_policies_hold_are_added() -> None:
    assert official("卡脖子技术给钱吗", lambda word: word == "技术攻关") == ("技术攻关",)
    assert official("卡脖子技术给钱吗", lambda _: False) == ()


def test_a_word_the_question_says_itself_is_not_added_again() -> None:
    assert "技术攻关" not in official("卡脖子的技术攻关给钱吗", lambda _: True)


def test_no_word_is_added_twice() -> None:
    added = official("挖人 招人 大牛 院士 工资 上市 IPO", lambda _: True)
    assert added
    assert len(set(added)) == len(added)


@pytest.mark.parametrize(
    "question", ["What is available?", "Which are the current ones?", "A refund"]
)
def test_an_english_word_is_found_at_the_start_of_a_word_only(question: str) -> None:
    assert official(question, lambda _: True) == ()
