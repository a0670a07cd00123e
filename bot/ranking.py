"""Which statement of which clause answers a question, by what they have in common.

Each statement is scored by `features` weighted as `data/ranking.json` says: how near it is in
meaning, which words of the question it holds and how near to them they stand, whether it says
the kind of thing that is asked, whether the question's figures lie inside its bounds. The
weights were fitted by `python -m eval.calibrate` on questions of several policies of different
forms, each policy's judged by weights fitted on the others (docs/accuracy.md).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from bot import counterparts
from bot.counterparts import Counterparts
from bot.english.figures import unit_asked
from bot.question import Ask, Question
from bot.series import members, of_another, of_other_districts
from bot.statements import Statement
from bot.terms import Weights, content, grams, subject
from corpus.bounds import abut, admits, falls_short
from corpus.figures import Figure
from index.encoder import Floats
from index.retriever import Hit

DEPTH = 12  # clauses whose statements are looked at
# What a sentence loses that is of another: it names only other members of the series asked about,
# A类 for D类, or its bounds leave the case to its neighbour's, 60周岁以上不满65周岁 beside 65周岁以上 where
# somebody is 66, or are a special rule for less, 成立不满2年的企业, beside the general one; it lists
# other districts than the one asked about, which its neighbour lists.
_ANOTHER = 4.0

_UNIT = re.compile(
    r"(?:多少|几多?)(?:个)?(平方米|工作日|个?月(?!份)|小时|钟头|天|日|年|岁|周岁|分(?!别)|GB|G|次|回|趟|倍|公里|米|亩|吨|人(?!工)|家|名|项|级|户|款|部(?!门|分)|场|台|辆|课时)"
)
_HOW_MANY = re.compile("多少|几")
# 「课时各是多少」, 「人数最多多少」: a noun that names the unit it is counted in.
_NAMED_UNIT = re.compile("(课时|学时|[人户天次年](?=数(?![据量字])))")
_AGE = re.compile(r"多大(?:年纪|岁数|年龄)|岁数|年龄|几岁|多老|年纪|how old|\bage\b")
_SIZE = re.compile(r"多大(?:的)?(?:面积|房|[?？。,，]|$)|做多大|能到多大|面积")
_TIMES = re.compile(r"几倍|多少倍")
_DAY = re.compile(
    r"几号|哪天|哪一天|几月|日期|何时|什么时候|啥时候?|从.{0,6}起|when|what date|deadline"
)
_SPAN = re.compile(
    r"多久|多长|几天|期限|时限|how long|how many (?:\w+ )?(?:days|months|years|weeks)"
)
_ALIKE = (
    {"天", "日", "工作日", "个工作日", "个自然日", "小时", "个小时", "分钟"},
    {"岁", "周岁"}, {"G", "GB"}, {"次", "回", "趟", "人次"}, {"小时", "钟头", "个小时", "课时"},
    {"人", "名", "位"}, {"台", "辆"}, {"个月", "月"}, {"年", "周年"}, {"家", "个", "户", "处", "所"},
)  # fmt: skip


@dataclass(frozen=True)
class Scored:
    """A statement with its score; of several the highest answers best."""

    statement: Statement
    score: float


def wanted_kinds(question: Question) -> frozenset[str]:
    """The kinds of figure (corpus.figures.Kind) that would answer; empty where none is asked for."""
    text = question.folded.lower()
    kinds: set[str] = set()
    if question.wants(Ask.PERCENT):
        kinds.add("percent")
    elif question.wants(Ask.AMOUNT):
        kinds |= {"money", "percent"}
    if question.wants(Ask.QUOTA, Ask.COUNT):
        kinds |= {"count", "measure"}
    if _SPAN.search(text) or question.wants(Ask.DURATION):
        kinds.add("period")
    if _DAY.search(text) or question.wants(Ask.WHEN, Ask.DEADLINE) and not kinds:
        kinds |= {"date", "period"}
    if _AGE.search(text):
        kinds.add("count")
    if _TIMES.search(text):
        kinds |= {"count", "percent"}
    if wanted_units(question):
        kinds |= {"count", "measure", "period"}
    return frozenset(kinds)


def wanted_units(question: Question) -> frozenset[str]:
    """The units that would answer 「多少天」, those that say the same included."""
    text = question.folded
    if question.english and (asked := unit_asked(text.lower())):
        return frozenset({asked}.union(*(group for group in _ALIKE if asked in group)))
    match = _UNIT.search(text) or (_HOW_MANY.search(text) and _NAMED_UNIT.search(text))
    if not match:
        if _AGE.search(text.lower()):
            return frozenset({"岁", "周岁"})
        return frozenset({"平方米", "亩"}) if _SIZE.search(text) else frozenset()
    unit = match.group(1)
    return frozenset({unit}.union(*(group for group in _ALIKE if unit in group)))


@dataclass(frozen=True)
class Reading:
    """Statements with what was seen of each.

    Attributes:
        statements: The candidates, best first; equals in the order of the text.
        features: float64, shape (n, len(FEATURES)).
        scores: float64, shape (n,).
    """

    statements: tuple[Statement, ...]
    features: npt.NDArray[np.float64]
    scores: npt.NDArray[np.float64]


def read(
    question: Question,
    vector: Floats,
    candidates: Sequence[Statement],
    hits: Sequence[Hit],
    weights: Weights,
) -> Reading:
    """Candidates by fitness with their features; arguments as for `rank`."""
    if not candidates:
        return Reading((), np.zeros((0, len(FEATURES))), np.zeros(0))
    found = features(question, vector, candidates, hits, weights)
    asked = members(question.folded)
    another = np.array([bool(asked) and of_another(asked, s.words) for s in candidates])
    another |= np.array(_of_another_case(candidates, found, told_figures(question)))
    another |= np.array(of_other_districts(question.folded, [s.words for s in candidates]))
    scores = found @ weights_of("sentences", FEATURES) - _ANOTHER * another
    order = np.argsort(-scores, kind="stable")
    return Reading(tuple(candidates[i] for i in order.tolist()), found[order], scores[order])


def _of_another_case(
    candidates: Sequence[Statement], found: npt.NDArray[np.float64], told: Sequence[Figure]
) -> list[bool]:
    """Whether each stands beside one whose bounds hold the case, and its own end there; or is a
    special rule for less than what is told, beside one that gives something too."""
    inside, outside = (found[:, FEATURES.index(name)] > 0 for name in ("inside", "outside"))
    fitting = [s for s, fits in zip(candidates, inside.tolist(), strict=True) if fits]
    general = [
        s
        for s, out in zip(candidates, outside.tolist(), strict=True)
        if not out and any(f.kind in ("money", "percent") for f in s.figures)
    ]

    def beside(statement: Statement, other: Statement) -> bool:
        apart = statement.end <= other.start or other.end <= statement.start
        return apart and statement.clause.id == other.clause.id

    def is_another(statement: Statement) -> bool:
        if any(beside(statement, s) and abut(statement.bounds, s.bounds) for s in fitting):
            return True
        return falls_short(statement.bounds, told) and any(beside(statement, s) for s in general)

    return [
        out and is_another(statement)
        for statement, out in zip(candidates, outside.tolist(), strict=True)
    ]


def rank(
    question: Question,
    vector: Floats,
    candidates: Sequence[Statement],
    hits: Sequence[Hit],
    weights: Weights,
) -> list[Scored]:
    """Candidates by fitness, best first; equals in the order of the text.

    Args:
        vector: float32, shape (dim,): the encoded question.
        candidates: Statements of clauses among `hits`.
        hits: All clauses of the policy by nearness, best first.
        weights: How telling words are in the policy.
    """
    reading = read(question, vector, candidates, hits, weights)
    return [
        Scored(statement, score)
        for statement, score in zip(reading.statements, reading.scores.tolist(), strict=True)
    ]


FEATURES = (
    "near", "sentence", "clause", "first", "own", "around", "over", "elsewhere",
    "official_own", "official_around", "official_elsewhere",
    "characters",
    "kind", "no_kind", "unit", "other_unit", "inside", "outside", "unasked", "length", "opening",
    *counterparts.FEATURES,
)  # fmt: skip


def features(
    question: Question,
    vector: Floats,
    candidates: Sequence[Statement],
    hits: Sequence[Hit],
    weights: Weights,
) -> npt.NDArray[np.float64]:
    """What the score is made of, shape (candidates, len(FEATURES)).

    near: Cosine of question and statement.
    sentence: Highest cosine of the sentences it stands in.
    clause, first: Its clause's retrieval score less the best one's; whether it is the best.
    own, around, over, elsewhere: Share of the question's words, weighted by rarity, that its
        own words hold, those of the part around it, those over it, the rest of its clause;
        each counted at the nearest place only.
    official_own, official_around, official_elsewhere: Share of the everyday words of the
        question whose official words it holds; or what is around and over it; or its clause.
    characters: Share of the question's single characters, weighted by rarity among the
        candidates, that it holds.
    kind, no_kind, unit, other_unit: Whether it has a figure of the kind and unit asked for.
    inside, outside: Whether the question's figures lie inside its bounds.
    unasked: Whether it has figures though none is asked for.
    length, opening: Logarithm of its characters; whether it only opens a list.
    The others are those of bot/counterparts.py.
    """
    reading = _Reading(question, vector, candidates, hits, weights)
    return np.array([reading.of(statement) for statement in candidates])


class _Reading:
    """What is the same for all statements of one question."""

    def __init__(
        self,
        question: Question,
        vector: Floats,
        candidates: Sequence[Statement],
        hits: Sequence[Hit],
        weights: Weights,
    ) -> None:
        self._question, self._vector = question, vector
        self._hit = {hit.clause.id: hit for hit in hits}
        self._best = hits[0]
        asked = grams(content(question.core))
        self._weight = {gram: _rarity(gram, candidates, weights) for gram in asked}
        self._total = sum(self._weight.values()) or 1.0
        single = _chinese(subject(question.core)) or _chinese(content(question.core))
        self._rarity = {c: _character_rarity(c, candidates) for c in single}
        self._kinds, self._units = wanted_kinds(question), wanted_units(question)
        self._counterparts = Counterparts(question)
        self._told = told_figures(question)
        self._groups = [
            (words, _group_rarity(words, candidates))
            for group in question.official
            if (words := [frozenset(grams(word)) for word in group])
        ]
        self._rest: dict[str, frozenset[str]] = {}

    def of(self, statement: Statement) -> list[float]:
        hit = self._hit[statement.clause.id]
        words = statement.words
        own, around, over, rest = self._shares(statement)
        cosines = [
            u.score for u in hit.units if u.start < statement.end and statement.start < u.end
        ]
        kinds = {f.kind for f in statement.figures}
        units = {f.unit for f in statement.figures}
        fits = bool(self._units & units)
        inside = admits(statement.bounds, self._told)
        return [
            float(self._vector @ statement.vector),
            max(cosines, default=hit.dense),
            hit.score - self._best.score,
            float(hit is self._best),
            own, around, over, rest, *self._official(statement),
            self._characters(words),
            float(bool(self._kinds & kinds)),
            float(bool(self._kinds) and not self._kinds & kinds),
            float(fits),
            float(bool(self._units) and bool(kinds & self._kinds) and not fits),
            float(inside > 0),
            float(inside < 0),
            float(bool(statement.figures) and not self._kinds),
            math.log(len(words) + 1),
            float(words.rstrip().endswith((":", "："))),
            *self._counterparts.of(words),
        ]  # fmt: skip

    def _shares(self, statement: Statement) -> tuple[float, float, float, float]:
        left = set(self._weight)
        shares = []
        for held in (statement.own, statement.around, statement.over, self._clause(statement)):
            here = left & held
            shares.append(sum(self._weight[g] for g in here) / self._total)
            left -= here
        return shares[0], shares[1], shares[2], shares[3]

    def _characters(self, words: str) -> float:
        total = sum(self._rarity.values()) or 1.0
        return sum(weight for c, weight in self._rarity.items() if c in words) / total

    def _official(self, statement: Statement) -> tuple[float, float, float]:
        """Shares of the groups of official words that have a word in each place."""
        if not self._groups:
            return 0.0, 0.0, 0.0
        shares = [0.0, 0.0, 0.0]
        places = (statement.own, statement.around | statement.over, self._clause(statement))
        for group, weight in self._groups:
            for i, held in enumerate(places):
                if any(word <= held for word in group):
                    shares[i] += weight
                    break
        total = sum(weight for _, weight in self._groups)
        return shares[0] / total, shares[1] / total, shares[2] / total

    def _clause(self, statement: Statement) -> frozenset[str]:
        clause = statement.clause
        if clause.id not in self._rest:
            self._rest[clause.id] = grams(f"{clause.section} {clause.text}")
        return self._rest[clause.id]


def told_figures(question: Question) -> list[Figure]:
    """Figures of the question that tell of a case, not the answer it doubts."""
    kinds = ("money", "measure", "count", "period", "percent")
    told = [f for f in question.figures if f.kind in kinds and f.unit != "级"]
    return [_short_of(f) if _SHORT.search(question.folded[: f.start]) else f for f in told]


_SHORT = re.compile(r"(?:不到|不满|不足|[未没]满|[没未](?:有)?到|差点)$")


def _short_of(figure: Figure) -> Figure:
    """「干了不到1年」 is less than a year, by however little."""
    return replace(figure, value=figure.value * Decimal("0.999"))


def _rarity(gram: str, candidates: Collection[Statement], weights: Weights) -> float:
    """How telling a pair is among the candidates; as in the policy where none of them holds it."""
    held = sum(gram in s.own for s in candidates)
    if not held:
        return weights(gram)
    return math.log(1 + (len(candidates) - held + 0.5) / (held + 0.5))


def _character_rarity(character: str, candidates: Collection[Statement]) -> float:
    """The same of a single character; 0 where none holds it."""
    held = sum(character in s.words for s in candidates)
    return math.log(1 + (len(candidates) - held + 0.5) / (held + 0.5)) if held else 0.0


def _chinese(text: str) -> set[str]:
    return {c for c in text if "\u4e00" <= c <= "\u9fff"}


def _group_rarity(group: Sequence[frozenset[str]], candidates: Collection[Statement]) -> float:
    held = sum(any(word <= s.own for word in group) for s in candidates)
    return math.log(1 + (len(candidates) - held + 0.5) / (held + 0.5))


@cache
def weights_of(model: str, features: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """The fitted weights of a model of `data/ranking.json`, in the order of its features."""
    found: dict[str, dict[str, float]] = json.loads(
        files("bot").joinpath("data/ranking.json").read_text(encoding="utf-8")
    )
    return np.array([found[model][name] for name in features])
