"""Questions of fact about one clause: how much, what share, how many, who, on what condition, when.

Each ask is answered from the sentence of the clause that fits the question (bot/ranking.py) and,
where a figure is asked for, from the figure of it that is meant (bot/members.py); where the
clause says nothing of the kind, there is no answer, and the engine refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answer import Citation
from bot.compose.asked import Asked
from bot.compose.figure import figure, together
from bot.compose.say import Piece, says_as_much
from bot.compose.wording import SHORT, condition_of, listed
from bot.draft import cite
from bot.evidence import best, clause_sentences, rank_facts
from bot.knowledge import KnownFact
from bot.question import Ask
from bot.ranking import wanted_units
from bot.scope import SAYS
from bot.terms import grams
from corpus.model import Item
from corpus.text import fold


def answer(asked: Asked) -> Piece | None:
    """The answer to all that is asked of a clause; None where it says nothing of the kind."""
    pieces: list[Piece] = []
    specific = [
        ask for ask in asked.question.asks if ask in _COMPOSERS and ask not in (Ask.LIST, Ask.TEXT)
    ]
    # 「税率多少」, 「交了四万二的税能加几分」 want the figure, not any words on taxes
    if len(specific) > 1 or wanted_units(asked.question):
        specific = [ask for ask in specific if ask is not Ask.TAX]
    if not specific and wanted_units(asked.question) and (piece := figure(asked)):
        return piece
    rest = [ask for ask in asked.question.asks if ask in _COMPOSERS] or [Ask.TEXT]
    for ask in specific or rest:
        piece = _COMPOSERS[ask](replace(asked, question=replace(asked.question, asks=(ask,))))
        if piece is None and ask is Ask.CONTACT and _names_agencies(asked):
            return None  # the refusal tells them as well
        if piece is not None and not any(says_as_much(told, piece) for told in pieces):
            pieces.append(piece)
        if len(pieces) == 2:
            break
    if not pieces:
        return None
    return Piece("；".join(p.words for p in pieces), _merged(pieces))


def _names_agencies(asked: Asked) -> bool:
    clause = asked.clause.clause
    return bool(clause.lead_agencies or clause.responsible_agencies)


def _merged(pieces: Sequence[Piece]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(c for piece in pieces for c in piece.citations))


def items(asked: Asked) -> Piece | None:
    """「哪些情形」: the sentence that opens a list, and its items, complete and in order."""
    clause = asked.clause.clause
    listed_ = _numbered(clause.items)
    if len(listed_) < 2:
        return None
    first = asked.sentences()[0].statement
    if first.end < listed_[0].start - 2 and not first.words.rstrip().endswith((":", "：")):
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


_OF_CONDITION = re.compile("门槛|条件|要求|放宽|年龄|年限|面积")


def condition(asked: Asked) -> Piece | None:
    """What must be fulfilled: the condition of the fact asked about, or the sentence that says it."""
    candidates = [
        k for k in asked.clause.facts if k.fact.kind in ("amount", "percent") and k.fact.condition
    ]
    ranked = asked.sentences()
    change = asked.changed(ranked[0].statement) if ranked else None
    if change and _OF_CONDITION.search(change.words):
        return asked.said(change)
    chosen = _chosen(asked, candidates)
    sentence = _sentence(asked, "")
    if not chosen:
        return sentence
    fact = chosen[0].fact
    if sentence and not any(c.start < fact.end and fact.start < c.end for c in sentence.citations):
        return sentence
    words = [
        needed
        if k.fact.object in (needed := condition_of(k.fact))
        else f"{k.fact.object}：{needed}"
        for k in chosen
    ]
    joined = "；".join(dict.fromkeys(words))
    if len(joined) > SHORT:
        return sentence
    return Piece(
        f"条件是{joined}" if len(chosen) == 1 else f"条件：{joined}", _cited(asked, chosen)
    )


def _chosen(asked: Asked, candidates: list[KnownFact]) -> list[KnownFact]:
    return best(rank_facts(asked.question, asked.vector, candidates, asked.known.weights))


def _cited(asked: Asked, chosen: list[KnownFact]) -> tuple[Citation, ...]:
    spans = dict.fromkeys((known.fact.start, known.fact.end) for known in chosen)
    return tuple(cite(asked.clause.clause, start, end) for start, end in spans)


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


_NEXT = 0.7  # a second sentence that scores so near to the first is told as well


def _sentence(asked: Asked, must_match: str) -> Piece | None:
    ranked = asked.sentences()
    if must_match:
        pattern = re.compile(must_match)
        ranked = [r for r in ranked if pattern.search(r.statement.words)]
    if not ranked:
        return None
    first = ranked[0].statement
    if first.words.rstrip().endswith((":", "：")) and (opened := items(asked)):
        return opened
    piece = asked.said(first)
    if apart := asked.ruled_apart(first):
        return together([piece, asked.said(apart)])
    told = [first]
    for scored in ranked[1:3]:
        more = scored.statement
        near = scored.score > ranked[0].score - _NEXT and not more.words.rstrip().endswith(
            (":", "：")
        )
        if grams(more.words) <= grams(piece.words):
            continue
        if near and len(piece.words) + len(more.words) < SHORT:
            told = sorted([*told, more], key=lambda s: s.start)
            words = "".join(s.words.strip() for s in told).rstrip("。；;")
            piece = Piece(words, tuple(cite(asked.clause.clause, s.start, s.end) for s in told))
    return piece


_COMPOSERS: dict[Ask, Callable[[Asked], Piece | None]] = {
    Ask.AGENCY: agency,
    Ask.PERCENT: figure,
    Ask.QUOTA: figure,
    Ask.CONDITION: condition,
    Ask.AMOUNT: figure,
    Ask.WHEN: figure,
    Ask.DURATION: figure,
    **{
        ask: of_procedure(pattern.pattern)
        for ask, pattern in SAYS.items()
        if ask is not Ask.DURATION
    },
    Ask.LIST: list_or_text,
    Ask.TEXT: text,
}
