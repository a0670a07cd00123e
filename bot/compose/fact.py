"""Questions of fact about one clause: how much, what share, how many, who, on what condition, when.

Each ask is answered from the facts or the sentence of the clause that fit the question; where
the clause says nothing of the kind, there is no answer, and the engine refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answer import Citation
from bot.compose.wording import SHORT, condition_of, excerpt, is_given, listed, state
from bot.draft import cite
from bot.evidence import best, best_sentence, clause_sentences, rank_facts, words_of
from bot.knowledge import KnownClause, KnownFact, KnownPolicy
from bot.question import Ask, Question
from bot.scope import SAYS
from bot.terms import grams
from corpus.facts import Fact
from corpus.model import Item
from corpus.text import fold, sentences
from index.encoder import Floats

UnitScores = Sequence[tuple[int, int, float]]


@dataclass(frozen=True)
class Asked:
    """What a composer needs: the question, its vector, the policy, the clause, its units' cosines."""

    question: Question
    vector: Floats
    known: KnownPolicy
    clause: KnownClause
    units: UnitScores


@dataclass(frozen=True)
class Piece:
    """Part of a summary with the words that prove it."""

    words: str
    citations: tuple[Citation, ...]


def answer(asked: Asked) -> Piece | None:
    """The answer to all that is asked of a clause; None where it says nothing of the kind."""
    pieces = []
    specific = [ask for ask in asked.question.asks if ask not in (Ask.LIST, Ask.TEXT)]
    for ask in specific or asked.question.asks:
        compose = _COMPOSERS.get(ask)
        if compose is None:
            continue
        piece = compose(asked)
        if piece is not None and piece not in pieces:
            pieces.append(piece)
        if len(pieces) == 2:
            break
    if not pieces:
        return None
    return Piece("；".join(p.words for p in pieces), _merged(pieces))


def _merged(pieces: Sequence[Piece]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(c for piece in pieces for c in piece.citations))


def facts_of(asked: Asked, *kinds: str) -> list[KnownFact]:
    """Facts of the clause of these kinds."""
    return [known for known in asked.clause.facts if known.fact.kind in kinds]


def _chosen(asked: Asked, candidates: list[KnownFact]) -> list[KnownFact]:
    return best(rank_facts(asked.question, asked.vector, candidates, asked.known.weights))


def amount(asked: Asked) -> Piece | None:
    """How much: the amount that fits, or each of those that fit as well."""
    if unit := _unit_asked(asked.question):
        return _by_unit(asked, unit)
    given = facts_of(asked, "amount") or facts_of(asked, "percent")
    limits = _limits(asked, money_only=bool(given))
    candidates = given + [k for k in limits if k not in given]
    if not candidates:
        return None
    if _elsewhere_in_clause(asked, candidates):
        return None
    return _stated(asked, _chosen(asked, candidates))


def _elsewhere_in_clause(asked: Asked, candidates: list[KnownFact]) -> bool:
    """Whether the question is about a sentence of the clause that gives something without a
    figure (「按规定给予支持」): more of its words stand there than with any figure."""
    body = asked.clause.body
    wanted = words_of(asked.question)
    weight = asked.known.weights.overlap
    bare = [
        body[s:e] for s, e in sentences(body)
        if _GIVEN_BARE.search(body[s:e]) and not any(s <= k.fact.figure.start < e for k in candidates)
    ]  # fmt: skip
    best_with = max((weight(wanted, k.words) for k in candidates), default=0.0)
    best_without = max((weight(wanted, grams(words)) for words in bare), default=0.0)
    return bool(candidates) and best_without > best_with + 2


_LIMIT = re.compile(r"上限|下限|最高|最多|最少|最低|封顶|顶多|底线|标准|限额|怎么算")


def _limits(asked: Asked, *, money_only: bool) -> list[KnownFact]:
    """Figures that a clause sets as a standard (「标准不超过240元/人/日」) and not as a condition
    of something else (「超过5000万元的企业」); periods and measures where a limit is asked for."""
    kinds = ["money"]
    if _LIMIT.search(asked.question.folded) and not money_only:
        kinds += ["period", "measure", "percent"]
    text = asked.clause.clause.text
    return [
        k for k in asked.clause.facts
        if k.fact.figure.kind in kinds and k.fact.kind != "quota" and k.fact.qualifiers
        and "的" not in re.split(r"[,，。;；]", text[k.fact.figure.end : k.fact.end + 1])[0]
    ]  # fmt: skip


_GIVEN_BARE = re.compile(r"给予|享受|按规定")


def _stated(asked: Asked, chosen: list[KnownFact]) -> Piece | None:
    if not chosen:
        return None
    if len(chosen) == 1:
        fact = chosen[0].fact
        words = _said(asked, fact)
        return Piece(words, (cite(asked.clause.clause, fact.start, fact.end),))
    each = SHORT // len(chosen) - 1
    parts = [_said(asked, known.fact, room=max(each, 36)) for known in chosen]
    return Piece("；".join(dict.fromkeys(parts)), _cited(asked, chosen))


