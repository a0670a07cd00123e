"""Lists and counts of clauses: which meet a condition, complete and in order.

What is named to filter by (bot/compose/filters.py) is tried on every clause; only a topic in
other words than the text's goes through retrieval. What a single clause enumerates is told by
bot/compose/enumeration.py.
"""

from __future__ import annotations

import re

from bot.answer import Citation, Table
from bot.compose import lookup
from bot.compose.filters import Filter, filters
from bot.compose.wording import listed
from bot.draft import Draft, cite
from bot.english.figures import figures_told
from bot.knowledge import KnownClause, KnownFact, KnownPolicy
from bot.question import Ask, Question
from bot.scope import PROCEDURAL
from bot.terms import content, grams
from index.retriever import Hit

_TOPIC_DROP = 0.035  # how far below the best hit a clause of the same topic may score
_MAX_TOPIC = 8
_OF_ONE = (Ask.QUOTA, Ask.AGENCY, Ask.AMOUNT, Ask.PERCENT)  # asked of what a clause says
_SHOWN = 4  # figures named beside a clause

_MANY = re.compile(
    r"哪些|哪几|哪两|哪条|有几(?:条|项|处|个|种)|(?:几|多少)(?:条|项|件事|处|种)|列(?:一下|出|个|举|给)|罗列|盘点|汇总|清单|(?:都|全部?|所有|逐[条一])(?:给我|拿出来|找出来|列|报|捋|挑|有|是)"
    r"|分别(?:是|有)(?:什么|哪|啥)|都(?:是|有)(?:什么|啥|哪)|捋一?遍|数一?数|数一下|梳理|列序号|逐条|挑出来|找出来|拿出来|报给我|有哪|有什么(?:券|措施|政策)|哪(?:四|三|五|\d)|是哪个|是哪条|凡是|都在哪|在哪[些几]|小标题|(?:部分|章|板块)(?:都)?(?:是)?(?:讲|说|写|包括|管)|list|which (?:measures|clauses)|what (?:measures|vouchers)"
)
_OF_CLAUSES = re.compile(
    r"(?:哪些|哪几|[有共]几|多少|哪两|所有|全部)(?:个|条|项|种)?(?:的)?(?:条款|措施|政策|规定|条|项|补贴|奖励|补助|扶持|优惠|支持|(?:地方|处)(?=.{0,6}(?:提|写|说|讲|涉|出现|用到|规定)))|(?:条款|措施|政策|规定)(?:都|总共|一共)?有?(?:哪|几|多少)|(?:方面|这块|那块|一类)的?(?:条款|措施|政策|规定)|(?:文件|政策|全文|通篇)里?(?:都|还)?(?:提到|写到|出现)|有关|相关|沾边|涉及|关于|跟.{1,12}(?:有关|的(?:条|项|措施|政策|规定|有|都|是))|哪些是|measures|clauses"
)


# 「得满足哪几条」 asks for conditions, which one clause says.
_FULFILLED = re.compile(r"(?:满足|符合|具备|达到|凑[齐够])(?:了|到|上|下)?(?:哪|什么|啥|几)")


def asks_for_many(question: Question) -> bool:
    """Whether several clauses may be wanted."""
    text = question.folded.lower()
    return bool(_MANY.search(text)) and not _FULFILLED.search(text)


def answer(question: Question, known: KnownPolicy) -> Draft | None:
    """All clauses that meet what the question names; None where it names nothing to filter by."""
    named = filters(question, known)
    if not named:
        return None
    found = [c for c in known.clauses if all(f.test(c) for f in named)]
    return _draft("、".join(f.said for f in named), found, named)


def holding(question: Question, known: KnownPolicy) -> list[KnownClause]:
    """The clauses a comparison is among, where a kind is named: 「四张券里」; else none."""
    kind = re.search(
        r"[两三四五六七八九十几\d]\s*(?:张|种|个|项)\s*([\u4e00-\u9fff])(?:里|中|当中|之间|,|，|哪)",
        question.folded,
    )
    if not kind:
        return []
    return [c for c in known.clauses if re.search(rf"{kind.group(1)}[”\"’']", c.clause.title)]


