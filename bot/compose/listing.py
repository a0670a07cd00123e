"""Lists and counts: which clauses meet a condition, complete and in order.

A filter is read out of the question (a section, an agency in a role, an amount, a period word,
a word the text must hold) and tried on every clause, so a list is complete by construction;
only a topic in other words than the text's goes through retrieval.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.answer import Citation, Table
from bot.compose import lookup
from bot.compose.wording import listed
from bot.draft import Draft, cite
from bot.knowledge import KnownClause, KnownFact, KnownPolicy
from bot.mentions import Mention, mentions
from bot.question import Ask, Question
from bot.terms import content, grams, subject
from corpus.agencies import stands_for
from index.retriever import Hit

_TOPIC_DROP = 0.035  # how far below the best hit a clause of the same topic may score
_MAX_TOPIC = 8
_SHOWN = 4  # figures named beside a clause

_MANY = re.compile(
    r"哪些|哪几|哪两|哪条|有几(?:条|项|处|个|种)|(?:几|多少)(?:条|项|件事|处|种)|列(?:一下|出|个|举|给)|罗列|盘点|汇总|清单|(?:都|全部?|所有|逐[条一])(?:给我|拿出来|找出来|列|报|捋|挑|有|是)"
    r"|分别(?:是|有)(?:什么|哪|啥)|都(?:是|有)(?:什么|啥|哪)|捋一?遍|挑出来|找出来|拿出来|报给我|有哪|有什么(?:券|措施|政策)|哪(?:四|三|五|\d)|是哪个|是哪条|凡是|都在哪|在哪[些几]|小标题|(?:部分|章|板块)(?:都)?(?:是)?(?:讲|说|写|包括|管)|list|which (?:measures|clauses)|what (?:measures|vouchers)"
)
_OF_CLAUSES = re.compile(
    r"(?:哪些|哪几|[有共]几|多少|哪两|所有|全部)(?:个|条|项|种)?(?:的)?(?:条款|措施|政策|规定|条|项|补贴|奖励|补助|扶持|优惠|支持|地方|处)|有关|相关|沾边|涉及|关于|跟.{1,12}(?:的|有关)|哪些是|measures|clauses"
)
_NOT_LEAD = re.compile(
    r"(?:不是?|没有?|光|只|仅|非)(?:牵头|当责任|是?配合|算?责任)|(?:不|没)牵头|只是?配合|责任单位而不是牵头"
)


@dataclass(frozen=True)
class Filter:
    """What a clause must meet, and the facts that show it.

    Attributes:
        said: The filter in words, for the summary's opening.
        test: Whether a clause meets it.
        shows: The facts of a clause worth a column; empty for none.
    """

    said: str
    test: Callable[[KnownClause], bool]
    shows: Callable[[KnownClause], list[KnownFact]]


def asks_for_many(question: Question) -> bool:
    """Whether several clauses may be wanted."""
    return bool(_MANY.search(question.folded.lower()))


def answer(question: Question, known: KnownPolicy) -> Draft | None:
    """All clauses that meet what the question names; None where it names nothing to filter by."""
    filters = [f for f in (read(question, known) for read in _READERS) if f]
    if not filters:
        word = _by_word(question, known)
        filters = [word] if word else []
    if not filters:
        return None
    found = [c for c in known.clauses if all(f.test(c) for f in filters)]
    said = "、".join(f.said for f in filters)
    return _draft(question, said, found, filters)


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
    topic = _topic(question)
    if not topic:
        return None
    words = [w for w in question.core.split() if len(w) >= 2 and w in known.text]
    holding = [c for c in known.clauses if topic in c.body or any(w in c.body for w in words)]
    if not holding:
        wanted = grams(topic)
        near = [h for h in hits[:_MAX_TOPIC] if h.score >= hits[0].score - _TOPIC_DROP]
        holding = [
            known.clause(h.clause.n) for h in near
            if wanted & known.clause(h.clause.n).words
        ]  # fmt: skip
        holding.sort(key=lambda c: c.clause.n)
    if not holding:
        return None
    return _draft(question, f"与“{topic}”有关", holding, [])


def _draft(question: Question, said: str, found: list[KnownClause], filters: list[Filter]) -> Draft:
    if not found:
        return Draft("refused", f"没有{said}的条款。")
    rows, parts, citations = [], [], []
    for known in found:
        shown = [f for filter_ in filters for f in filter_.shows(known)] or _main_amounts(known)
        figures_ = "、".join(list(dict.fromkeys(_figure_words(f) for f in shown))[:_SHOWN])
        clause = known.clause
        parts.append(f"{clause.label}{_short(clause.title)}{f'（{figures_}）' if figures_ else ''}")
        rows.append(
            (clause.label, clause.title, figures_ or "—", listed(clause.lead_agencies) or "—")
        )
        citations.append(_proof(known, shown))
    summary = f"{said}的共{len(found)}条：{'；'.join(parts)}。"
    table = Table(
        "list", ("条款", "标题", "金额或数量", "牵头单位"), tuple(rows),
        tuple((k.clause.policy, k.clause.n) for k in found),
    )  # fmt: skip
    return Draft(
        "answered", summary, tuple(citations), table=table, derived=(f"{len(found)}条", said)
    )


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


def _by_section(question: Question, known: KnownPolicy) -> Filter | None:
    sections = [s for s in known.policy.sections if s.level == 1]
    number = question.section_refs[0] if question.section_refs else 0
    if re.search(r"最后一?(?:大|个)?(?:部分|章|块|节)", question.folded):
        number = len(sections)
    if not number:
        # Its heading, or all the telling words of it, stands in the question.
        named = [i for i, s in enumerate(sections, 1) if s.title in question.folded]
        number = named[0] if named else 0
    if not 1 <= number <= len(sections):
        return None
    heading = sections[number - 1].heading
    return Filter(f"“{heading}”", lambda c: c.clause.section == heading, lambda c: [])


def _by_agency(question: Question, known: KnownPolicy) -> Filter | None:
    text = question.folded
    named = mentions(text, known.agencies)
    if re.search(r"省委(?=部门|[”\"]|的部门|单位)", text):
        return Filter("省委部门参与", lambda c: any("省委" in a for a in _all(c)), lambda c: [])
    if not named:
        return _by_agency_count(question, known)
    mention: Mention = named[0]
    role = _role(text)
    absent = bool(re.search(r"(?:没(?:有|让|叫)?|不(?:归|由|含|包括|让|属)?|无).{0,4}" + re.escape(mention.said), text)) or bool(
        re.search(re.escape(mention.said) + r".{0,3}(?:没(?:有)?参与|不参与|不牵头|没牵头|不管|都没有)", text)
    )  # fmt: skip
    has = _ROLES[role]
    only_other = absent and re.search(r"不牵头|没牵头", text) and re.search(r"责任|配合|参与", text)
    name = mention.agency
    if only_other or role == "other":
        return Filter(
            f"{mention.said}为责任单位（不牵头）",
            lambda c: (
                _in(name, c.clause.responsible_agencies) and not _in(name, c.clause.lead_agencies)
            ),
            lambda c: [],
        )
    if absent:
        return Filter(
            f"{mention.said}不{_SAID[role]}", lambda c: not _in(name, has(c)), lambda c: []
        )
    return Filter(f"{mention.said}{_SAID[role]}", lambda c: _in(name, has(c)), lambda c: [])


def _by_agency_count(question: Question, known: KnownPolicy) -> Filter | None:
    """只写了一家牵头单位; 写成责任单位的."""
    text = question.folded
    if any(known.weights.known(g) for g in grams(subject(question.core))):
        return None  # the agencies of a topic are asked for, not clauses
    if re.search(r"(?:只有?|仅|单独|一家).{0,8}牵头", text) and re.search(
        r"一家|单独|独家|一个", text
    ):
        return Filter("只有一家牵头单位", lambda c: len(c.clause.lead_agencies) == 1, lambda c: [])
    if re.search(r"责任单位", text) and not re.search(r"牵头", text):
        return Filter("列有责任单位", lambda c: bool(c.clause.responsible_agencies), lambda c: [])
    return None


def _all(known: KnownClause) -> tuple[str, ...]:
    return known.clause.lead_agencies + known.clause.responsible_agencies


_ROLES: dict[str, Callable[[KnownClause], tuple[str, ...]]] = {
    "lead": lambda c: c.clause.lead_agencies,
    "other": lambda c: c.clause.responsible_agencies,
    "any": _all,
}
_SAID = {"lead": "牵头", "other": "为责任单位", "any": "参与"}


def _role(text: str) -> str:
    if re.search(
        r"不管.{0,6}牵头|牵头.{0,4}(?:还是|或|和|以及).{0,4}(?:责任|配合)|沾边|参与|涉及|相关", text
    ) and not _NOT_LEAD.search(text):
        return "any"
    if _NOT_LEAD.search(text) or (re.search(r"责任单位|配合", text) and "牵头" not in text):
        return "other"
    return "lead" if re.search(r"牵头|主抓|主管|负责|领头|管(?!理)|抓", text) else "any"


def _in(agency: str, names: tuple[str, ...]) -> bool:
    return any(agency == name or stands_for(agency, name) for name in names)


def _by_amount(question: Question, known: KnownPolicy) -> Filter | None:
    text = question.folded
    if re.search(
        r"没(?:有)?(?:给出?|写|说|提)?.{0,4}(?:具体)?(?:金额|数额|数字|钱数)|(?:不|没)(?:写|给|含|带)(?:具体)?(?:金额|数额)|光说支持",
        text,
    ):
        return Filter("没有写明具体金额", lambda c: not _amounts(c), lambda c: [])
    money = [f for f in question.figures if f.kind == "money"]
    if not money:
        return None
    figure = money[0]
    near = text[max(0, figure.start - 8) : figure.start] + " " + text[figure.end : figure.end + 6]
    compare, words = _comparison(near)
    per_firm = bool(re.search(r"每家|每个企业|每户|单户|单个企业", text))

    def fitting(c: KnownClause) -> list[KnownFact]:
        return [
            f for f in c.facts
            if f.fact.kind == "amount" and f.fact.yuan is not None and compare(f.fact, figure)
            and (not per_firm or "企业" in f.fact.per or "户" in f.fact.per)
        ]  # fmt: skip

    return Filter(f"金额{words}{figure.text}", lambda c: bool(fitting(c)), fitting)


def _amounts(known: KnownClause) -> list[KnownFact]:
    return [f for f in known.facts if f.fact.kind in ("amount", "percent")]


def _comparison(near: str) -> tuple[Callable[..., bool], str]:
    if re.search(r"正好|刚好(?!.{0,8}不算)|恰好|整", near):
        return (lambda fact, figure: fact.yuan == figure.value), "为"
    if re.search(r"不超过|以内|以下|不高于", near):
        return (lambda fact, figure: fact.yuan <= figure.value), "不超过"
    if re.search(r"低于|小于|少于|不到", near) and not re.search(r"不低于|不少于", near):
        return (lambda fact, figure: fact.yuan < figure.value), "低于"
    if re.search(r"超过|高于|大于|多于|比", near):
        return (lambda fact, figure: fact.yuan > figure.value), "超过"
    if re.search(r"不低于|不少于|至少|达到|以上|起", near):
        return (lambda fact, figure: fact.yuan >= figure.value), "不低于"
    return (lambda fact, figure: fact.yuan == figure.value), "为"


_SOME = r"(?:哪些|哪几(?:种|张|个)|有(?:什么|啥)|几(?:种|张|类)|哪[两三四五六七八九十](?:种|张|个)?|全部|所有(?:的)?)"
_KIND = re.compile(
    rf"{_SOME}\s*[\"“]?(?P<kind>[\u4e00-\u9fff])[\"”]?(?:[^\u4e00-\u9fff]|$|不|都|归|由|是|可|能|呢|啊|吗)"
)
_QUOTED = re.compile(r"[\"“'‘]([^\"”'’]{2,12})[\"”'’]")
_PRINTS = re.compile(r"出现|提到|提及|含|带|写|用到|给")
_MENTIONED = re.compile(
    r"(?:提到|出现过?|提及|用到|写到|涉及|从)\s*(?:的是)?(?P<word>[\u4e00-\u9fff]{2,12}?)(?:里|中|掏|出钱|的|$|[^\u4e00-\u9fff]|(?=或者?))"
    r"(?:或者?(?P<also>[\u4e00-\u9fff]{2,8}?)(?:的|$|[^\u4e00-\u9fff]))?"
)


def _by_kind(question: Question, known: KnownPolicy) -> Filter | None:
    """「哪些券」: clauses whose title coins a name that ends in the word."""
    match = _KIND.search(question.folded)
    if not match:
        return None
    pattern = re.compile(rf"{match['kind']}[\"”'’]")
    if not any(pattern.search(c.clause.title) for c in known.clauses):
        return None
    return Filter(
        f"{match['kind']}类措施", lambda c: bool(pattern.search(c.clause.title)), lambda c: []
    )


def _by_word(question: Question, known: KnownPolicy) -> Filter | None:
    """「凡出现“大模型”三个字」, 「“一次性”给的」: words the clause must print."""
    quoted = _QUOTED.search(question.folded)
    if quoted and quoted.group(1) in known.text and _PRINTS.search(question.folded):
        word = quoted.group(1)
        return Filter(f"写到“{word}”", lambda c: word in c.body, lambda c: _worded(c, word))
    mentioned = _MENTIONED.search(question.folded)
    words = (
        [w for w in mentioned.group("word", "also") if w and w in known.text] if mentioned else []
    )
    if not words:
        return None
    return Filter(
        f"写到“{'”或“'.join(words)}”", lambda c: any(w in c.body for w in words), lambda c: []
    )


def _worded(known: KnownClause, word: str) -> list[KnownFact]:
    return [f for f in known.facts if f.fact.kind == "amount" and word in f.fact.qualifiers]


_QUOTA_CLAUSES = re.compile(r"条款|措施|哪些|哪几|写了|数目|限定|列")


def _by_quota(question: Question, known: KnownPolicy) -> Filter | None:
    """「每年要遴选并且写了数目的」: clauses that give a quota, by the verb that is named."""
    text = question.folded
    if not re.search(r"每年.{0,10}(?:遴选|选|评|布局)", text) or not _QUOTA_CLAUSES.search(text):
        return None
    verb = "遴选" if "遴选" in text else "布局" if "布局" in text else ""

    def quotas(c: KnownClause) -> list[KnownFact]:
        return [
            f for f in c.facts
            if f.fact.kind == "quota" and verb in c.clause.text[f.fact.start : f.fact.end]
        ]  # fmt: skip

    return Filter(f"每年{verb or '限定'}数量", lambda c: bool(quotas(c)), quotas)


_READERS = (_by_section, _by_kind, _by_quota, _by_agency, _by_amount)


def _topic(question: Question) -> str:
    words = re.sub(
        r"哪些|哪几|条款|措施|政策|有关|相关|关于|方面|涉及|支持|内容|规定|都有|写了|列|有什么|几条|多少条|跟|与|和|对|是|的|有|里|中|这块|那块|文件|条|项|补贴|奖励|补助|奖补",
        " ", content(question.core),
    )  # fmt: skip
    found = [w for w in words.split() if len(w) >= 2]
    return max(found, key=len, default="")
