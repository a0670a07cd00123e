"""Which of several figures in one sentence is meant: 「职工105元、居民50元」 asked of the 居民.

What tells the members of a sentence apart are the words that some of them hold and others do
not; where the question has none of these, nothing tells, and all of them are the answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.compose.belonging import part_of, shared_before
from bot.counterparts import LEAST, MOST
from bot.question import Question
from bot.ranking import wanted_kinds, wanted_units, weights_of
from bot.statements import Statement, receiver
from bot.steps import reached, steps
from bot.terms import content, grams
from index.encoder import Floats

FEATURES = (
    "own", "rival", "official", "official_rival", "kind", "unit", "threshold", "given",
    "characters", "cap", "floor", "money", "per", "each", "denied", "aside", "opposed", "told", "near",
)  # fmt: skip


# How policies limit what they give.
_CAPS = re.compile(r"最[高多长]|不(?:得)?(?:超过|高于|多于)|上限|以[内下]|累计|总额")
_FLOORS = re.compile(r"最[低少短]|不(?:得)?(?:低于|少于|短于|小于)|至少|下限|以上")
_MONEY = re.compile(
    r"钱|几?块|多少(?:万|元)|几(?:百|千|万)|盘子|额|\bmoney|\byuan|how much", re.IGNORECASE
)
# 「一台补多少」 counts by 台: the patterns of what is given for each.
_COUNTING = re.compile(
    r"(?<![满过干同任第])[一每]个?(人头?|[台亩单平架床场次条家户套件艘项间月天日年])|\bper (year|person|month)"
)
_EVERY_YEAR = "每年|每家.{0,4}年度|年度(?:最高|累计|不超过|补)|/年|按年(?!度)"
_FOR_EACH = {
    "人": "每人|/人|每名|人均", "人头": "每人|/人|每名|人均", "person": "每人|/人|每名",
    "年": _EVERY_YEAR, "year": _EVERY_YEAR, "月": "每月|/月", "month": "每月|/月",
    "天": "每[天日]|/[天日]", "日": "每[天日]|/[天日]", "平": "每平方米|/平方米",
    "单": "每单|每架次|每件|每票", "架": "每架",
}  # fmt: skip
_TIMES = ("年", "year", "月", "month", "天", "日")
_DENIED = re.compile(
    r"(?:不是|不算|并非|除了?|没有?)(?P<what>[^,，。;；、]{1,12}?)(?:[,，。;；、]|$|的|以?外)"
)


@dataclass(frozen=True)
class Member:
    """A figure's statement and how well it fits."""

    statement: Statement
    score: float


def features(
    question: Question, vector: Floats, members: Sequence[Statement]
) -> npt.NDArray[np.float64]:
    """What tells the members apart, shape (members, len(FEATURES)).

    own, rival: Share of the telling words that it holds; that only others hold.
    official, official_rival: The same of the official words for everyday ones.
    kind, unit: Whether its figures are of the kind, the unit asked for.
    threshold, given: Whether it only conditions something; whether it gives something.
    characters: Share of the single telling characters that it holds.
    cap, floor: Whether it limits what is given, where the most or the least is asked for.
    money: Whether it is money, where money is asked for.
    per, each: Whether it is given for each of what the question counts by: a time (「一年」); a
        thing (「一台」).
    denied: Share of the telling words of what the question says it is not that it holds.
    aside: How much of what it is about, under 其中, the question does not speak of.
    opposed: 1 for each opposition in which it takes the question's side, less 1 for each in
        which it takes another.
    told: Whether of the conditions that the question's figures meet its own is the highest.
    near: Cosine of question and member.

    Args:
        vector: float32, shape (dim,): the encoded question.
        members: Statements of the figures of one sentence, in order.
    """
    asked = grams(content(question.core))
    telling = _telling(asked, members)
    total = sum(telling.values()) or 1.0
    groups = [[grams(w) for w in group] for group in question.official]
    held = [[any(w <= m.own for w in group) for group in groups] for m in members]
    apart = [k for k in range(len(groups)) if 0 < sum(h[k] for h in held) < len(members)]
    kinds, units = wanted_kinds(question), wanted_units(question)
    characters = {c for c in content(question.core) if "\u4e00" <= c <= "\u9fff"}
    single = [c for c in characters if 0 < sum(c in _printed(m) for m in members) < len(members)]
    caps, floors = bool(MOST.search(question.folded)), bool(LEAST.search(question.folded))
    money, (per, each) = bool(_MONEY.search(question.folded)), _counted_by(question)
    denied = _telling(_denied(question), members)
    spoken = asked.union(*(gram for group in groups for gram in group))
    met = _reached(question, members)
    rows = []
    for i, m in enumerate(members):
        own = sum(w for g, w in telling.items() if g in m.own)
        here = sum(held[i][k] for k in apart)
        fits = [f for f in m.figures if f.kind in kinds]
        rows.append([
            own / total, (sum(telling.values()) - own) / total,
            here / (len(apart) or 1), (len(apart) - here) / (len(apart) or 1),
            float(bool(fits)), float(any(f.unit in units for f in m.figures)),
            float(all(f.kind in ("threshold", "year") for f in m.facts)),
            float(any(f.benefit for f in m.facts)),
            sum(c in _printed(m) for c in single) / (len(single) or 1),
            float(caps and bool(_CAPS.search(_bounded(m)))),
            float(floors and bool(_FLOORS.search(_bounded(m)))),
            float(money and any(f.kind == "money" for f in m.figures)),
            float(any(re.search(p, m.words) for p in per)),
            float(any(re.search(p, m.words + shared_before(m)) for p in each)),
            sum(w for g, w in denied.items() if g in m.own) / (sum(denied.values()) or 1.0),
            _aside(m, members, spoken),
            opposed(question.folded, _printed(m)),
            float(i in met),
            float(vector @ m.vector),
        ])  # fmt: skip
    return np.array(rows)


