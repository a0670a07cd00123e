"""Whether the policies speak of what is asked at all.

Whether a question names anything is told by its words; whether a clause answers it, by how well
the best sentence fits and how much of the question the policy knows.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from bot.answering import Answering
from bot.knowledge import KnownClause, KnownPolicy
from bot.nouns import unmentioned
from bot.question import Ask, Question
from bot.ranking import FEATURES, Reading
from bot.synonyms import everyday
from bot.terms import content, grams, subject
from index.retriever import Hit

THRESHOLD = 0.2  # below this confidence a question is refused; measured in docs/accuracy.md

_BEST = 3  # sentences looked at for a matter of procedure
# A confidence between these is looked at again: the sentences that fit best are read together with
# the question. Outside of them that changed no decision (docs/accuracy.md), and it takes as long
# as encoding the question.
_DOUBTFUL = (0.02, 0.95)
_READ = 4  # sentences
# The features that come of reading.
OF_READING = ("answers", "sure", "first_answers")

# Matters of procedure: policies that regulate them say so in words of their own.
PROCEDURAL = (
    Ask.CONTACT, Ask.MATERIALS, Ask.PROCEDURE, Ask.DEADLINE, Ask.DURATION,
    Ask.PENALTY, Ask.STACKING, Ask.STATISTICS, Ask.TAX, Ask.HOURS,
)  # fmt: skip

# What a clause that regulates a matter of procedure says in so many words.
SAYS = {
    Ask.CONTACT: re.compile(r"电话|热线|\d{3,4}-\d{7,8}|邮箱|网址|联系方式|地址"),
    Ask.MATERIALS: re.compile(r"(?<!新)(?<!原)材料|证明|申请表|申请书|身份证|提交|承诺书|凭证"),
    Ask.PROCEDURE: re.compile(r"(?:提出|提交|受理|审核|公示).{0,12}(?:申请|意见|名单)?|申请人|向.{2,20}申请|网上|窗口|平台(?:申请|办理|登录|申报)|(?:登录|录入|通过)[^,，。;；]{2,24}(?:系统|平台)|信息系统|管理系统|小程序|官网|网站"),
    Ask.DEADLINE: re.compile(r"(?:申请|申报|受理|报名).{0,20}(?:\d+月|\d+日|期间|截止|之日起)|每年.{0,8}(?:受理|申请|申报)|\d+月\d+日"),
    # 满3个月 and 6个月以上 are conditions, no time that anything takes
    Ask.DURATION: re.compile(r"满?\d+个?(?:年|月|日|工作日)后|(?<![\d满续])\d+个?(?:工作日|日|天|个月)(?!及?以上|的)"),
    Ask.PENALTY: re.compile(r"退回|退还|追回|失信|处罚|罚款|违反|弄虚作假|追究|责令|取消资格"),
    Ask.STACKING: re.compile(r"叠加|重复|同时享受|就高|从高|不得同时|不再享受|只(?:能)?享受(?:一|其中)|择(?:优|一)"),
    Ask.TAX: re.compile(r"税(?!务)"),
    Ask.HOURS: re.compile(r"\d{1,2}[:时]\d{2}|上午|下午|周[一二三四五六日末]|节假日|法定(?:节|工作)日|(?:办公|营业|开放|接待|服务)时间|24小时|全天"),
}  # fmt: skip


def empty(question: Question) -> bool:
    """Whether a question names no matter at all: 「最高多少?」."""
    return len(re.sub(r"[\s要给钱的多少几啥谁]", "", subject(question.core))) < 2


def regulates(ask: Ask, clause: KnownClause) -> bool:
    """Whether a clause says anything of a matter of procedure."""
    pattern = SAYS.get(ask)
    return bool(pattern and pattern.search(clause.body))


def printed(ask: Ask, known: KnownPolicy) -> bool:
    """Whether a policy says anything of a matter of procedure, in its clauses or around them."""
    pattern = SAYS.get(ask)
    return bool(pattern and pattern.search(known.text))


def spelled_out(question: Question, reading: Reading) -> bool:
    """Whether the sentence that fits best prints all that a question names: 「小巨人多少钱」 is too
    short to be sure of by anything else."""
    asked = grams(subject(question.core))
    if not asked or question.wants(*PROCEDURAL):
        return False
    best = reading.statements[0]
    return asked <= best.own | best.around | best.over


def confidence(
    question: Question,
    hits: Sequence[Hit],
    reading: Reading,
    known: KnownPolicy,
    *,
    of_matter: bool = False,
) -> float:
    """Probability, 0 to 1, that the policy answers what is asked.

    Logistic regression over `features`; in cases of doubt the mean of its log odds and of those
    of another over the features of `read` too. The weights of both are in `data/scope.json` and
    were fitted by `python -m eval.calibrate` to questions of several policies that are answerable
    and that are not, with questions of the other policies as further ones that are not.

    Args:
        hits: All clauses of the policy by nearness, best first.
        reading: The sentences of the nearest clauses by fitness, best first.
        of_matter: Whether it is enough that it speaks of the matter, though it may say nothing of
            the procedure that is asked for.
    """
    found = features(question, hits, reading, known)
    if of_matter:
        found["procedure"] = found["regulated"] = 0
    odds = _log_odds(found, "unread")
    if known.answering is not None and _DOUBTFUL[0] < _probability(odds) < _DOUBTFUL[1]:
        found |= read(question, reading, known.answering)
        odds = (odds + _log_odds(found, "read")) / 2
    return _probability(odds)


def _log_odds(found: dict[str, float], model: str) -> float:
    weights = _weights()[model]
    return weights["intercept"] + sum(weights[name] * value for name, value in found.items())


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def read(question: Question, reading: Reading, answering: Answering) -> dict[str, float]:
    """What reading the sentences that fit best together with the question tells besides.

    answers, sure, first_answers: How well the best of them answers (index/answerability.py); the
        same as a probability; how well the first does.
    """
    scores = answering.scores(question.core, reading.statements[:_READ])
    best = max(scores)
    return dict(zip(OF_READING, (best, 1 / (1 + math.exp(-best)), scores[0]), strict=True))


def features(
    question: Question, hits: Sequence[Hit], reading: Reading, known: KnownPolicy
) -> dict[str, float]:
    """What the decision rests on.

    nearest: Dense score of the best clause.
    near, nearby: Cosine of the sentence that fits best; the highest of any.
    characters, words, own: How much of the question's characters and words the sentence, its
        surroundings and its clause hold; the sentence alone.
    keyword: BM25 of its clause.
    score, gap, ahead: The sentence's score; less that of the sixth; less that of the second.
    kind, no_kind, said, unsaid: Whether it says the kind of thing that is asked.
    nouns, verbs: How many words of the question the policy does not know.
    unknown: Share of the question's character pairs, by weight, that it does not know.
    official: 1 where the policy prints an official word for an everyday one of the question.
    english: 1 for an English question, whose scores against Chinese text run lower.
    procedure, regulated: 1 where a matter of procedure is asked for, which policies often leave
        out, and not which agency too; where one of the sentences that fit best says it in words
        of its own.
    bare: 1 where no kind of answer is named.
    length: Logarithm of the question's characters.
    """
    place = _answering(reading)
    answer = reading.statements[place]
    at = dict(zip(FEATURES, reading.features[place].tolist(), strict=True))
    best = next(hit for hit in hits if hit.clause.id == answer.clause.id)
    asked = grams(content(question.core))
    weight = {gram: known.weights(gram) for gram in asked}
    total = sum(weight.values()) or 1.0
    folded = question.folded
    left = unmentioned(folded, everyday(folded, known.text.__contains__), known.text.__contains__)
    return {
        "nearest": hits[0].dense,
        "near": at["near"],
        "nearby": float(reading.features[:, FEATURES.index("near")].max()),
        "characters": _characters(question, answer.words),
        "words": at["own"] + at["around"] + at["over"] + at["elsewhere"],
        "own": at["own"],
        "keyword": best.keyword,
        "score": float(reading.scores[0]),
        "gap": float(reading.scores[0] - reading.scores[min(5, len(reading.scores) - 1)]),
        "ahead": float(reading.scores[0] - reading.scores[min(1, len(reading.scores) - 1)]),
        "kind": at["kind"],
        "no_kind": at["no_kind"],
        "said": at["said"],
        "unsaid": at["unsaid"],
        "nouns": float(left.nouns),
        "verbs": float(left.verbs),
        "unknown": sum(w for g, w in weight.items() if not known.weights.known(g)) / total,
        "official": float(bool(question.official)),
        "english": float(question.english),
        "procedure": float(question.wants(*PROCEDURAL) and not question.wants(Ask.AGENCY)),
        "regulated": float(_says_procedure(question, reading)),
        "bare": float(question.asks == (Ask.TEXT,)),
        "length": math.log(len(question.core) + 1),
    }


_HEADING = 40  # characters of a clause's heading at most


def _answering(reading: Reading) -> int:
    """The place of the sentence that would answer: the first, or where that is the heading over
    its clause, which says nothing itself, the next one of that clause."""
    first = reading.statements[0]
    if first.start or len(first.words) > _HEADING or first.figures:
        return 0
    return next(
        (i for i, s in enumerate(reading.statements) if i and s.clause.n == first.clause.n), 0
    )


def _characters(question: Question, words: str) -> float:
    single = {c for c in subject(question.core) if "\u4e00" <= c <= "\u9fff"}
    return sum(c in words for c in single) / (len(single) or 1)


def _says_procedure(question: Question, reading: Reading) -> bool:
    """Whether a sentence that fits best says the matter of procedure that is asked for."""
    pattern = SAYS.get(next((ask for ask in question.asks if ask in PROCEDURAL), Ask.TEXT))
    return pattern is not None and any(
        pattern.search(statement.words) for statement in reading.statements[:_BEST]
    )


@cache
def _weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = json.loads(
        files("bot").joinpath("data/scope.json").read_text(encoding="utf-8")
    )
    return found
