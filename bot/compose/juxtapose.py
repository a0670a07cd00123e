"""Putting a comparison into words: what is said of each side, which is more, and by how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.answer import Citation, Table
from bot.compose.belonging import part_of
from bot.compose.say import Piece, figures_said, sentence_said, words_asked
from bot.compose.sides import Side
from bot.draft import Draft, cite
from bot.english.figures import figures_told, in_english
from bot.knowledge import KnownFact, KnownPolicy
from bot.members import Member
from bot.question import Question
from bot.statements import Statement
from bot.terms import Weights
from corpus.facts import Fact
from corpus.figures import Figure

_OWN_NAME = re.compile(r"[“\"‘']([^”\"’']{2,10})[”\"’']")
_LABEL = 14  # characters of a side's words that can stand before what is said of it
_NAME = 24  # characters of a receiver that can stand in the verdict
_VERDICT = re.compile(
    r"差|哪|谁|高|低|比|一样|相同|不同|区别|几倍|多拿|少拿|能多|减|长|短|早|晚|which|more|less|differ|higher|lower"
)
_CONDITION = re.compile(r"（条件[^）]*）")
_REACHED = re.compile(r"门槛|要求|达到|条件|threshold|require")
_TIMES = re.compile(r"几?倍")
_QUALIFIERS = ("最高", "不超过", "不低于", "首次突破", "超过"), ("左右", "以上", "以下")
# How a greater value of each kind is called.
_MORE = {
    "money": "高",
    "percent": "高",
    "period": "长",
    "measure": "大",
    "date": "晚",
    "count": "多",
}
_AGES = ("岁", "周岁")
_PER = re.compile(
    r"[每/](千瓦时?|兆瓦时?|平方米|立方米|公斤|吨|亩|户|人|名|台|套|个|家|场|项|辆|床|班次|架次|张|件)"
)


@dataclass(frozen=True)
class Set:
    """The sides of a comparison and the statement chosen for each, in order."""

    sides: tuple[Side, ...]
    statements: tuple[Statement, ...]

    def figures(self, threshold: bool) -> tuple[Figure, ...] | None:
        """A figure of each statement, all of one unit; None where they have none such.

        Args:
            threshold: Whether what must be reached is asked for, not what is given.
        """
        ordered = [
            sorted(
                (f for f in s.facts if f.kind != "year" and f.figure.unit != "级"),
                key=lambda f: (f.kind == "threshold") != threshold,
            )
            for s in self.statements
        ]
        for unit in dict.fromkeys(f.figure.unit for f in ordered[0]):
            found = [
                next((f.figure for f in facts if f.figure.unit == unit), None) for facts in ordered
            ]
            if all(found):
                return tuple(f for f in found if f)
        return None


def drafted(question: Question, chosen: Set, known: KnownPolicy | None) -> Draft:
    """What is said of each side in order and, where it is asked, which is more and by how much."""
    weights = known.weights if known else Weights([s.clause.text for s in chosen.statements])
    pieces = [
        _said(question, side, statement, weights, known)
        for side, statement in zip(chosen.sides, chosen.statements, strict=True)
    ]
    unsure = any(_unsure(s) for s in chosen.statements)
    figures = None if unsure else chosen.figures(bool(_REACHED.search(question.folded)))
    said = "；".join(p.words for p in pieces)
    derived: tuple[str, ...] = ()
    if figures and len(figures) == 2 and _VERDICT.search(question.folded.lower()):
        verdict, derived = _verdict(question, chosen, figures)
        said = f"{said}；{verdict}" if verdict else said
    citations = dict.fromkeys(c for p in pieces for c in p.citations)
    table = Table(
        "compare", ("对象", "规定", "条款"),
        tuple(
            (_name(side, s, chosen), piece.words, s.clause.label)
            for side, s, piece in zip(chosen.sides, chosen.statements, pieces, strict=True)
        ),
        tuple((s.clause.policy, s.clause.n) for s in chosen.statements),
    )  # fmt: skip
    english = _english(chosen, figures, pieces)
    return Draft(
        "answered", f"{said}。", tuple(citations), table=table, derived=derived, english=english
    )


def _english(chosen: Set, figures: tuple[Figure, ...] | None, pieces: Sequence[Piece]) -> str:
    """Each side with its figure in English, and which is more."""
    places = {"前者": "the first", "后者": "the second"}
    names = [
        _name(side, s, chosen) for side, s in zip(chosen.sides, chosen.statements, strict=True)
    ]
    names = [places.get(name, name) for name in names]
    said = []
    for n, (name, statement, piece) in enumerate(
        zip(names, chosen.statements, pieces, strict=True)
    ):
        told = figures_told(_CONDITION.sub("", piece.words))
        if figures and not told:
            told = in_english(figures[n], statement.clause.text)
        said.append(
            f"{name}: {f'{told}, ' if told else ''}clause {statement.clause.label} ({piece.words})"
        )
    if figures and len(figures) == 2 and figures[0].kind != "date":
        one, other = map(_value, figures)
        if one == other:
            said.append("both are the same")
        elif gap := figures_told(_gap(*figures)):
            said.append(f"{names[0] if one > other else names[1]} is more, by {gap}")
    return f"{'; '.join(said)}."


# What stands before the first of several parts and is said of all: 「对新认定的省级、国家级集群」.
_BEFORE_NAME = re.compile(r"^对?(?:.*的(?=.)|新?(?:评定|认定|评选|入选|获评)为?)?")


def _said(
    question: Question, side: Side, statement: Statement, weights: Weights,
    known: KnownPolicy | None,
) -> Piece:  # fmt: skip
    """What a statement says, after the side's name where its own words do not hold it."""
    clause = known.clause(statement.clause.n) if known else None
    inside = clause.statements if clause else ()
    if _unsure(statement):  # all that it may be is told, and no difference
        whole = (s for s in inside if not s.facts and s.start <= statement.start < s.end)
        statement = next(whole, statement)
    if statement.facts:
        beside = [s for s in inside if s.facts]
        piece = figures_said([Member(statement, 0.0)], beside)
        assert piece is not None
    else:
        piece = sentence_said(statement, words_asked(side.question), weights)
    words = piece.words
    part = _BEFORE_NAME.sub("", part_of(statement))
    label = part if part and len(part) <= _NAME and part not in words else _label(side, words)
    return Piece(f"{label}：{words}" if label else words, piece.citations)


