"""Comparisons: what the policy says of each of the things named, side by side, and which is more.

The things are told apart by bot/compose/sides.py and the statements chosen by
bot/compose/contrast.py. Where figures are asked for, figures are set side by side; else the
sentences, or, where one sentence speaks of all sides, the figures or parts of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache

from bot.compose import compare_agencies
from bot.compose.contrast import Find, choose
from bot.compose.each_asked import each_asked, together
from bot.compose.juxtapose import Set, drafted, figure_of, name_of, tabled
from bot.compose.sides import Side, sides
from bot.compose.wording import listed
from bot.draft import Draft
from bot.knowledge import KnownClause, KnownFact, KnownPolicy
from bot.question import Ask, Question, understand
from bot.ranking import wanted_kinds, wanted_units
from bot.statements import Statement
from index.retriever import Hit

_HOW_MANY_TIMES = re.compile(r"[,，]?(?:相?差|是|高|多|大)(?:了|出)?(?:几|多少)倍")
_SHORTEST = 8  # characters of a sentence that says something
_NEAREST = 8  # clauses that agencies to compare are taken from
_HOW_MANY = re.compile(r"名额|几个|多少个|几家|数量|挑|选")
_THRESHOLD = re.compile(r"门槛|销售额|面积|年龄|岁|要求(?:的)?(?:金额|数)|数量要求|达到|留用")
_EXTREMES = re.compile(r"最(?:大|高|多).{0,6}最(?:小|低|少)|最(?:小|低|少).{0,6}最(?:大|高|多)")
_SETS_APART = re.compile(
    r"分别|区别|差别|不一样|(?<![这那])一样|是不是(?:同)?一个(?:数|价)(?![字据量])|不同|差在|各(?:管|是|自|有|在)|一个多少.{0,3}一个多少|哪一?(?:个|边|头|家|种|类|方|步|项|级|档).{0,8}?(?:高|低|多|少|大|小|长|短|久|重|轻|狠|早|晚|严|快|慢)|各.{0,4}(?:多少|几)|什么情况.{2,20}什么情况"
    r"|哪(?:种|些).{2,20}哪(?:种|些)|差多少|差几|whereas|differ|respectively"
)
# Asks for all that differs, not for one figure of each.
_OPEN = re.compile(
    r"有(?:什么|啥|何|哪些)(?:不同|不一样|区别|差别|差异|分别)|(?:差|区别|不同)在|怎么不一样|什么情况|difference"
)
_FIGURES = re.compile(
    r"多少|几(?!种)|差额|高|低|多(?!数)|少|更大|更小|长|短|早|晚|much|many|more|less|higher|lower|longer"
)

# What a measure is called, and the kind of figure that is its.
_MEASURES: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (words, frozenset(kinds.split()))
    for words, kinds in (
        (r"(?:工资|标准|收入|价格?|额)的(?:多少|几)", "percent"),
        (r"几个月的?(?:低保|最低|工资|标准)", "percent"),
        (r"比例|利率|几成|百分|折扣|(?<![多少高低快慢长短大小早晚])点(?=[,?]|$)", "percent"),
        (r"时长|天数|年限|年头|时限|期限|多久|多长|几天|几年|几个月|哪个长|更长|(?:发|贷|借|服务|补).{0,3}时间", "period"),
        (r"几号|哪天|日期|啥时候|什么时候|何时", "date"),
        (r"年龄|几岁|多少岁|岁数", "count measure"),
        (r"面积", "measure"),
        (r"名额|人数|数量|次数|(?<!一)个数|几个(?!月)|多少个(?!月)|几家|多少人|几人", "count measure"),
        (r"(?:封顶|顶格)(?!年龄|面积|时)", "money"),
        (r"钱|元|万|[费奖款](?!用比例)|补贴|补助|奖励|资助|租金|生活费|工资|额度|限额|数额|金额", "money"),
    )
)  # fmt: skip


def compares(question: Question) -> bool:
    """Whether a question sets things side by side, though it may not ask which is more."""
    return question.wants(Ask.COMPARE) or bool(_SETS_APART.search(question.folded.lower()))


def names_sides(question: Question, known: KnownPolicy) -> bool:
    """Whether a question names the things it sets side by side, or says that they are two."""
    return bool(sides(question, lambda word: word in known.text))


def answer(
    question: Question,
    known: KnownPolicy,
    hits: Sequence[Hit],
    find: Find,
    within: Sequence[KnownClause] = (),
) -> Draft | None:
    """What is said of each side; None where the things to compare are not found.

    Args:
        hits: All clauses by nearness, best first.
        find: Finds the nearest clauses of a question.
        within: Compare inside these clauses only (what a follow-up refers to).
    """
    clauses = list(within) or [
        known.clause(h.clause.n) for h in hits[:_NEAREST] if h.clause.policy == known.policy.id
    ]
    if compare_agencies.asked(question):
        return compare_agencies.answer(question, known, clauses)
    if len(within) == 2:
        return _of_clauses(question, within)
    named = sides(question, lambda word: word in known.text)
    if not named:
        return None
    find = cache(find)  # each side is asked of again for every kind of statement that is tried
    asked = () if within else each_asked(question, named)
    drafts = [answer(part, known, hits, find) for part in asked]
    if told := together([draft for draft in drafts if draft], len(asked)):
        return told
    for wanted in _wanted(question):
        chosen = choose(question, named, known, find, wanted=wanted, within=within)
        if chosen:
            return drafted(question, Set(tuple(named), tuple(chosen)), known)
    return None


def _wanted(question: Question) -> list[Callable[[Statement], bool]]:
    """What statements may be set side by side, what is asked for first."""
    kinds = _kinds(question)
    figures = _of_kind(kinds, _given_only(question, kinds), wanted_units(question))
    any_figure = _of_kind(kinds, False, frozenset())
    text = question.folded.lower()
    whose = question.wants(Ask.AGENCY) and not _FIGURES.search(text)
    if _OPEN.search(text) and kinds <= {"money"} or whose:
        return [_is_sentence, figures, any_figure]
    if kinds or _FIGURES.search(text):
        return [figures, any_figure, _is_sentence]
    return [_is_sentence]


def _kinds(question: Question) -> frozenset[str]:
    """The kinds of figure asked for, empty for any."""
    text = _HOW_MANY_TIMES.sub(" ", question.folded)
    named = next((kinds for words, kinds in _MEASURES if re.search(words, text)), None)
    if named is None:
        return wanted_kinds(understand(text))
    return named


def _given_only(question: Question, kinds: frozenset[str]) -> bool:
    return bool(kinds & {"money", "percent"}) and not _THRESHOLD.search(question.folded)


def _of_kind(
    kinds: frozenset[str], given: bool, units: frozenset[str]
) -> Callable[[Statement], bool]:
    def wanted(statement: Statement) -> bool:
        facts = [f for f in statement.facts if not kinds or f.figure.kind in kinds]
        if units and any(f.figure.unit in units for f in facts):
            return True
        if units and not kinds:
            return False
        return any(not given or f.kind in ("amount", "percent") for f in facts)

    return wanted


def _is_sentence(statement: Statement) -> bool:
    words = statement.words.strip()
    return not statement.facts and len(words) > _SHORTEST and not words.endswith((":", "："))


def _of_clauses(question: Question, clauses: Sequence[KnownClause]) -> Draft | None:
    """Two clauses named by their numbers: the highest figure of each."""
    text = question.folded
    kind = (
        "quota" if _HOW_MANY.search(text) else "threshold" if _THRESHOLD.search(text) else "amount"
    )
    tops = []
    for clause in clauses:
        own = [f for f in clause.facts if f.fact.kind == kind]
        if not own:
            return None
        tops.append(max(own, key=lambda f: (f.fact.yuan or Decimal(0), f.fact.figure.value)))
    chosen = tuple(_statement_of(f, c) for f, c in zip(tops, clauses, strict=True))
    if None in chosen:
        return None
    parts = tuple(Side("", text) for _ in clauses)
    return drafted(question, Set(parts, tuple(s for s in chosen if s)), None)


def _statement_of(known: KnownFact, clause: KnownClause) -> Statement | None:
    return next((s for s in clause.statements if known.fact in s.facts), None)


def extremes(question: Question, clauses: Sequence[KnownClause]) -> Draft | None:
    """The largest and smallest of several: 「四张券里额度最大和最小的各是哪张」."""
    if not _EXTREMES.search(question.folded):
        return None
    facts = [
        f for c in clauses for f in c.facts if f.fact.yuan is not None and f.fact.kind == "amount"
    ]
    if len(facts) < 2:
        return None
    facts.sort(key=lambda f: f.fact.yuan or Decimal(0))
    low, high = facts[0], facts[-1]
    tied = [f for f in facts if f.fact.yuan == low.fact.yuan]
    words = f"最高的是{name_of(high, facts)}（{figure_of(high.fact)}），最低的是" + listed(
        [f"{name_of(f, facts)}（{figure_of(f.fact)}）" for f in tied]
    )
    return tabled(words + "。", facts)
