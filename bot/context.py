"""What a follow-up refers to: the clause, the list or the kind of answer of the turns before it.

The turns are read anew for every question; nothing is kept. A follow-up that names a subject of
its own leaves the old one behind.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.knowledge import KnownPolicy
from bot.question import Ask, Question, understand
from bot.synonyms import official
from bot.terms import grams, subject
from corpus.model import Clause, Item
from corpus.text import NUMERAL, number

_POINTING = re.compile(
    r"它|这(?:个|项|条|事|笔|块|种|俩|两|些|里|类|份)|那(?:个|项|条|事|笔|块|种|些|里|类)|其中|该(?:项|条|政策)|此项|刚才|上面|前面|上述|同样|一样的|两样|加(?:在)?一起|加起来|合(?:在)?一起|合起来|\b(?:it|that|this|they|them|those|these)\b"
)
_NEXT = re.compile(
    r"(?P<next>下一?(?:条|个|项))|(?P<back>(?:上|前)一(?:条|个|项))|\b(?P<n2>next)\b|\b(?P<b2>previous)\b"
)
_ORDINAL = re.compile(
    rf"第({NUMERAL})(?:个|种|张|项|类)(?!月|季度|部分)|\bthe (first|second|third|fourth|last)\b|(最后)一?(?:个|种|张)"
)
_BOTH = re.compile(r"这俩|这两(?:个|条|项|张)?|两(?:者|个|张|项)|它们|他们俩|二者|那俩|俩")
_AND = re.compile(
    r"^(?:那么?|然后|还有|再|另外|要是|如果|换成|and|what about|how about)|^[^,，]{1,8}呢[,，]|(?:呢|哩|又(?:是|有|怎么)?.*)[??。]?$"
)
_LEAVING = re.compile(
    r"^(?:对了|换个(?:事儿?|话题|问题)(?:问|说)?|(?:我)?说(?:岔|错)了|(?:我)?问错了|不说这个了?)[,，。、\s]*(?:我?其实(?:是)?(?:要|想)问(?:的是)?)?"
)
_QUESTION_WORD = re.compile(
    r"[?](?!$)|吗|还是|谁|啥|什么|怎|咋|哪|多少|几(?!乎)|多久|多长|多大|何时"
)
_TELLING = re.compile(r"了|我|想|已经|刚")
_ELLIPTIC = re.compile(r"呢[??]?$")
_SUBJECT = 3  # characters of a subject of one's own
# What something is counted by, 「单个企业一年」 and 「每个馆」, is no subject either.
_COUNTED_BY = re.compile(
    r"单[个家户]|[每一][个家户人年月天次场台项](?:[\u4e00-\u9fff](?=[一每最封顶几多到\s]|$))?|几[百千万亿块]|合计|加一?起来?|[两几]样|到顶|拿|年"
)
_ENGLISH_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


@dataclass(frozen=True)
class Focus:
    """What the turns before a question were about.

    Attributes:
        policy: Id of the policy.
        clauses: Ordinals of the clauses of the last answer, in order.
        listed: Ordinals of the last list given, kept while its members are asked about.
        before: Ordinals of the answer before the last.
        asks: The kinds of answer last wanted.
        question: The last question as understood.
        told: Whether the last turn told of a case and asked nothing.
        spans: What the last answer quoted: ordinal of the clause, start and end in its text.
    """

    policy: str
    clauses: tuple[int, ...]
    listed: tuple[int, ...]
    before: tuple[int, ...]
    asks: tuple[Ask, ...]
    question: str
    told: bool
    spans: tuple[tuple[int, int, int], ...] = ()


def refers_back(
    question: Question,
    focus: Focus,
    known: KnownPolicy,
    near: Collection[int],
    *,
    strange: bool,
) -> bool:
    """Whether a question leans on the turns before it.

    It does when it points back (它, 这条), counts on (第二个, 下一条), or says nothing of a
    subject itself; words that the clause in focus does not hold and others do are a new subject.

    Args:
        near: Ordinals of the clauses nearest to the question alone.
        strange: Whether it names a thing that the policy does not know.
    """
    text = question.folded.lower()
    if question.clause_refs or question.section_refs:
        return False
    if _NEXT.search(text) or _BOTH.search(text) or (_ORDINAL.search(text) and focus.listed):
        return True
    if any(item_of(question, focus, known.clause(n).clause) for n in focus.clauses[:1]):
        return True
    own = _own(question)
    printed = official(own, known.text.__contains__)
    words = grams(own).union(*(grams(word) for group in printed for word in group))
    telling = {g for g in words if known.weights.known(g)}
    if not focus.clauses:
        return False
    held = set().union(*(known.clause(n).words for n in focus.clauses))
    if not telling:  # nothing of its own, or a subject that the policy does not know
        short = len(own.replace(" ", "")) < _SUBJECT
        leans = focus.told or short or question.figures or _POINTING.search(text)
        return bool(leans) or (not strange and bool(set(focus.clauses) & set(near)))
    best = max(known.clauses, key=lambda c: known.weights.overlap(telling, c.words))
    there = known.weights.overlap(telling, best.words)
    here = known.weights.overlap(telling, held)
    if _POINTING.search(text):
        return here >= there * 0.5 or there < 2
    if _AND.search(text) or len(own.replace(" ", "")) <= 8:
        return here >= there * 0.75
    return here >= there * 0.6 and here > 0 and len(question.core) <= 14


def names_another(question: Question, focus: Focus, known: KnownPolicy) -> bool:
    """Whether a question's own words belong to another clause far more than to those in focus:
    「算力券最高补贴多少」 after a talk of robots."""
    own = subject(question.core)
    printed = official(own, known.text.__contains__)
    words = grams(own).union(*(grams(word) for group in printed for word in group))
    telling = {g for g in words if known.weights.known(g)}
    if not telling or not focus.clauses:
        return False
    held = set().union(*(known.clause(n).words for n in focus.clauses))
    there = max(known.weights.overlap(telling, c.words) for c in known.clauses)
    return known.weights.overlap(telling, held) < there * _OF_ANOTHER


_OF_ANOTHER = 0.5  # share of the best clause's hold on them


def subject_of_its_own(question: Question) -> str:
    """What is asked after words that leave the old subject: 「换个事儿，…」; "" without them."""
    left = _LEAVING.match(question.folded)
    return question.folded[left.end() :] if left else ""


def is_joined(question: Question, focus: Focus) -> bool:
    """Whether a question goes on from the last turn: by its form (那…, …呢, 要是…), or because
    that turn only told of a case."""
    if question.clause_refs or question.section_refs or question.english:
        return False
    return focus.told or bool(_AND.search(question.folded)) or _denies(question, focus)


_DENIED = re.compile(r"^(?:如果|要是|那)?(?:不是|没有?|非)(?P<what>[\u4e00-\u9fff]{2,8}?)的")


def _denies(question: Question, focus: Focus) -> bool:
    """Whether it is about who is not what was spoken of: 「不是学生的呢」 after 「学生几时交」."""
    denied = _DENIED.search(question.folded)
    return denied is not None and denied["what"] in focus.question


def is_told(text: str) -> bool:
    """Whether a turn tells something of a case and asks nothing: 「我爸是第一类的」."""
    question = understand(text)
    if question.yes_no or asks_in_words(question) or _ELLIPTIC.search(question.folded):
        return False
    return question.asks == (Ask.TEXT,) or bool(_TELLING.search(question.folded))


def asks_in_words(question: Question) -> bool:
    """Whether it has a word that asks, 呢 left out, which takes up the question before."""
    return bool(_QUESTION_WORD.search(question.folded))


def asks_of(asked: Question, focus: Focus) -> tuple[Ask, ...]:
    """The kinds of answer wanted: a follow-up that names none wants those of the question
    before, unless it asks something of its own."""
    if asked.asks != (Ask.TEXT,):
        return asked.asks
    bare = _ELLIPTIC.search(asked.folded) or len(subject(asked.core).replace(" ", "")) <= 8
    kept = tuple(a for a in focus.asks if a not in (Ask.LIST, Ask.COUNT, Ask.COMPARE))
    return kept if bare and kept and not asked.yes_no else (Ask.TEXT,)


def says_nothing(question: Question) -> bool:
    """Whether a question names nothing of its own: 「谁牵头」."""
    return len(_own(question).replace(" ", "")) < 2


def _own(question: Question) -> str:
    """What a question names of its own."""
    own = subject(question.core)
    return own if len(_COUNTED_BY.sub("", own).replace(" ", "")) > 1 else ""


def item_of(question: Question, focus: Focus, clause: Clause) -> Item | None:
    """「第二种呢」 where no list of clauses was given: the item of the clause in focus."""
    ordinal = _ORDINAL.search(question.folded.lower())
    if not ordinal or focus.listed:
        return None
    items = clause.items
    if items and all(item.level == "款" for item in items):
        items = tuple(below for item in items for below in item.items)
    n = _place(ordinal)
    return items[n - 1] if 0 < n <= len(items) else items[-1] if items and n < 0 else None


def pointed_at(question: Question, focus: Focus, count: int) -> tuple[int, ...]:
    """The clauses a follow-up is about: of a list its n-th, of two both, else those in focus.

    Args:
        count: How many clauses the policy has.
    """
    text = question.folded.lower()
    if step := _NEXT.search(text):
        if not focus.clauses:
            return ()
        n = focus.clauses[-1] + (1 if step["next"] or step["n2"] else -1)
        return (n,) if 1 <= n <= count else ()
    if _BOTH.search(text) and len(focus.clauses) < 2:
        both = tuple(dict.fromkeys((*focus.before[:1], *focus.clauses[:1])))
        return both if len(both) == 2 else focus.clauses
    if (ordinal := _ORDINAL.search(text)) and focus.listed:
        n = _place(ordinal)
        if n == -1:
            return focus.listed[-1:]
        return focus.listed[n - 1 : n] if n >= 1 else ()
    return focus.clauses


def steps(question: Question) -> bool:
    """Whether the neighbouring clause is asked for: 下一条."""
    return bool(_NEXT.search(question.folded.lower()))


def is_new_member(question: Question, focus: Focus) -> bool:
    """Whether a member of the last list is picked out: 第二个."""
    return bool(focus.listed and _ORDINAL.search(question.folded.lower()))


def _place(match: re.Match[str]) -> int:
    if match[3]:
        return -1
    return _ENGLISH_ORDINALS[match[2]] if match[2] else number(match[1])
