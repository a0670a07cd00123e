"""Words typed by their sound: 模形券 is 模型券, 登计 is 登记.

Who types Chinese picks characters by pinyin, so a slip is most often a word of the same sound. A
question's characters are taken for a word of the policy where that is certain: they are no word
of the dictionary, the policy does not print them, and of its words one alone sounds like them
and shares a character with them. Pinyin without tones: pypinyin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from pypinyin import lazy_pinyin

from bot.nouns import is_word, parted

_LONGEST = 4  # characters of a word that is looked for
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_COINED = re.compile(r"[“\"‘']([\u4e00-\u9fff]{2,4})[”\"’']")
# Characters that stand by themselves beside any other: no slip is told from them.
_ALONE = frozenset(
    "的了吗呢吧啊呀嘛么着过得地是有没不能会要可就都也还又再很太最更多少几什怎哪谁啥咋为和与跟同或在到从向对给被把让比按"
    "我你您他她它咱这那个条项家年月日天万元块钱一二三四五六七八九十两百千说问想看做去来上下里外前后大小新老"
)


class Homophones:
    """The words of some policies by their sound."""

    def __init__(self, text: str) -> None:
        """Take the words of two to four characters that the policies' text prints."""
        self._text = text
        self._words: dict[tuple[str, ...], set[str]] = {}
        for word in {*_COINED.findall(text), *_printed_words(text)}:
            self._words.setdefault(_sound(word), set()).add(word)

    def mended(self, question: str) -> str:
        """A question with the words it misspells as the policies print them."""
        said = question
        for run in _RUN.finditer(question):
            for start, end in _doubtful(run.group()):
                typed = run.group()[start:end]
                if word := self._meant(typed):
                    at = run.start() + start
                    said = said[:at] + word + said[at + len(word) :]
        return said

    def _meant(self, typed: str) -> str:
        """The one word of the policies that is meant; "" where there is none, or no telling."""
        if typed in self._text or is_word(typed):
            return ""
        alike = [
            w for w in self._words.get(_sound(typed), ())
            if sum(a == b for a, b in zip(w, typed, strict=True)) * 2 >= len(typed)
        ]  # fmt: skip
        return alike[0] if len(alike) == 1 else ""


def _printed_words(text: str) -> Iterator[str]:
    for line in set(text.splitlines()):
        words = [word for word, _ in parted(line)]
        yield from (w for w in words if 2 <= len(w) <= _LONGEST and _RUN.fullmatch(w))


def _doubtful(run: str) -> Iterable[tuple[int, int]]:
    """Spans of neighbouring characters that the dictionary makes no word of, longest first."""
    borders = [0]
    for word, _ in parted(run):
        borders.append(borders[-1] + len(word))
    spans = [
        (a, b)
        for i, a in enumerate(borders)
        for b in borders[i + 2 :]
        if 2 <= b - a <= _LONGEST
        and any(q - p == 1 for p, q in pairwise(borders) if a <= p < b)
        and not any(q - p == 1 and run[p] in _ALONE for p, q in pairwise(borders) if a <= p < b)
    ]
    return sorted(spans, key=lambda span: span[0] - span[1])


@lru_cache(maxsize=65536)
def _sound(word: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(word))
