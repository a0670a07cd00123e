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
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from bot.english.figures import unit_asked
from bot.question import Ask, Question
from bot.series import members, of_another
from bot.statements import Statement
from bot.terms import Weights, content, grams, subject
from corpus.bounds import admits
from corpus.figures import Figure
from index.encoder import Floats
from index.retriever import Hit

DEPTH = 12  # clauses whose statements are looked at
# What a sentence loses that names only other members of the series asked about, A类 for D类.
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
    {"人", "名", "位"}, {"个月", "月"}, {"年", "周年"}, {"家", "个", "户", "处", "所"},
)  # fmt: skip

# What words a statement of the kind asked for holds.
_SAYS: dict[Ask, re.Pattern[str]] = {
    Ask.AGENCY: re.compile(r"部门|机关|机构|政府|街道办|委员会|(?<!布)[局厅](?![域部面限])|中心|单位|负责|主管"),
    Ask.CONDITION: re.compile(r"应当?|必?须|需|符合|具备|条件|满|以上|不得|达到|且"),
    Ask.MATERIALS: re.compile(r"材料|证明|申请表|申请书|身份证|提交|提供|证件|证书|凭证"),
    Ask.PENALTY: re.compile(r"退回|退还|追回|失信|处罚|罚款|责令|取消|撤销|吊销|不予|追究|停止|处分|移送"),
    Ask.STACKING: re.compile(r"叠加|重复|同时享受|就高|不得同时|择优|不再"),
    Ask.CONTACT: re.compile(r"电话|热线|\d{3,4}-\d{7,8}|邮箱|网址|联系方式|地址"),
    Ask.PROCEDURE: re.compile(r"申请|提出|提交|登录|平台|窗口|向.{2,16}(?:申请|提出|提交|办理)|受理|审核|网站"),
    Ask.WHEN: re.compile(r"\d+[年月日]|工作日|个月|次月|当[日月年]|之日起|期"),
    Ask.DURATION: re.compile(r"\d+个?(?:工作日|日|天|个月)|[一二三四五六七八九十]+(?:个工作日|日|个月)|当场|即时"),
    Ask.DEADLINE: re.compile(r"\d+月|\d+日|截止|期间|之日起|每年|前"),
    Ask.LIST: re.compile(r"下列|以下|包括|如下|分为|、.{1,20}、"),
}  # fmt: skip
_MAY = re.compile(r"可以?(?!持续)|不得|应当?|不予|无需|不需|免|能够|须|禁止|不再|不纳入|有权|除外")
_CONSEQUENCE = re.compile(
    r"会(?:咋|怎|被|有什么)|怎么(?:处理|罚|办)|咋(?:处理|罚|办)|后果|what happens"
)
_BROKEN = re.compile(r"取消|撤销|追回|退还|退回|不予|罚款|处罚|责令|停止|视为|失信|终止|放弃|承担")


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
    another = [bool(asked) and of_another(asked, s.words) for s in candidates]
    scores = found @ weights_of("sentences", FEATURES) - _ANOTHER * np.array(another)
    order = np.argsort(-scores, kind="stable")
    return Reading(tuple(candidates[i] for i in order.tolist()), found[order], scores[order])


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
    "kind", "no_kind", "unit", "other_unit", "said", "unsaid", "may", "broken", "inside",
    "outside", "unasked", "length", "opening",
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
    characters: Share of the question's single characters it holds.
    kind, no_kind, unit, other_unit: Whether it has a figure of the kind and unit asked for.
    said, unsaid: Whether it holds, or lacks, the words that such an answer is made of.
    may, broken: Whether it allows or forbids where that is asked; says what follows where
        that is asked.
    inside, outside: Whether the question's figures lie inside its bounds.
    unasked: Whether it has figures though none is asked for.
    length, opening: Logarithm of its characters; whether it only opens a list.
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
        self._single = {c for c in subject(question.core) if "\u4e00" <= c <= "\u9fff"}
        self._kinds, self._units = wanted_kinds(question), wanted_units(question)
        self._patterns = [p for ask in question.asks if (p := _SAYS.get(ask))]
        text = question.folded.lower()
        self._may = question.yes_no
        self._broken = bool(_CONSEQUENCE.search(text)) or question.wants(Ask.PENALTY)
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
        said = any(p.search(words) for p in self._patterns)
        return [
            float(self._vector @ statement.vector),
            max(cosines, default=hit.dense),
            hit.score - self._best.score,
            float(hit is self._best),
            own, around, over, rest, *self._official(statement),
            sum(c in words for c in self._single) / (len(self._single) or 1),
            float(bool(self._kinds & kinds)),
            float(bool(self._kinds) and not self._kinds & kinds),
            float(fits),
            float(bool(self._units) and bool(kinds & self._kinds) and not fits),
            float(bool(self._patterns) and said),
            float(bool(self._patterns) and not said),
            float(self._may and bool(_MAY.search(words))),
            float(self._broken and bool(_BROKEN.search(words))),
            float(inside > 0),
            float(inside < 0),
            float(bool(statement.figures) and not self._kinds),
            math.log(len(words) + 1),
            float(words.rstrip().endswith((":", "："))),
        ]  # fmt: skip

    def _shares(self, statement: Statement) -> tuple[float, float, float, float]:
        left = set(self._weight)
        shares = []
        for held in (statement.own, statement.around, statement.over, self._clause(statement)):
            here = left & held
            shares.append(sum(self._weight[g] for g in here) / self._total)
            left -= here
        return shares[0], shares[1], shares[2], shares[3]

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
    return [f for f in question.figures if f.kind in kinds and f.unit != "级"]


def _rarity(gram: str, candidates: Collection[Statement], weights: Weights) -> float:
    """How telling a pair is among the candidates; as in the policy where none of them holds it."""
    held = sum(gram in s.own for s in candidates)
    if not held:
        return weights(gram)
    return math.log(1 + (len(candidates) - held + 0.5) / (held + 0.5))


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
