"""Eligibility: what a question says of an applicant, held against what the clause demands.

Figures are held against thresholds, years against years, what the applicant says it is not
against what the clause says it must be. Nobody is told a plain yes: what the question does not
tell stays to be checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.answer import Table
from bot.compose.wording import condition_of, state
from bot.draft import Draft, cite
from bot.knowledge import KnownClause, KnownFact
from bot.question import Question
from bot.terms import grams
from corpus.facts import Fact
from corpus.figures import Figure, figures

Verdict = Literal["满足", "不满足", "待核实"]

_WHETHER = re.compile(
    r"(?:能|可以|够|算|符合|达标|有戏|有份|给|行|领|拿|享受|报|合格|有资格|沾).{0,6}(?:吗|么|不|没|嘛|啊|呢|[??]|$|否)|能不能|可不可以|行不行|给不给|够不够|算不算|有.{0,6}(?:吗|么|没|不)[??。]?$|符不符合|是否|能否|可否|有没有(?:资格|机会|戏)|够格|够得?上|能拿(?:什么|多少|啥)|有(?:什么|啥).{0,4}(?:补|奖|支持|政策)"
)
_STRICT = ("首次突破", "突破", "超过", "高于", "大于")
_AT_MOST = ("不大于", "低于", "少于", "小于", "不超过", "以下", "以内", "不高于", "未满", "不满")

# A word a clause demands, and words by which people say the contrary.
_CONTRARY: tuple[tuple[str, str], ...] = (
    (r"按时|按期", r"逾期|拖|晚(?:了|还)|延期|没按时|没有按时|欠"),
    (r"中小企业|小微企业|小型|微型", r"大型|大企业|集团|上万人|世界500强|巨头"),
    (r"新建|新设|新增", r"老|原来就有|原有|旧|不是新|改造|升级(?!为)"),
    (
        r"新认定|新获|新升级|新入选",
        r"(?:[几三四五六七八两]|\d)年前|早就|以前(?:就)?认定|去年之前|老早",
    ),
    (r"主导|牵头制", r"参与|参编|不是主导|排第|配合|挂名"),
    (r"省级", r"市级|市里|区级|县级|省级还没|没评上省|未获省"),
    (r"国家级", r"(?<!国家级、)省级的|只是省级|市级|没上国家|国家(?:级)?(?:还)?没"),
    (r"自主研发", r"代工|贴牌|买来的|外购|不是自己研发|进口的"),
    (r"首次", r"第二次|(?:以前|之前|往年|早就).{0,8}(?:过了|突破过|达到过)"),
    (r"本市户籍|本市城镇户籍", r"外地户口|外地户籍|非本市|外省|没有本市户"),
    (r"无(?:自有)?(?:产权)?住房|没有住房", r"有(?:一套)?(?:房|住房)|买了房|名下有"),
)
_NEGATION = re.compile(r"(?:还)?(?:没有?|未|不是|没能|从没|并非)(?P<what>[^,，。;；、??]{2,16})")


@dataclass(frozen=True)
class Check:
    """One demand held against the question."""

    demand: str
    said: str
    verdict: Verdict


def asks_whether(question: Question) -> bool:
    """Whether it is asked if something may be had: only then is a verdict in place."""
    return bool(_WHETHER.search(question.folded))


def answer(question: Question, clause: KnownClause, facts: list[KnownFact]) -> Draft | None:
    """The verdict on each demand of the fact that fits, and what may be got.

    Args:
        facts: The facts of the benefit asked about, best first.

    Returns:
        None where nothing in the question bears on a demand: then a plain answer serves.
    """
    fact = facts[0].fact if facts else None
    span = (fact.start, fact.end) if fact else (0, len(clause.clause.text))
    text = clause.clause.text[span[0] : span[1]]
    thresholds = [
        f.fact for f in clause.facts
        if f.fact.kind == "threshold" and span[0] <= f.fact.figure.start < span[1]
    ]  # fmt: skip
    checks = [c for t in thresholds for c in _figure_checks(question, t, fact)]
    checks += _year_checks(question, text)
    checks += _contrary_checks(question, text)
    decided = [c for c in checks if c.verdict != "待核实"]
    if not decided:
        return None
    return _draft(question, clause, fact, span, checks)


def _draft(
    question: Question,
    clause: KnownClause,
    fact: Fact | None,
    span: tuple[int, int],
    checks: list[Check],
) -> Draft:
    failed = [c for c in checks if c.verdict == "不满足"]
    citation = cite(clause.clause, *span)
    if failed:
        reasons = "；".join(f"{c.demand}，{c.said}" for c in failed[:2])
        summary = f"不符合条件：{reasons}。"
        if fact:
            summary += f"原文：{_brief(state(fact, clause.clause))}。"
    else:
        met = "；".join(f"{c.demand}，{c.said}" for c in checks if c.verdict == "满足")
        summary = f"符合该项条件（{met}）"
        if fact:
            summary += f"：{_brief(state(fact, clause.clause, room=70))}"
            rest = condition_of(fact)
            open_ = [c.demand for c in checks if c.verdict == "待核实"]
            summary += f"；还需核对{'、'.join(open_)}" if open_ else ""
            if rest and rest not in summary:
                summary += (
                    f"；其他条件以原文为准：{rest[:60]}"
                    if len(rest) < 60
                    else "；其他条件以原文为准"
                )
        summary += "。"
    rows = [(c.demand, c.said, c.verdict) for c in checks]
    if fact and fact.condition and not any(fact.condition in c.demand for c in checks):
        rows.append((condition_of(fact), "问题中未说明的部分", "待核实"))
    table = Table(
        "checklist", ("要求", "您的情况", "结论"), tuple(rows),
        tuple((clause.clause.policy, clause.clause.n) for _ in rows),
    )  # fmt: skip
    own = tuple(f.text for f in _own_figures(question))
    return Draft("answered", summary, (citation,), table=table, derived=own)


def _brief(words: str) -> str:
    return words.rstrip("。；;")


def _figure_checks(question: Question, threshold: Fact, benefit: Fact | None) -> list[Check]:
    """The question's figure of the threshold's kind against it; the later year's where it tells
    several."""
    own = [
        f for f in _own_figures(question)
        if f.kind == threshold.figure.kind and (f.kind == "money" or _unit(f.unit) == _unit(threshold.figure.unit))
        and not (benefit and benefit.figure.kind == f.kind and benefit.figure.value == f.value)
    ]  # fmt: skip
    if not own:
        return [Check(_demand(threshold), "未说明", "待核实")]
    years = {f.start: _year_before(question, f) for f in own}
    figure = max(own, key=lambda f: (years[f.start] or 9999, f.start)) if len(own) > 1 else own[0]
    first_time = "首次" in "".join(threshold.qualifiers)
    earlier = [
        f
        for f in own
        if f is not figure and (years[f.start] or 9999) < (years[figure.start] or 9999)
    ]
    reached = [f for f in earlier if not _DENIED.search(question.folded[: f.start])]
    if first_time and any(f.value >= threshold.figure.value for f in reached):
        return [Check(_demand(threshold), f"此前已达到{reached[0].text}，不是首次", "不满足")]
    met = _meets(figure.value, threshold)
    said = f"{_as_said(question, figure)}{'已达到' if met else '未达到'}"
    return [Check(_demand(threshold), said, "满足" if met else "不满足")]


_DENIED = re.compile(r"(?:没|未|不到|不足|不满)[^,，。;；]{0,6}$")


def _own_figures(question: Question) -> list[Figure]:
    """Figures of the question; 「20个G」 is 20GB."""
    text = re.sub(r"(?<!\d)(\d+(?:\.\d+)?)\s*个\s*[Gg](?![BbA-Za-z\-])", r"\1GB", question.folded)
    text = re.sub(r"([二三四五六七八九]?十[多几]?)\s*个?\s*(GB|G)(?![A-Za-z])", _tens, text)
    return figures(text, spoken=True)


def _as_said(question: Question, figure: Figure) -> str:
    """The figure in the question's own words: 20个G where it was read as 20GB."""
    if figure.text in question.folded:
        return figure.text
    spoken = re.search(r"[\d.零一二三四五六七八九十多几]+\s*个?\s*[Gg]", question.folded)
    return spoken.group() if spoken else figure.text


