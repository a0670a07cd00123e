"""What a clause must meet to stand in a list, read out of the question: a section, an agency in a
role, an amount, a yearly number, a word the text must hold.

Each reader gives a Filter that is tried on every clause, so a list is complete by construction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.knowledge import KnownClause, KnownFact, KnownPolicy
from bot.mentions import Mention, mentions
from bot.question import Question
from bot.terms import grams, subject
from corpus.agencies import stands_for
from corpus.text import fold

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


def filters(question: Question, known: KnownPolicy) -> list[Filter]:
    """All that the question names to filter clauses by; words to be printed only where it names
    nothing else."""
    found = [f for f in (read(question, known) for read in _READERS) if f]
    if not found and (word := _by_word(question, known)):
        found = [word]
    return found


_OWN_NAME = 4  # characters of a heading that nobody says by chance


def _by_section(question: Question, known: KnownPolicy) -> Filter | None:
    sections = [s for s in known.policy.sections if s.level == 1]
    number = question.section_refs[0] if question.section_refs else 0
    if re.search(r"最后一?(?:大|个)?(?:部分|章|块|节)", question.folded):
        number = len(sections)
    if not number:
        # Its heading, or all the telling words of it, stands in the question.
        # A short one (贷款) is an everyday word as well, unless its chapter is spoken of.
        named = [
            i for i, s in enumerate(sections, 1)
            if s.title in question.folded
            and (len(s.title) >= _OWN_NAME or re.search(rf"{re.escape(s.title)}[”\"]?(?:这|那)?一?[章部节块]", question.folded))
        ]  # fmt: skip
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
        re.search(re.escape(mention.said) + r".{0,3}(?:没(?:有)?参与|不参与|不牵头|没牵头|不管(?!是)|都没有)", text)
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
        r"不管.{0,6}牵头|牵头.{0,4}(?:还是|或|和|以及|[、/,]).{0,4}(?:责任|配合)|沾边|参与|涉及|相关",
        text,
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
    if words == "为" and (len(money) > 1 or _REACHED.search(text[: figure.start])):
        return None  # what firms reach, not what they are given
    per_firm = bool(re.search(r"每家|每个企业|每户|单户|单个企业", text))

    def fitting(c: KnownClause) -> list[KnownFact]:
        return [
            f for f in c.facts
            if f.fact.kind == "amount" and f.fact.yuan is not None and compare(f.fact, figure)
            and (not per_firm or "企业" in f.fact.per or "户" in f.fact.per)
        ]  # fmt: skip

    return Filter(f"金额{words}{figure.text}", lambda c: bool(fitting(c)), fitting)


# 「营收破亿、破五亿分别奖多少」
_REACHED = re.compile(
    r"(?:破|首次|第一次|营收|收入|产值|销售额?|投资额?|估值|贷款|融资)[^,，。给补奖拿得领]{0,6}$"
)


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
_PRINTS = re.compile(r"出现|提到|提及|含|带|写|用到|用了|措辞|字样|字眼|给")
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
        return Filter(
            f"写到“{word}”", lambda c: word in fold(c.clause.text), lambda c: _worded(c, word)
        )
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
    verbs = [
        verb
        for verb in ("遴选", "布局")
        if re.search(f"{verb}(?!.{{0,3}}(?:不要|除外|不算))", text)
    ]
    verbs = verbs or [""]

    def quotas(c: KnownClause) -> list[KnownFact]:
        return [
            f for f in c.facts
            if f.fact.kind == "quota"
            and any(verb in c.clause.text[f.fact.start : f.fact.end] for verb in verbs)
        ]  # fmt: skip

    return Filter(f"每年{'或'.join(verbs) or '限定'}数量", lambda c: bool(quotas(c)), quotas)


_READERS = (_by_section, _by_kind, _by_quota, _by_agency, _by_amount)