def _unsure(statement: Statement) -> bool:
    """Whether nothing says which of several figures is whose: 「第二套的分别为3%和4%」."""
    return not all(fact.aligned for fact in statement.facts)


_ASKS = re.compile("什么|哪|多少|几(?=[个成家号])")


def _label(side: Side, words: str) -> str:
    if not side.words or not side.exact or len(side.words) > _LABEL or _ASKS.search(side.words):
        return ""
    return "" if side.words in words else side.words


def _verdict(
    question: Question, chosen: Set, figures: tuple[Figure, ...]
) -> tuple[str, tuple[str, ...]]:
    one, other = figures[0], figures[1]
    per = [{unit.replace("家", "个") for unit in _PER.findall(s.words)} for s in chosen.statements]
    if all(per) and not per[0] & per[1]:
        return "", ()  # 每千瓦500元 and 每户6000元 are not of one measure
    a, b = _value(one), _value(other)
    if a == b:
        return "两者一样，数额相同" if one.kind == "money" else "两者一样", ()
    more = "高" if one.unit in _AGES else _MORE.get(one.kind, "多")
    first, second = ("前者", "后者") if a > b else ("后者", "前者")
    if one.kind == "date":  # people ask which comes first
        more, first = "早", second
    at = 0 if first == "前者" else 1
    name = _name(chosen.sides[at], chosen.statements[at], chosen)
    verdict = f"{name}更{more}"
    gap = _gap(one, other)
    if not gap:
        return verdict, ()
    derived: tuple[str, ...] = (gap,)
    verdict += f"，相差{gap}" if one.kind == "date" else f"，{first}{more}{gap}，相差{gap}"
    ratio = max(a, b) / min(a, b) if min(a, b) else Decimal(0)
    if _TIMES.search(question.folded) and ratio == ratio.to_integral_value():
        verdict += f"，是{int(ratio)}倍"
        derived += (f"{int(ratio)}倍",)
    return verdict, derived