def _said(asked: Asked, fact: Fact, room: int = SHORT) -> str:
    if is_given(fact):
        return state(fact, asked.clause.clause, room=room)
    return _around(asked, fact.figure.start, fact.figure.end)


def _cited(asked: Asked, chosen: list[KnownFact]) -> tuple[Citation, ...]:
    spans = dict.fromkeys((known.fact.start, known.fact.end) for known in chosen)
    return tuple(cite(asked.clause.clause, start, end) for start, end in spans)


def percent(asked: Asked) -> Piece | None:
    """What share."""
    return _stated(asked, _chosen(asked, facts_of(asked, "percent"))[:2])


def quota(asked: Asked) -> Piece | None:
    """How many are selected, or how many there are of something."""
    candidates = facts_of(asked, "quota", "count")
    if unit := _unit_asked(asked.question):
        candidates = [k for k in asked.clause.facts if k.fact.figure.unit == unit] or candidates
    return _printed(asked, _chosen(asked, candidates)[:2])


def _printed(asked: Asked, chosen: list[KnownFact]) -> Piece | None:
    """The words of the text around each figure."""
    if not chosen:
        return None
    words = [_around(asked, k.fact.figure.start, k.fact.figure.end) for k in chosen]
    return Piece("；".join(dict.fromkeys(words)), _cited(asked, chosen))


def _around(asked: Asked, start: int, end: int) -> str:
    """The words between commas round a figure; more of the sentence where these are too few to
    say what the figure is of."""
    clause = asked.clause.clause
    begin, stop = _part(clause.text, start)
    if stop - begin < _FEW:
        for s, e in clause_sentences(asked.clause):
            if s <= start < e:
                return excerpt(clause, s, e, start, room=_SOME)
    return excerpt(clause, begin, stop, start)


_FEW, _SOME = 14, 80


def _part(text: str, at: int) -> tuple[int, int]:
    """The words between the commas or stops round an offset."""
    stops = ",，。；;\n"
    begin = max(text.rfind(c, 0, at) for c in stops) + 1
    ends = [i for i in (text.find(c, at) for c in stops) if i >= 0]
    return begin, min(ends, default=len(text))


_UNIT = re.compile(
    r"(?:多少|几)(?:个)?(平方米|工作日|个月|小时|钟头|天|日|年|岁|周岁|分(?!别)|GB|G|次|回|趟|倍|公里|米|亩|吨|人(?!工))"
)
# Units that answer one another: asked 几天, 3个工作日 will do.
_ALIKE = (
    {"天", "日", "工作日", "个工作日", "个自然日", "小时", "个小时", "分钟"},
    {"岁", "周岁"}, {"G", "GB"}, {"次", "回", "趟", "人次"}, {"小时", "钟头", "个小时"}, {"人", "名"},
    {"个月", "月"}, {"年", "周年"},
)  # fmt: skip


def _unit_asked(question: Question) -> str:
    match = _UNIT.search(question.folded)
    return match.group(1) if match else ""


def _by_unit(asked: Asked, unit: str) -> Piece | None:
    units = {unit}.union(*(group for group in _ALIKE if unit in group))
    found = [k for k in asked.clause.facts if k.fact.figure.unit in units]
    return _printed(asked, _chosen(asked, found)[:2])


def duration(asked: Asked) -> Piece | None:
    """How long something takes: the period that fits."""
    found = [k for k in asked.clause.facts if k.fact.figure.kind in ("period", "date")]
    return _printed(asked, _chosen(asked, found)[:2])


def items(asked: Asked) -> Piece | None:
    """「哪些情形」: the sentence that opens a list, and its items, complete and in order."""
    clause = asked.clause.clause
    listed_ = _numbered(clause.items)
    if len(listed_) < 2:
        return None
    ranked = best_sentence(asked.question, asked.clause, asked.units, asked.known.weights)
    if (
        ranked
        and not any(i.start <= ranked[0][0] < i.end for i in listed_)
        and ranked[0][1] < listed_[0].start - 2
    ):
        opening = clause.text[ranked[0][0] : ranked[0][1]].rstrip()
        if not opening.endswith((":", "：")):
            return None
    before = [s for s in clause_sentences(asked.clause) if s[1] <= listed_[0].start]
    opening = clause.text[slice(*before[-1])].strip() if before else ""
    said = [clause.text[i.start : i.end].strip().rstrip("；;。") for i in listed_]
    words = "；".join(_shortened(w) for w in said)
    begin = before[-1][0] if before else listed_[0].start
    return Piece(f"{opening}{words}", (cite(clause, begin, listed_[-1].end),))


_LONGEST_ITEM = 90


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_ITEM else words[: _LONGEST_ITEM - 1] + "…"