def _tens(match: re.Match[str]) -> str:
    digit = "一二三四五六七八九".find(match.group(1)[0]) + 1 if match.group(1)[0] != "十" else 1
    return f"{digit * 10}GB"


def _unit(unit: str) -> str:
    return {"G": "GB", "岁": "周岁", "天": "日"}.get(unit, unit)


def _year_before(question: Question, figure: Figure) -> int:
    found = [
        int(m.group(1)) if len(m.group(1)) == 4 else 2000 + int(m.group(1))
        for m in re.finditer(r"(?<!\d)(20\d\d|[12]\d)年", question.folded[: figure.start])
    ]
    return found[-1] if found else 0


def _meets(value: Decimal, threshold: Fact) -> bool:
    limit = threshold.figure.value
    if any(w in threshold.qualifiers for w in _AT_MOST):
        strict = any(w in threshold.qualifiers for w in ("低于", "少于", "小于", "未满", "不满"))
        return value < limit if strict else value <= limit
    if any(w in threshold.qualifiers for w in _STRICT):
        return value > limit
    return value >= limit


def _demand(threshold: Fact) -> str:
    words = "".join(threshold.qualifiers)
    before = words if not words.startswith("以") else ""
    after = words if words.startswith("以") else ""
    return f"要求{threshold.object}{before}{threshold.text}{after}"


