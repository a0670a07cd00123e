"""Questions of fact about one clause: how much, what share, how many, who, on what condition, when.

Each ask is answered from the facts or the sentence of the clause that fit the question; where
the clause says nothing of the kind, there is no answer, and the engine refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answer import Citation
from bot.compose.wording import SHORT, condition_of, excerpt, listed, state
from bot.draft import cite
from bot.evidence import best, best_sentence, rank_facts, words_of
from bot.knowledge import KnownClause, KnownFact, KnownPolicy
from bot.question import Ask, Question
from bot.terms import grams
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
    for ask in asked.question.asks:
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
    candidates = facts_of(asked, "amount") or facts_of(asked, "percent")
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


_GIVEN_BARE = re.compile(r"给予|享受|按规定")


def _stated(asked: Asked, chosen: list[KnownFact]) -> Piece | None:
    if not chosen:
        return None
    if len(chosen) == 1:
        fact = chosen[0].fact
        words = state(fact, asked.clause.clause)
        return Piece(words, (cite(asked.clause.clause, fact.start, fact.end),))
    each = SHORT // len(chosen) - 1
    parts = [state(known.fact, asked.clause.clause, room=max(each, 36)) for known in chosen]
    return Piece("；".join(dict.fromkeys(parts)), _cited(asked, chosen))


def _cited(asked: Asked, chosen: list[KnownFact]) -> tuple[Citation, ...]:
    spans = dict.fromkeys((known.fact.start, known.fact.end) for known in chosen)
    return tuple(cite(asked.clause.clause, start, end) for start, end in spans)


def percent(asked: Asked) -> Piece | None:
    """What share."""
    return _printed(asked, _chosen(asked, facts_of(asked, "percent"))[:2])


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
    clause = asked.clause.clause
    words = [
        excerpt(clause, *_part(clause.text, k.fact.figure.start), k.fact.figure.start)
        for k in chosen
    ]
    return Piece("；".join(dict.fromkeys(words)), _cited(asked, chosen))


def _part(text: str, at: int) -> tuple[int, int]:
    """The words between the commas or stops round an offset."""
    stops = ",，。；;\n"
    begin = max(text.rfind(c, 0, at) for c in stops) + 1
    ends = [i for i in (text.find(c, at) for c in stops) if i >= 0]
    return begin, min(ends, default=len(text))


_UNIT = re.compile(
    r"(?:多少|几)(?:个)?(平方米|工作日|个月|小时|天|日|年|岁|周岁|分(?!别)|GB|G|次|倍|公里|米|亩|吨)"
)
_SAME = {"岁": "周岁", "G": "GB", "天": "日"}


def _unit_asked(question: Question) -> str:
    match = _UNIT.search(question.folded)
    return match.group(1) if match else ""


def _by_unit(asked: Asked, unit: str) -> Piece | None:
    units = {unit, _SAME.get(unit, unit), *(k for k, v in _SAME.items() if v == unit)}
    found = [
        k
        for k in asked.clause.facts
        if k.fact.figure.unit in units or k.fact.figure.unit.endswith(unit)
    ]
    return _printed(asked, _chosen(asked, found)[:2])


def agency(asked: Asked) -> Piece | None:
    """Who leads and who else is responsible, as the clause's last bracket names them."""
    clause = asked.clause.clause
    leads, others = clause.lead_agencies, clause.responsible_agencies
    if not leads and not others:
        return _sentence(asked, r"负责|主管|牵头|组织实施|受理|审核|协助|会同|承担")
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
    return _printed(asked, _chosen(asked, facts_of(asked, "date", "period", "year"))[:2])


def text(asked: Asked) -> Piece | None:
    """What the clause says of the matter: its sentence nearest to the question, and the next
    where it fits and is as near."""
    return _sentence(asked, "")


def _sentence(asked: Asked, must_match: str) -> Piece | None:
    ranked = best_sentence(asked.question, asked.clause, asked.units, asked.known.weights)
    if must_match:
        pattern = re.compile(must_match)
        ranked = [r for r in ranked if pattern.search(asked.clause.body[r[0] : r[1]])]
    if not ranked:
        return None
    clause = asked.clause.clause
    start, end, top = ranked[0]
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
    Ask.LIST: text,
    Ask.TEXT: text,
}
