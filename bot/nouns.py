"""Things a question names that the policies never mention: 宠物 asked of a policy on housing.

A word counts as mentioned where the policies print it or an official word for it
(bot/synonyms.py). Words are parted and told by kind with jieba's dictionary.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

_NOUNS = ("n", "vn", "eng", "j", "l", "i")
# Words for asking and for whom everything is: no matter of their own.
_NO_MATTER = frozenset(
    "情况 时候 问题 地方 东西 方面 事情 公司 企业 单位 个人 人家 政策 文件 规定 条款 部门 时间 办法 措施".split()
)
_OF_EACH = re.compile(r"[单每各][件台户个家次项人笔套辆场张]")  # 单件封顶多少
_LONGEST = 120  # characters looked at: parting takes longest by far where nothing is a word


@dataclass(frozen=True)
class Unmentioned:
    """How many nouns and verbs of a question the policies do not know."""

    nouns: int
    verbs: int


def unmentioned(question: str, known: Iterable[str], holds: Callable[[str], bool]) -> Unmentioned:
    """Count the words of a question that nothing in the policies answers to.

    Args:
        question: Folded question text.
        known: Everyday words of it that have an official word in the policies.
        holds: Whether the policies print a word.
    """
    mapped = tuple(known)
    nouns = verbs = 0
    for word, kind in parted(question[:_LONGEST]):
        if (
            len(word) < 2
            or word[0].isdigit()
            or _OF_EACH.fullmatch(word)
            or holds(word)
            or any(word in m or m in word for m in mapped)
        ):
            continue
        nouns += kind.startswith(_NOUNS) and word not in _NO_MATTER
        verbs += kind.startswith("v") and not kind.startswith(_NOUNS)
    return Unmentioned(nouns, verbs)


@lru_cache(maxsize=1024)
def parted(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text with their kinds (n, v, ...) as jieba names them."""
    return tuple((pair.word, pair.flag) for pair in _tagger().cut(text, HMM=False))


def is_word(text: str) -> bool:
    """Whether jieba's dictionary has it as a word."""
    return bool(_tagger().tokenizer.FREQ.get(text))


@cache
def _tagger() -> Any:
    """The tagger: its dictionary takes a second to load, hence once and when first needed, and not
    a second time beside the one that importing it loads."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    return jieba.posseg.dt