def topical(question: Question, known: KnownPolicy, hits: list[Hit]) -> Draft | None:
    """Clauses about a topic in its own words: those that hold its words, or the nearest ones.

    None where the question asks for things inside a clause (「主要收哪些语料」), not for clauses.
    """
    if not _OF_CLAUSES.search(question.folded) or question.wants(Ask.QUOTA):
        return None
    topic = _topic(question, known)
    if not topic:
        return None
    words = [w for w in question.official_words if w in known.text]
    holding = [c for c in known.clauses if topic in c.body or any(w in c.body for w in words)]
    if not holding:
        wanted = grams(topic)
        here = [h for h in hits if h.clause.policy == known.policy.id]
        near = [h for h in here[:_MAX_TOPIC] if h.score >= here[0].score - _TOPIC_DROP]
        holding = [
            known.clause(h.clause.n) for h in near
            if wanted & known.clause(h.clause.n).words
        ]  # fmt: skip
        holding.sort(key=lambda c: c.clause.n)
    if not holding:
        return None
    return _draft(f"与“{topic}”有关", holding, [])


def printed(question: Question, known: KnownPolicy) -> Draft | None:
    """Clauses that print the very word they are asked for by: 「有贴息的是哪几条」."""
    if not _OF_CLAUSES.search(question.folded) or question.wants(*PROCEDURAL, *_OF_ONE):
        return None
    topic = _topic(question, known)
    found = [c for c in known.clauses if topic and topic in c.body]
    return _draft(f"写到“{topic}”", found, []) if found else None


def _draft(said: str, found: list[KnownClause], named: list[Filter]) -> Draft:
    if not found:
        return Draft("refused", f"没有{said}的条款。", english=f"No clause is found: {said}.")
    rows, parts, citations = [], [], []
    for known in found:
        shown = [f for filter_ in named for f in filter_.shows(known)] or _main_amounts(known)
        figures_ = "、".join(list(dict.fromkeys(_figure_words(f) for f in shown))[:_SHOWN])
        clause = known.clause
        parts.append(f"{clause.label}{_short(clause.title)}{f'（{figures_}）' if figures_ else ''}")
        rows.append(
            (clause.label, clause.title, figures_ or "—", listed(clause.lead_agencies) or "—")
        )
        citations.append(_proof(known, shown))
    summary = f"{said}的共{len(found)}条：{'；'.join(parts)}。"
    english = [
        f"{k.clause.label} {_short(k.clause.title)}{f' ({told})' if (told := figures_told(part)) else ''}"
        for k, part in zip(found, parts, strict=True)
    ]
    table = Table(
        "list", ("条款", "标题", "金额或数量", "牵头单位"), tuple(rows),
        tuple((k.clause.policy, k.clause.n) for k in found),
    )  # fmt: skip
    return Draft(
        "answered", summary, tuple(citations), table=table, derived=(f"{len(found)}条", said),
        english=f"{len(found)} clauses ({said}): {'; '.join(english)}.",
    )  # fmt: skip


def _proof(known: KnownClause, shown: list[KnownFact]) -> Citation:
    if shown:
        return cite(known.clause, shown[0].fact.start, shown[-1].fact.end)
    return cite(known.clause, 0, lookup.title_end(known.clause))


def _main_amounts(known: KnownClause) -> list[KnownFact]:
    return [f for f in known.facts if f.fact.kind == "amount"]


def _figure_words(known: KnownFact) -> str:
    words = "".join(w for w in known.fact.qualifiers if w in ("最高", "不超过", "不低于", "最低"))
    tail = "".join(w for w in known.fact.qualifiers if w in ("左右", "以上", "以下", "以内"))
    return f"{words[:4]}{known.fact.text}{tail}"


def _short(title: str) -> str:
    return title if len(title) <= 22 else title[:21] + "…"


def _topic(question: Question, known: KnownPolicy) -> str:
    """The longest word of what the question is about, of those that the policy prints if any."""
    words = re.sub(
        r"哪些|哪几|条款|措施|政策|有关|相关|关于|方面|涉及|支持|内容|规定|都有|写了|列|有什么|几条|多少条|跟|与|和|对|是|的|有|里|中|这块|那块|文件|条|项|补贴|奖励|补助|奖补|提到|提及|安排|用|数一?数",
        " ", content(question.core),
    )  # fmt: skip
    found = [w for w in words.split() if len(w) >= 2]
    return max(found, key=lambda word: (word in known.text, len(word)), default="")
