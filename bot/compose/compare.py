"""Comparisons: two figures side by side, which is higher and by how much, or two sets of agencies."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from bot.answer import Citation, Table
from bot.compose.wording import listed
from bot.draft import Draft, cite
from bot.evidence import words_of
from bot.knowledge import KnownClause, KnownFact, KnownPolicy
from bot.question import Ask, Question
from bot.terms import grams
from corpus.model import Clause
from index.retriever import Hit

_NEAREST = 8  # clauses that facts to compare are taken from
_OWN_WORDS = re.compile(r"[“\"‘']([^”\"’']{2,10})[”\"’']")
_DROP = 0.01  # of a clause's score: as much as one telling pair of characters
_WHO = re.compile(r"部门|管的?单位|牵头|厅局|归(?:谁|哪|同)|谁(?:管|牵|负责)|主抓|主管|同一家")
_HOW_MANY = re.compile(r"名额|几个|多少个|几家|数量|挑|选")
_THRESHOLD = re.compile(r"门槛|销售额|要求(?:的)?(?:金额|数)")
_EXTREMES = re.compile(r"最(?:大|高|多).{0,6}最(?:小|低|少)|最(?:小|低|少).{0,6}最(?:大|高|多)")


def answer(
    question: Question, known: KnownPolicy, hits: Sequence[Hit], within: Sequence[KnownClause] = ()
) -> Draft | None:
    """Both figures, their order and difference; None where two things to compare are not found.

    Args:
        within: Compare inside these clauses only (what a follow-up refers to).
    """
    clauses = list(within) or [
        known.clause(h.clause.n) for h in hits[:_NEAREST] if h.clause.policy == known.policy.id
    ]
    if (
        _WHO.search(question.folded)
        and question.wants(Ask.AGENCY, Ask.COMPARE)
        and not re.search(r"钱|补|奖|多少|几", question.folded)
    ):
        return _agencies(question, known, clauses)
    kind = (
        "quota"
        if _HOW_MANY.search(question.folded)
        else "threshold"
        if _THRESHOLD.search(question.folded)
        else "amount"
    )
    candidates = [f for c in clauses for f in c.facts if f.fact.kind == kind]
    nearness = {
        h.clause.n: (h.score - hits[0].score) / _DROP
        for h in hits
        if h.clause.policy == known.policy.id
    }
    # Two figures of the nearest clause, where the question names something of each.
    pair = _pair(
        question, [f for f in candidates if f.clause.n == clauses[0].clause.n], {}, sure=True
    )
    pair = pair or _pair(question, candidates, {} if within else nearness)
    if pair is None and len(clauses) == 2:  # two clauses named by number: the highest of each
        tops = [
            max(own, key=lambda f: f.fact.figure.value)
            for c in clauses
            if (own := [f for f in candidates if f.clause.n == c.clause.n])
        ]
        pair = (tops[0], tops[1]) if len(tops) == 2 else None
    return None if pair is None else _draft(question, pair)


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
    words = f"最高的是{name_of(high, facts)}（{figure_of(high)}），最低的是" + listed(
        [f"{name_of(f, facts)}（{figure_of(f)}）" for f in tied]
    )
    return _tabled(words + "。", facts)


def _pair(
    question: Question,
    candidates: list[KnownFact],
    nearness: Mapping[int, float],
    *,
    sure: bool = False,
) -> tuple[KnownFact, KnownFact] | None:
    """The two facts that together hold most of what the question names, each its own share."""
    asked = words_of(question)
    words = {id(f): _words(f, candidates, asked) for f in candidates}
    held = {g: sum(g in w for w in words.values()) for g in asked}
    weight = {g: math.log(1 + len(candidates) / n) for g, n in held.items() if n}
    best, best_score = None, -math.inf
    for one, other in combinations(candidates, 2):
        if (
            one.fact.figure.kind != other.fact.figure.kind
            or one.fact.start == other.fact.start
            and one.fact.text == other.fact.text
        ):
            continue
        a, b = asked & words[id(one)], asked & words[id(other)]
        only_a, only_b = (sum(weight[g] for g in s) for s in (a - b, b - a))
        # Each must add something of its own, and a pair is as good as its weaker half.
        score = sum(weight[g] for g in a | b) + 0.3 * min(only_a, only_b)
        score += 0.1 * sum(weight[g] for s in (a, b) for g in s)
        score += nearness.get(one.clause.n, 0.0) + nearness.get(other.clause.n, 0.0)
        if sure and not all(
            grams(f.fact.object) & asked & own for f, own in ((one, a - b), (other, b - a))
        ):
            continue
        if min(only_a, only_b) > 0 and score > best_score:
            best, best_score = (one, other), score
    if best is None and len(candidates) == 2 and not sure:
        best = candidates[0], candidates[1]
    return None if best is None else _as_said(question, best)


def _words(known: KnownFact, among: Sequence[KnownFact], asked: set[str]) -> set[str]:
    """What a fact is known by: its own words and its clause's title. Where the question has
    none of them, all the words of the clause, if no other fact shares it."""
    found = grams(known.fact.object) | grams(known.clause.title)
    if not asked & found:
        found |= known.words
    if known.fact.kind == "threshold":
        found |= grams(known.clause.text[known.fact.start : known.fact.end])
    alone = sum(f.clause.n == known.clause.n for f in among) == 1
    if alone and not asked & found:
        return found | grams(known.clause.text)
    return found


def _as_said(question: Question, pair: tuple[KnownFact, KnownFact]) -> tuple[KnownFact, KnownFact]:
    """In the order the question names them."""

    def first(known: KnownFact, other: KnownFact) -> int:
        own = (
            (set(known.words) | grams(known.clause.title))
            - set(other.words)
            - grams(other.clause.title)
        )
        places = [question.folded.find(g) for g in own if g in question.folded]
        return min(places, default=len(question.folded))

    one, other = pair
    return pair if first(one, other) <= first(other, one) else (other, one)


def _draft(question: Question, pair: tuple[KnownFact, KnownFact]) -> Draft:
    one, other = pair
    a, b = one.fact.figure.value, other.fact.figure.value
    names = name_of(one, pair), name_of(other, pair)
    said = f"{names[0]}{figure_of(one)}，{names[1]}{figure_of(other)}"
    derived: tuple[str, ...] = ()
    if a == b:
        verdict = "两者一样，数额相同"
    else:
        gap = _printed(abs(a - b), one)
        high = names[0] if a > b else names[1]
        verdict = f"{high}更高，{'前者' if a > b else '后者'}高{gap}，相差{gap}"
        derived = (gap,)
        ratio = max(a, b) / min(a, b) if min(a, b) else Decimal(0)
        if re.search(r"几?倍", question.folded) and ratio == ratio.to_integral_value():
            verdict += f"，是{int(ratio)}倍"
            derived += (f"{int(ratio)}倍",)
    return _tabled(f"{said}；{verdict}。", pair, derived)


def _tabled(summary: str, facts: Sequence[KnownFact], derived: tuple[str, ...] = ()) -> Draft:
    citations: dict[tuple[str, int, int, int], Citation] = {}
    for f in facts:
        c = cite(f.clause, f.fact.start, f.fact.end)
        citations[(c.policy, c.clause or 0, c.start, c.end)] = c
    table = Table(
        "compare", ("对象", "数额", "条件", "条款"),
        tuple((name_of(f, facts), figure_of(f), f.fact.condition or "—", f.clause.label) for f in facts),
        tuple((f.clause.policy, f.clause.n) for f in facts),
    )  # fmt: skip
    return Draft("answered", summary, tuple(citations.values()), table=table, derived=derived)


def name_of(known: KnownFact, among: Sequence[KnownFact]) -> str:
    """What tells a fact from the others: the name a clause's title coins (“模型券”) where they
    stand in different clauses, the object where they share one."""
    alone = sum(f.clause.n == known.clause.n for f in among) == 1
    coined = _OWN_WORDS.search(known.clause.title)
    if alone and coined:
        return coined.group(1)
    return known.fact.object or known.clause.title


def figure_of(known: KnownFact) -> str:
    """最高100万元, 30个左右."""
    before = "".join(
        w for w in known.fact.qualifiers if w in ("最高", "不超过", "不低于", "首次突破", "超过")
    )
    after = "".join(w for w in known.fact.qualifiers if w in ("左右", "以上", "以下"))
    return f"{before}{known.fact.text}{after}"


def _printed(value: Decimal, like: KnownFact) -> str:
    """A difference in the unit the figures are printed in."""
    if like.fact.figure.kind != "money":
        return f"{value.normalize():f}{like.fact.figure.unit}"
    for unit, size in (("亿元", 10**8), ("万元", 10**4)):
        if value >= size and (value * 100 / size) == (value * 100 / size).to_integral_value():
            return f"{(value / size).normalize():f}{unit}"
    return f"{value.normalize():f}元"


def _agencies(
    question: Question, known: KnownPolicy, clauses: Sequence[KnownClause]
) -> Draft | None:
    """Whether two clauses have the same lead agencies, and which these are."""
    named = [c for n in question.clause_refs for c in known.clauses if c.clause.n == n]
    asked = words_of(question)
    if len(named) < 2:
        weight = {
            g: math.log(1 + len(clauses) / n)
            for g in asked
            if (n := sum(g in grams(c.clause.title) for c in clauses))
        }
        named = sorted(
            clauses, key=lambda c: -sum(w for g, w in weight.items() if g in grams(c.clause.title))
        )[:2]
        named.sort(key=lambda c: c.clause.n)
    if len(named) < 2:
        return None
    one, other = named[0].clause, named[1].clause
    sides = [c.lead_agencies or c.responsible_agencies for c in (one, other)]
    if not all(sides):
        return None
    same = sides[0][0] == sides[1][0]
    shared = [name for name in sides[0] if name in sides[1]]
    roles = ["牵头单位" if c.lead_agencies else "责任单位" for c in (one, other)]
    summary = (
        f"{'是同一家' if same else '不是同一家'}："
        + "；".join(
            f"{c.label}{role}是{listed(side)}"
            for c, role, side in zip((one, other), roles, sides, strict=True)
        )
        + (f"。两者都有{listed(shared)}。" if shared and not same else "。")
    )
    table = Table(
        "compare", ("条款", "标题", "牵头或责任单位"),
        tuple((c.label, c.title, listed(side)) for c, side in zip((one, other), sides, strict=True)),
        tuple((c.policy, c.n) for c in (one, other)),
    )  # fmt: skip
    return Draft("answered", summary, tuple(_bracket(c) for c in (one, other)), table=table)


def _bracket(clause: Clause) -> Citation:
    at = max(clause.text.rfind("("), clause.text.rfind("（"))
    return cite(clause, max(at, 0), len(clause.text))
