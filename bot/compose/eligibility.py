"""Eligibility: what a question says of an applicant, held against what the clause demands.

Figures are held against bounds and thresholds, years against years, what the applicant says it
is not against what the clause says it must be. A figure that falls under one of several tiers
is answered with that tier. Nobody is told a plain yes: what the question does not tell stays to
be checked; and where a clause forbids or exempts, its words are the answer and no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import Table
from bot.compose.asked import Asked
from bot.compose.contrary import Check, contrary_checks, year_checks
from bot.compose.say import figures_said, words_asked
from bot.compose.thresholds import counts_by, figure_checks, own_figures
from bot.compose.tiers import Choice, Tier, choose, measured, tiers, without_number
from bot.compose.wording import SHORT, condition_of, excerpt, state
from bot.draft import Draft, cite
from bot.english.figures import figures_told, in_english
from bot.knowledge import KnownFact
from bot.members import pick
from bot.question import Ask, Question
from bot.ranking import wanted_units
from bot.statements import Statement, overhead
from bot.steps import reached, steps
from bot.terms import grams
from corpus.facts import Fact
from corpus.figures import Figure, figures

_WHETHER = re.compile(
    r"(?:能|可以|够|算|符合|达标|有戏|有份|给|行|领|拿|享受|报|合格|有资格|沾)[^,，。;；]{0,14}(?:吗|么|不|没|嘛|啊|呢|[??]|$|否)|能不能|可不可以|行不行|给不给|够不够|算不算|有.{0,6}(?:吗|么|没|不)[??。]?$|符不符合|是否|能否|可否|有没有(?:资格|机会|戏)|够格|够得?上|能拿(?:什么|多少|啥)|有(?:什么|啥).{0,4}(?:补|奖|支持|政策)"
)
_KINDS = ("count", "period", "measure", "percent", "money")
# What a case is held against the conditions for; a matter of procedure is none.
_HELD = frozenset({Ask.TEXT, Ask.AMOUNT, Ask.PERCENT, Ask.CONDITION, Ask.LIST})
# Words that forbid, except or exempt: to lie inside their bounds is no demand met.
_TURNED = re.compile(
    r"不得|不予|不能|不再|不适用|不纳入|不享受|不缴|不收|无需|不需|禁止|除外|免(?!费)|取消|撤销|退回|退还|罚款|处罚"
)
_LONGEST_PROOF = 70


def asks_whether(question: Question) -> bool:
    """Whether it is asked if something may be had: only then is a verdict in place."""
    return bool(_WHETHER.search(question.folded))


def answer(about: Asked, facts: list[KnownFact]) -> Draft | None:
    """The verdict on each demand of the fact that fits, and what may be got; or the tier that a
    told figure falls under.

    Args:
        facts: The facts of the benefit asked about, best first.

    Returns:
        None where nothing in the question bears on a demand: then a plain answer serves.
    """
    if not _HELD.issuperset(about.question.asks):
        return None
    ranked = about.sentences()
    if ranked and about.changed(ranked[0].statement):
        return None  # whom an exception is made for, the rule decides nothing
    if draft := _by_bounds(about):
        return draft
    question, clause = about.question, about.clause
    fact = _met(question, facts, clause.body).fact if facts else None
    best = about.sentences()
    span = (fact.start, fact.end) if fact else (
        (best[0].statement.start, best[0].statement.end) if best else (0, 0)
    )  # fmt: skip
    text = clause.clause.text[span[0] : span[1]]
    over = " ".join(overhead(clause.clause, span[0]))
    own = fact.condition if fact and figures(fact.condition) else ""  # not its neighbours' tiers
    thresholds = [
        f.fact for f in clause.facts
        if f.fact.kind == "threshold" and f.fact.figure.kind not in ("count", "period")
        and span[0] <= f.fact.figure.start < span[1]
        and (not own or f.fact.text in own)
    ]  # fmt: skip
    checks = [c for t in thresholds for c in figure_checks(question, t, fact)]
    checks += year_checks(question, text)
    checks += contrary_checks(question, text, over)
    decided = [c for c in checks if c.verdict != "待核实"]
    if not decided or (_TURNED.search(f"{over}{text}") and not fact):
        return None
    if fact is None and wanted_units(question):
        return None  # 「我占三成，算几分」 asks for more than whether it is so
    return _draft(about, fact, span, checks)


def _met(question: Question, facts: list[KnownFact], text: str) -> KnownFact:
    """Of the facts of the sentence of the first one that whose threshold is the highest that a
    told figure meets, or the lowest where it meets none: 50亿元 of 「突破10亿元、50亿元、100亿元的，
    分别给予…」; the first where no threshold is of what is told."""
    first = facts[0].fact
    beside = [
        known for known in facts
        if "。" not in text[min(first.end, known.fact.end) : max(first.start, known.fact.start)]
        and known.fact.figure.unit == first.figure.unit
        and (known.fact.object in ("", first.object) or figures(known.fact.object))
    ]  # fmt: skip
    found = steps(question, [_needed(known.fact) for known in beside])
    if not found:
        return facts[0]
    return beside[min(reached(found), default=min(found).place)]


def _needed(fact: Fact) -> str:
    """What a fact demands; where that names it, its name: 「投资1亿元（含）至5亿元的」."""
    return fact.condition or (fact.object if figures(fact.object) else "")


def tells_case(question: Question) -> bool:
    """Whether a question tells a figure of a case and asks how much that gives."""
    return bool(question.figures) and question.wants(Ask.AMOUNT, Ask.PERCENT)


def _by_bounds(about: Asked) -> Draft | None:
    """The tier a told figure falls under, or the verdict on the one bound that speaks of it."""
    wants_figure = about.question.wants(Ask.AMOUNT, Ask.PERCENT)
    for told in _told_of_case(about.question):
        found = tiers(about, told)
        # A sum has a tier only among ranges of sums (500万元及以下; 500万元以上、1000万元及以下):
        # what it must reach is a demand, and is judged as one.
        if told.kind == "money" and not (len(found) > 1 and any(t.high for t in found)):
            continue
        choice = choose(about, found, told)
        speaking = found if choice and choice.by_figure else [choice.tier] if choice else []
        if choice is None or not any(_speaks_of(about, tier, told) for tier in speaking):
            continue
        met = choice.tier.admits(told)
        if met and (choice.by_figure or (wants_figure and _members(about, choice.tier))):
            return _of_tier(about, choice.tier)
        if not asks_whether(about.question) or (met and wants_figure):
            continue
        if draft := _verdict(about, choice, told, met):
            return draft
    return None


def _told_of_case(question: Question) -> list[Figure]:
    """The figures that tell a case."""
    return [f for f in question.figures if f.kind in _KINDS and not counts_by(question, f)]


def _speaks_of(about: Asked, tier: Tier, told: Figure) -> bool:
    """Whether the sentence of a bound shares a word with the question; an age is always an age."""
    if told.unit in ("岁", "周岁"):
        return True
    asked = words_asked(about.question.core).union(*map(grams, about.question.official_words))
    return bool({g for g in asked & tier.sentence.own if not g[0].isdigit()})


def _members(about: Asked, tier: Tier) -> list[Statement]:
    """The amounts and shares that a tier gives."""
    return [
        s for s in about.clause.statements
        if s.facts and tier.start <= s.start < tier.end
        and any(f.kind in ("amount", "percent") for f in s.facts)
    ]  # fmt: skip


def _of_tier(about: Asked, tier: Tier) -> Draft:
    """What a tier gives: its figure that is asked for, else its words."""
    clause = about.clause.clause
    members = pick(about.question, about.vector, _members(about, tier))
    if about.question.wants(Ask.AMOUNT, Ask.PERCENT) and (piece := figures_said(members)):
        return Draft("answered", f"{_brief(piece.words)}。", piece.citations)
    words = tier.words
    if len(words) > SHORT:
        words = without_number(excerpt(clause, tier.start, tier.end, tier.at))
    return Draft(
        "answered", f"{_brief(words)}。",
        (cite(clause, tier.sentence.start, tier.sentence.end),),
    )  # fmt: skip


def _in_english(met: bool, checks: Sequence[Check], told: str, words: str) -> str:
    """The verdict in English, and what may be got.

    Args:
        told: The figures that may be got, in English.
        words: The Chinese summary.
    """
    reasons = [
        f"the policy asks for {figures_told(c.demand)}, you say {figures_told(c.said)}"
        if figures_told(c.demand) and figures_told(c.said) else f"{c.demand}, {c.said}"
        for c in checks if c.verdict == ("满足" if met else "不满足")
    ]  # fmt: skip
    opening = "This condition is met" if met else "The condition is not met"
    because = f"{opening}: {'; '.join(reasons)}. " if reasons else f"{opening}. "
    gives = f"The clause gives: {told}. " if told else ""
    rest = "Its other conditions remain to be checked. " if met else ""
    return f"{because}{gives}{rest}In Chinese: {words}"


def _verdict(about: Asked, choice: Choice, told: Figure, met: bool) -> Draft | None:
    clause, tier = about.clause.clause, choice.tier
    over = overhead(clause, tier.start)
    if _TURNED.search(f"{''.join(over[-1:])}{tier.sentence.words}"):
        return None
    if not _fits_best(about, tier) or (not met and _given_without(about, tier)):
        return None
    said = _told(told)
    words = tier.words
    if len(words) > _LONGEST_PROOF:
        words = without_number(excerpt(clause, tier.at, tier.end, tier.at, room=_LONGEST_PROOF))
    if met:
        summary = f"符合这一项条件（您说{said}）：{words}；其他条件以原文为准。"
    else:
        summary = f"不符合条件：您说{said}，原文要求：{words}。"
        rest = _rest(about, tier, SHORT - len(summary))
        summary += rest
    rows = [(tier.words, said, "满足" if met else "不满足")]
    if met:
        rows.append(("其他条件", "问题中未说明的部分", "待核实"))
    table = Table(
        "checklist", ("要求", "您的情况", "结论"), tuple(rows),
        tuple((clause.policy, clause.n) for _ in rows),
    )  # fmt: skip
    check = Check(tier.words, said, "满足" if met else "不满足")
    return Draft(
        "answered", summary, (cite(clause, tier.sentence.start, tier.sentence.end),),
        table=table, derived=(said,), english=_in_english(met, [check], "", summary),
    )  # fmt: skip


def _fits_best(about: Asked, tier: Tier) -> bool:
    """Whether no sentence fits the question better than the one whose bound is met: another
    may say what decides it."""
    return about.sentences()[0].statement is tier.sentence


_AS_NEAR = 3.0  # in the scores of bot/ranking.py


def _given_without(about: Asked, tier: Tier) -> bool:
    """Whether another sentence that fits nearly as well gives something without the bound: who
    fails the case for new firms may still have what all firms have."""
    ranked = about.sentences()
    bound = tier.low or tier.high
    measure = measured(bound.figure)[0] if bound else ""
    return any(
        scored.score >= ranked[0].score - _AS_NEAR
        and scored.statement is not tier.sentence
        and any(f.kind in ("money", "percent") for f in scored.statement.figures)
        and not any(measured(b.figure)[0] == measure for b in scored.statement.bounds)
        for scored in ranked
    )


_EXCEPTION = re.compile(r"放宽|延长|除外|例外|经.{2,16}同意|特殊情况|可不受")


def _rest(about: Asked, tier: Tier, room: int) -> str:
    """A sentence of the clause that makes an exception to the bound, where it fits."""
    for scored in about.sentences():
        words = scored.statement.words.strip()
        if _EXCEPTION.search(words) and scored.statement is not tier.sentence:
            if len(words) <= room and any(f.kind in _KINDS for f in scored.statement.figures):
                return f"{_brief(words)}。"
    return ""


def _told(figure: Figure) -> str:
    """A told figure with its unit, where the question leaves it out."""
    return f"{figure.text}{figure.unit}" if figure.text.isdigit() else figure.text


def _draft(about: Asked, fact: Fact | None, span: tuple[int, int], checks: list[Check]) -> Draft:
    clause = about.clause.clause
    failed = [c for c in checks if c.verdict == "不满足"]
    if failed:
        summary = _refused(about, fact, failed)
    else:
        summary = _admitted(about, fact, checks)
    rows = [(c.demand, c.said, c.verdict) for c in checks]
    if fact and fact.condition and not any(fact.condition in c.demand for c in checks):
        rows.append((condition_of(fact), "问题中未说明的部分", "待核实"))
    table = Table(
        "checklist", ("要求", "您的情况", "结论"), tuple(rows),
        tuple((clause.policy, clause.n) for _ in rows),
    )  # fmt: skip
    own = tuple(f.text for f in own_figures(about.question))
    told = in_english(fact.figure, clause.text) if fact else ""
    return Draft(
        "answered", summary, (cite(clause, *span),), table=table, derived=own,
        english=_in_english(not failed, checks, told, summary),
    )  # fmt: skip


def _refused(about: Asked, fact: Fact | None, failed: list[Check]) -> str:
    reasons = "；".join(f"{c.demand}，{c.said}" for c in failed[:2])
    summary = f"不符合条件：{reasons}。"
    return summary + (f"原文：{_brief(state(fact, about.clause.clause))}。" if fact else "")


def _admitted(about: Asked, fact: Fact | None, checks: list[Check]) -> str:
    met = "；".join(f"{c.demand}，{c.said}" for c in checks if c.verdict == "满足")
    summary = f"符合该项条件（{met}）"
    if fact is None:
        return f"{summary}。"
    summary += f"：{_brief(state(fact, about.clause.clause, room=_LONGEST_PROOF))}"
    open_ = [c.demand for c in checks if c.verdict == "待核实"]
    summary += f"；还需核对{'、'.join(open_)}" if open_ else ""
    rest = condition_of(fact)
    if rest and rest not in summary:
        summary += "；其他条件以原文为准" + (f"：{rest}" if len(rest) < 60 else "")
    return f"{summary}。"


def _brief(words: str) -> str:
    return words.rstrip("。；;")
