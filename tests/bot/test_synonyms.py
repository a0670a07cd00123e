"""Everyday words beside the official ones: the files of groups and how it is used."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

import pytest

from bot.synonyms import everyday, official

FILES = sorted(
    (file for file in files("bot").joinpath("data/synonyms").iterdir()), key=lambda file: file.name
)


def groups(file: Traversable) -> list[str]:
    lines = file.read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_group_has_words_on_both_sides_of_one_equals_sign(file: Traversable) -> None:
    for line in groups(file):
        assert line.count("=") == 1, line
        for side in line.split("="):
            words = [word.strip() for word in side.split("、")]
            assert all(words), f"an empty word between two 、: {line}"
            assert len(set(words)) == len(words), f"a word stands twice on a side: {line}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_everyday_words_of_a_group_bring_its_official_words(file: Traversable) -> None:
    for line in groups(file)[::7]:  # each takes a search through all groups
        said, written = ([word.strip() for word in side.split("、")] for side in line.split("="))
        question = f"请问 {said[0].lower()} 怎么说"
        added = {word for group in official(question, lambda _: True) for word in group}
        assert {w for w in written if w not in question} <= added, line


def test_only_words_that_the_policies_hold_are_added() -> None:
    assert official("卡脖子技术给钱吗", lambda word: word == "技术攻关") == (("技术攻关",),)
    assert official("卡脖子技术给钱吗", lambda _: False) == ()


def test_a_word_the_question_says_itself_is_not_added_again() -> None:
    found = official("卡脖子的技术攻关给钱吗", lambda _: True)
    assert found
    assert all("技术攻关" not in group for group in found)


def test_no_group_is_added_twice() -> None:
    added = official("挖人 招人 大牛 院士 工资 上市 IPO", lambda _: True)
    assert added
    assert len(set(added)) == len(added)


def test_the_everyday_words_that_found_their_official_ones_are_told() -> None:
    assert "卡脖子" in everyday("卡脖子技术给钱吗", lambda word: word == "技术攻关")
    assert everyday("卡脖子技术给钱吗", lambda _: False) == ()


def test_an_english_word_is_found_at_the_start_of_a_word_only() -> None:
    def found(question: str) -> set[str]:
        return {w for group in official(question, lambda _: True) for w in group}

    assert "贷款" in found("a loan for startups")
    assert "贷款" not in found("a reloaned thing")