def _value(figure: Figure) -> Decimal:
    return figure.high if figure.high is not None else figure.value


def _gap(one: Figure, other: Figure) -> str:
    """The difference in the unit the figures are printed in; "" between ranges."""
    if one.high is not None or other.high is not None:
        return ""
    if one.kind == "date":
        days = [_day(f.value) for f in (one, other)]
        return f"{abs((days[0] - days[1]).days)}天" if days[0] and days[1] else ""
    gap = abs(one.value - other.value)
    if one.kind == "percent":  # so many months of a sum and base points over a rate are too
        if one.unit != other.unit:
            return ""
        return f"{gap.normalize():f}{'个百分点' if one.unit == '%' else one.unit}"
    if one.kind != "money":
        return f"{gap.normalize():f}{one.unit}"
    for unit, size in (("亿元", 10**8), ("万元", 10**4)):
        if gap >= size and (gap * 100 / size) == (gap * 100 / size).to_integral_value():
            return f"{(gap / size).normalize():f}{unit}"
    return f"{gap.normalize():f}元"


_ANY_YEAR = 2000  # for days given without a year


def _day(value: Decimal) -> date | None:
    """A day given as 20260531 or 531; None for what names no day."""
    number = int(value)
    year, month, day = number // 10000 or _ANY_YEAR, number // 100 % 100, number % 100
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _name(side: Side, statement: Statement, chosen: Set) -> str:
    """What a side is called in the verdict: the name its clause's title coins (“模型券”) where the
    clauses differ, its receiver, the question's own words, else its place."""
    alone = sum(s.clause.n == statement.clause.n for s in chosen.statements) == 1
    coined = _OWN_NAME.search(statement.clause.title)
    if alone and coined:
        return coined.group(1)
    objects = [s.facts[0].object if s.facts else "" for s in chosen.statements]
    own = statement.facts[0].object if statement.facts else ""
    if own and objects.count(own) == 1 and len(own) <= _NAME and statement.facts[0].benefit:
        return re.sub(r"^[(（]?[\d一二三四五六七八九十]{1,2}[)）.、]\s*", "", own)
    if side.words and side.exact and len(side.words) <= _LABEL:
        return side.words
    return "前者" if statement is chosen.statements[0] else "后者"


def tabled(summary: str, facts: Sequence[KnownFact]) -> Draft:
    """A summary over several facts, each cited, with their table."""
    citations: dict[Citation, None] = dict.fromkeys(
        cite(f.clause, f.fact.start, f.fact.end) for f in facts
    )
    table = Table(
        "compare", ("对象", "数额", "条件", "条款"),
        tuple((name_of(f, facts), figure_of(f.fact), f.fact.condition or "—", f.clause.label) for f in facts),
        tuple((f.clause.policy, f.clause.n) for f in facts),
    )  # fmt: skip
    return Draft("answered", summary, tuple(citations), table=table)


def name_of(known: KnownFact, among: Sequence[KnownFact]) -> str:
    """What tells a fact from the others: the name a clause's title coins (“模型券”) where they
    stand in different clauses, the object where they share one."""
    alone = sum(f.clause.n == known.clause.n for f in among) == 1
    coined = _OWN_NAME.search(known.clause.title)
    if alone and coined:
        return coined.group(1)
    return known.fact.object or known.clause.title


def figure_of(fact: Fact) -> str:
    """最高100万元, 30个左右."""
    before = "".join(w for w in fact.qualifiers if w in _QUALIFIERS[0])
    after = "".join(w for w in fact.qualifiers if w in _QUALIFIERS[1])
    return f"{before}{fact.text}{after}"