def _year_checks(question: Question, text: str) -> list[Check]:
    """「拿2024年的业绩来报」 against a clause that counts 2025年."""
    demanded = {int(y) for y in re.findall(r"(20\d\d)年", text)}
    told = {
        int(y) if len(y) == 4 else 2000 + int(y)
        for y in re.findall(r"(?<!\d)(20\d\d|2\d)年", question.folded)
    }
    if not demanded or not told or told & demanded:
        return []
    year = max(told)
    return [Check(f"要求是{min(demanded)}年的数", f"您说的是{year}年", "不满足")]


def _contrary_checks(question: Question, text: str) -> list[Check]:
    found: list[Check] = []
    for demand, contrary in _CONTRARY:
        wanted, said = re.search(demand, text), re.search(contrary, question.folded)
        if not wanted or not said or _affirmed(wanted.group(), question.folded):
            continue
        if not re.search(rf"(?:没有?|不|未)(?:{contrary})", question.folded):
            found.append(Check(f"要求“{wanted.group()}”", f"您的情况是“{said.group()}”", "不满足"))
            return found
    for match in _NEGATION.finditer(question.folded):
        shared = grams(match["what"]) & grams(text)
        if len(shared) >= 2 and not re.search(
            r"没有|未", text[: max(text.find(next(iter(shared))), 0)][-6:]
        ):
            words = match.group().strip()
            found.append(Check(f"要求{_around(text, shared)}", f"您说{words}", "不满足"))
            return found
    absent = re.search(r"(?:没有|未|无)([\u4e00-\u9fff]{2,10}?)(?:要求|的|,|，|;|$)", text)
    if absent:
        shared = grams(absent.group(1)) & grams(question.folded)
        negated = re.search(
            r"(?:没|不|未|无)[^,，]{0,6}" + re.escape(absent.group(1)[:2]), question.folded
        )
        if len(shared) >= 2 and not negated:
            found.append(Check(f"要求{absent.group().strip('的,，;')}", "您说有此要求", "不满足"))
    return found


def _affirmed(word: str, text: str) -> bool:
    """Whether a question itself says that the demand is met: 「给老小区新建的基站」 is 新建."""
    return any(
        not re.search(r"(?:不是|没有?|未|非|不算)\S{0,2}$", text[: m.start()])
        and not re.match(r"\S{0,2}(?:还没|没|未)", text[m.end() :])
        for m in re.finditer(re.escape(word), text)
    )


def _around(text: str, shared: set[str]) -> str:
    """The part of the text between commas that holds the shared words."""
    parts = re.split(r"[,，;；。]", text)
    best = max(parts, key=lambda part: len(grams(part) & shared))
    return f"“{best.strip()[:40]}”"
