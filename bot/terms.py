"""The words of a question that say what it is about, and how much of them a text holds.

Matching is by character pairs (and whole Latin words and numbers): Chinese is written without
spaces, and pairs need no dictionary that would miss the names a policy coins (算力券).
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from corpus.text import CN_DIGITS, fold, number

# Words of asking, addressing, hedging and connecting. What is left of a question when these
# are taken out is what it is about.
_FILLER = re.compile(
    "按?(?:几|多少)个点给?|什么时候|什么样|为什么|怎么样|怎么|如何|怎样|什么|哪些|哪个|哪家|哪几|哪里|哪儿|几个|几家|多少钱|多少|多大|多久|是不是|能不能|有没有|可不可以|"
    "是否|能否|可否|请问|一下|一共|总共|到底|究竟|具体|大概|大约|现在|目前|今年|去年|明年|还有|还是|或者|如果|要是|的话|因为|所以|但是|不过|而且|以及|"
    "我们|咱们|你们|他们|她们|它们|我司|本人|自己|人家|大家|有人|别人|这个|那个|这些|那些|这种|那种|这样|那样|这块|那块|这条|那条|这边|那边|这里|那里|"
    "可以|能够|应该|需要|想要|打算|准备|希望|知道|了解|告诉|觉得|听说|据说|问题|情况|东西|事情|时候|地方|一个|一点|一些|一样|有点|"
    "最高|最多|最低|最少|上限|封顶|顶格|顶多|能给|能拿|给钱|拿钱|奖金|奖多少|补多少|给多少|拿多少|补不补|给不给|有啥|是啥|咋补|咋办|咋|啥|"
    "吗|呢|吧|啊|呀|哦|嘛|么|了|的|着|我|你|您|他|她|它|咱|这|那|谁|啥|"
    "[?!,.:;。，、？！：；\"'“”‘’《》()（）~…-]"
)
_LATIN = re.compile(r"[a-z0-9][a-z0-9+.\-]*[a-z0-9+]|[a-z0-9]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@lru_cache(maxsize=16384)  # of a policy the same texts are wanted for every question
def grams(text: str) -> frozenset[str]:
    """Character pairs of the Chinese in a text, and its Latin words and numbers in lower case."""
    folded = fold(text).lower()
    found = {match.group() for match in _LATIN.finditer(folded)}
    for run in _CHINESE.findall(folded):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
        if len(run) == 1:
            found.add(run)
    return frozenset(found | graded(folded))


_GRADE = re.compile(
    r"(?P<a>\d{1,4}|[a-z])(?:\s*[~-]\s*(?P<b>\d{1,2}))?\s*(?P<u>[级类档等型岁周年月日天次个人家户])"
    rf"|(?P<c>[{CN_DIGITS}]{{1,3}})(?P<cu>[级类档等型岁周年月日天次个人家户])"
)


def graded(folded: str) -> set[str]:
    """Numbers and letters that tell one grade from another with the word after them, "3级", "b类",
    Chinese numerals as digits; 2~3级 is both."""
    found: set[str] = set()
    for match in _GRADE.finditer(folded):
        unit = match["u"] or match["cu"]
        if match["c"]:
            with contextlib.suppress(ValueError):
                found.add(f"{number(match['c'])}{unit}")
            continue
        first, last = match["a"], match["b"]
        found.add(f"{first}{unit}")
        if last and first.isdigit() and int(first) < int(last) <= int(first) + 12:
            found.update(f"{n}{unit}" for n in range(int(first) + 1, int(last) + 1))
    return found


def content(text: str) -> str:
    """The words that say what a question is about, the others made spaces."""
    return " ".join(_FILLER.sub(" ", fold(text)).split())


# What kind of answer is wanted, and what every policy speaks of: no subject of their own.
_COMMON = re.compile(
    "牵头|责任|负责|单位|部门|机构|条件|要求|门槛|资格|补助|补贴|奖励|奖补|资金|经费|金额|额度|比例|标准是|时间|期限|名额|支持|政策|措施|条款|规定|文件|"
    "[补给按]?百分之(?:几|多少)|[补给按]?几[成折]|年年|[一几多]回|[单每各][件台户个家次项人笔套辆场张]|[都就只]给|企业|公司|成功|顺利|怎么算|按几个点|给几个点|几个点|一次|标题|内容|材料|电话|联系|申请|申报|流程"
)


def subject(text: str) -> str:
    """`content` without the words for kinds of answers: what a question is about, if anything."""
    return " ".join(_COMMON.sub(" ", content(text)).split())


class Weights:
    """How telling each pair of characters is among some texts: inverse document frequency.

    idf(g) = ln(1 + (N - n + 0.5) / (n + 0.5)) with n of the N texts holding g (the form BM25
    uses; Robertson & Zaragoza 2009, The Probabilistic Relevance Framework).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._sets = [grams(text) for text in texts]
        self._count: dict[str, int] = {}
        for held in self._sets:
            for gram in held:
                self._count[gram] = self._count.get(gram, 0) + 1

    def __call__(self, gram: str) -> float:
        """The weight of a pair; one that no text holds weighs most."""
        n = self._count.get(gram, 0)
        return math.log(1 + (len(self._sets) - n + 0.5) / (n + 0.5))

    def known(self, gram: str) -> bool:
        """Whether any of the texts holds it."""
        return gram in self._count

    def overlap(self, question: Iterable[str], text: Iterable[str]) -> float:
        """Summed weight of the pairs two sets share."""
        return sum(self(gram) for gram in set(question) & set(text))

    def coverage(self, question: AbstractSet[str], text: AbstractSet[str]) -> float:
        """Share of the question's weight that the text holds, 0 to 1; 1 for no words at all."""
        total = sum(self(gram) for gram in question)
        return sum(self(gram) for gram in question & text) / total if total else 1.0