def _numbered(found: Sequence[Item]) -> list[Item]:
    """The outermost numbered parts of a clause, those of its paragraphs (款) taken together."""
    if found and all(item.level == "款" for item in found):
        return [below for item in found for below in item.items]
    return list(found)


def agency(asked: Asked) -> Piece | None:
    """Who leads and who else is responsible, as the clause's last bracket names them."""
    clause = asked.clause.clause
    leads, others = clause.lead_agencies, clause.responsible_agencies
    if not leads and not others:
        return _sentence(asked, r"部门|机构|政府|单位|委员会|局|办事处|中心")
    said = []
    if leads:
        said.append(f"牵头单位：{listed(leads)}")
    if others:
        said.append(f"责任单位：{listed(others)}")
    names = fold(clause.text)
    first = names.rfind("(", 0, names.rfind((leads or others)[0]))
    end = names.find(")", first) + 1 or len(names)
    return Piece("；".join(said), (cite(clause, max(first, 0), end),))


def condition(asked: Asked) -> Piece | None:
    """What must be fulfilled: the condition of the fact asked about, or the sentence that says it."""
    candidates = [k for k in facts_of(asked, "amount", "percent") if k.fact.condition]
    chosen = _chosen(asked, candidates)
    sentence = _sentence(asked, "")
    if not chosen or asked.question.wants(Ask.AMOUNT):
        return None if asked.question.wants(Ask.AMOUNT) else sentence
    fact = chosen[0].fact
    if sentence and not any(c.start < fact.end and fact.start < c.end for c in sentence.citations):
        return sentence
    words = [f"{k.fact.object}：{condition_of(k.fact)}" for k in chosen]
    joined = "；".join(dict.fromkeys(words))
    if len(joined) > SHORT:
        return sentence
    return Piece(
        f"条件是{joined}" if len(chosen) == 1 else f"条件：{joined}", _cited(asked, chosen)
    )


def when(asked: Asked) -> Piece | None:
    """Dates and periods a clause gives."""
    if unit := _unit_asked(asked.question):
        return _by_unit(asked, unit)
    found = [k for k in asked.clause.facts if k.fact.figure.kind in ("period", "date", "year")]
    return _printed(asked, _chosen(asked, found)[:2])


def text(asked: Asked) -> Piece | None:
    """What the clause says of the matter: its sentence nearest to the question, and the next
    where it fits and is as near."""
    return _sentence(asked, "")


def list_or_text(asked: Asked) -> Piece | None:
    """The items of the clause where it has any, else its sentence."""
    return items(asked) or _sentence(asked, "")


def of_procedure(pattern: str) -> Callable[[Asked], Piece | None]:
    """A composer for a matter of procedure: the sentence that holds its words."""

    def compose(asked: Asked) -> Piece | None:
        return _sentence(asked, pattern)

    return compose


def _sentence(asked: Asked, must_match: str) -> Piece | None:
    ranked = best_sentence(asked.question, asked.clause, asked.units, asked.known.weights)
    if must_match:
        pattern = re.compile(must_match)
        ranked = [r for r in ranked if pattern.search(asked.clause.body[r[0] : r[1]])]
    if not ranked:
        return None
    clause = asked.clause.clause
    start, end, top = ranked[0]
    if clause.text[start:end].rstrip().endswith((":", "：")) and (opened := items(asked)):
        return opened
    words = excerpt(clause, start, end, _nearest(asked, start, end))
    spans = [(start, end)]
    for s, e, score in ranked[1:]:
        extra = clause.text[s:e].strip()
        if score > top - 0.03 and len(words) + len(extra) < SHORT:
            spans.append((s, e))
            words = "".join(clause.text[a:b].strip() for a, b in sorted(spans)).rstrip("。；;")
    return Piece(words, tuple(cite(clause, a, b) for a, b in sorted(spans)))


def _nearest(asked: Asked, start: int, end: int) -> int:
    """Offset of the part (between commas) of a long sentence that shares most words with the
    question."""
    wanted = words_of(asked.question)
    found, best_weight = start, -1.0
    for match in re.finditer(r"[^,，;；]+", asked.clause.body[start:end]):
        weight = asked.known.weights.overlap(wanted, grams(match.group()))
        if weight > best_weight:
            found, best_weight = start + match.start(), weight
    return found


_COMPOSERS: dict[Ask, Callable[[Asked], Piece | None]] = {
    Ask.AGENCY: agency,
    Ask.PERCENT: percent,
    Ask.QUOTA: quota,
    Ask.CONDITION: condition,
    Ask.AMOUNT: amount,
    Ask.WHEN: when,
    Ask.DURATION: duration,
    **{
        ask: of_procedure(pattern.pattern)
        for ask, pattern in SAYS.items()
        if ask is not Ask.DURATION
    },
    Ask.LIST: list_or_text,
    Ask.TEXT: text,
}