def pick(question: Question, vector: Floats, members: Sequence[Statement]) -> list[Member]:
    """Members by fitness, best first; arguments as for `features`."""
    if not members:
        return []
    scores = features(question, vector, members) @ weights_of("members", FEATURES)
    order = np.argsort(-scores, kind="stable")
    return [Member(members[i], float(scores[i])) for i in order.tolist()]


def _bounded(member: Statement) -> str:
    """Its words and what it gives: 「最高1000万元和500万元」 limits the second figure too."""
    return " ".join([member.words, *(fact.benefit for fact in member.facts)])


def _counted_by(question: Question) -> tuple[list[str], list[str]]:
    """Patterns of what is given for each of what the question counts by: times, things."""
    units = [m.group(1) or m.group(2) for m in _COUNTING.finditer(question.folded)]
    parted: tuple[list[str], list[str]] = [], []
    for unit in units:
        pattern = _FOR_EACH.get(unit, f"[每单]{unit}|/{unit}")
        parted[unit not in _TIMES].append(pattern)
    return parted


_ASIDE = re.compile(r"其中[,，:：]?(?P<what>[^,，。;；\d]{2,12}?)(?=[,，。;；\d不最为每按给]|基金)")


def _aside(member: Statement, members: Sequence[Statement], spoken: AbstractSet[str]) -> float:
    """How much of what a member under 其中 is about, a part of what goes before, the question
    does not speak of; 0 for any other member, and where it says a word that none of those before
    holds: 残疾 of 「其中招用残疾人的」."""
    text = member.clause.text
    opening = max(text.rfind(stop, 0, member.start) for stop in "。；;\n")
    found = list(_ASIDE.finditer(text, opening + 1, member.end))
    what = grams(found[-1]["what"]) if found else set()
    before = (
        set().union(*(m.own for m in members if m.start < found[-1].start())) if found else set()
    )
    if what & spoken - before:
        return 0.0
    return len(what - spoken) / len(what) if what else 0.0


def _reached(question: Question, members: Sequence[Statement]) -> set[int]:
    """Members whose condition is the highest of those that a figure of the question meets:
    「收入过5亿」 of 「突破1亿元、5亿元、10亿元的,分别给予…」; none in 「A类、B类、C类并服务满1年的,分别给予…」,
    where what follows the last part is demanded of all."""
    parts = [part_of(m) for m in members]
    conditions = [
        part or "；".join(f.condition for f in m.facts)
        for part, m in zip(parts, members, strict=True)
    ]
    if len(set(conditions)) < 2:
        return set()
    found = steps(question, conditions)
    of_parts = {step.place for step in found if parts[step.place]}
    return set() if len(of_parts) == 1 and sum(map(bool, parts)) > 1 else reached(found)


# Words of which one rules the others out, in the question's language and in that of policies.
OPPOSITES = tuple(
    tuple(re.compile(side) for side in sides)
    for sides in (
        ("小型|小(?!时|区|学|组|孩|麦|计)", "大型|大中型|中型"),
        ("农村|村|乡下", "城镇|城区|市区"),
        ("首期|首次|首年|首批|头一|第一[年期次批]", "总规模|总额|次年|后续|第[二三][年期次批]"),
        ("职工|上班|在职", "居民|退休"),
        ("机构|养老院|护理院", "居家|在家|家里|上门"),
        ("国内|境内", "国外|境外|海外|国际"),
        ("省内|本省", "省外|外省|隔壁省|邻省|[别其][的他]省|跨省"),
        ("市内", "市外|外市|异地"),
        ("国产", "进口|洋货|外国货|(?:德|美|法|英|意大利|韩)国[的货产机设]|日本[的货产机设]"),
        ("网上|线上|在线", "现场|线下|窗口"),
        ("本科", "硕士|研究生", "博士"),
        ("自己?建", "租(?![金房])"),
        ("国家级|全国级", "省级|省里", "市级|市里", "区级|县级|[区县]里"),
    )
)


_EITHER = re.compile("[境国]内外|城乡|大中?小")  # names both sides at once


def opposed(question: str, words: str) -> float:
    """1 for each opposition in which a member's words take the question's side, less 1 for each
    in which they take another."""
    found = 0
    words = _EITHER.sub("", words)
    for sides in OPPOSITES:
        asked = [bool(side.search(question)) for side in sides]
        said = [bool(side.search(words)) for side in sides]
        if sum(asked) == 1 and sum(said) == 1:
            found += 1 if asked == said else -1
    return float(found)


def _denied(question: Question) -> AbstractSet[str]:
    """The words of what a question says it is not."""
    return {g for m in _DENIED.finditer(question.folded) for g in grams(m["what"])}


def _printed(member: Statement) -> str:
    return member.words + "".join(receiver(f) for f in member.facts)


def _telling(asked: AbstractSet[str], members: Sequence[Statement]) -> dict[str, float]:
    found = {}
    for gram in asked:
        held = sum(gram in m.own for m in members)
        if 0 < held < len(members):
            found[gram] = math.log(1 + (len(members) - held + 0.5) / (held + 0.5))
    return found
