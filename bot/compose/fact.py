"""Questions of fact about one clause: how much, what share, how many, who, on what condition, when.

Each ask is answered from the sentence of the clause that fits the question (bot/ranking.py) and,
where a figure is asked for, from the figure of it that is meant (bot/members.py); where the
clause says nothing of the kind, there is no answer, and the engine refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answer import Citation
from bot.compose.exception import changed, excluded, is_of_others, ruled_apart
from bot.compose.say import Piece, figures_said, sentence_said, words_asked
from bot.compose.wording import SHORT, condition_of, listed
from bot.draft import cite
from bot.evidence import best, clause_sentences, rank_facts
from bot.knowledge import KnownClause, KnownFact, KnownPolicy
from bot.members import opposed, pick
from bot.question import Ask, Question
from bot.ranking import Scored, rank, wanted_kinds, wanted_units
from bot.scope import SAYS
from bot.statements import Statement
from bot.terms import grams
from bot.twofold import asks_several
from corpus.model import Item
from corpus.text import fold
from index.encoder import Floats
from index.retriever import Hit


@dataclass(frozen=True)
class Asked:
    """What a composer needs: the question, its vector, the policy, the clause, and all clauses
    of the policy by nearness."""

    question: Question
    vector: Floats
    known: KnownPolicy
    clause: KnownClause
    hits: Sequence[Hit]

    def sentences(self) -> list[Scored]:
        """The clause's sentences by fitness, best first; its title answers nothing, so it is left
        out where there are others."""
        every = [s for s in self.clause.statements if not s.facts]
        title = self.clause.clause.title
        candidates = [s for s in every if not _is_title(s, title)] or every
        return rank(self.question, self.vector, candidates, self.hits, self.known.weights)

    def changed(self, told: Statement) -> Statement | None:
        """The sentence that changes a rule for those whom the question speaks of."""
        return changed(self.question, told, self._every(), self.known.weights)

    def ruled_apart(self, told: Statement) -> Statement | None:
        """The sentence after a rule that rules otherwise for those whom the question names."""
        return ruled_apart(self.question, told, self._every())

    def excluded(self) -> Statement | None:
        """The sentence after the one that fits best which leaves those out whom the question
        speaks of."""
        ranked = self.sentences()
        if not ranked:
            return None
        told = ranked[0].statement
        return excluded(self.question, told, self._every(), self.known.weights)

    def _every(self) -> list[Statement]:
        return [s for s in self.clause.statements if not s.facts]


# An article without a title goes by its first sentence, which does answer.
_RULES = re.compile(r"应当|不得|可以|必须|负责|是指|由|为|包括|不予|方可|须")
_LONGEST_TITLE = 40


def _is_title(statement: Statement, title: str) -> bool:
    words = statement.words.strip(" 。.")
    return (
        len(title) < _LONGEST_TITLE
        and words.endswith(title)
        and not statement.figures
        and not _RULES.search(words)
    )


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
        if piece is not None and not any(_says_as_much(told, piece) for told in pieces):
            pieces.append(piece)
        if len(pieces) == 2:
            break
    if not pieces:
        return None
    return Piece("；".join(p.words for p in pieces), _merged(pieces))


def _names_agencies(asked: Asked) -> bool:
    clause = asked.clause.clause
    return bool(clause.lead_agencies or clause.responsible_agencies)


def _says_as_much(told: Piece, piece: Piece) -> bool:
    """Whether a piece adds nothing to what is told already."""
    return grams(piece.words) <= grams(told.words)


def _merged(pieces: Sequence[Piece]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(c for piece in pieces for c in piece.citations))


_MONEY = re.compile(
    r"钱|元|块|万|亿|金|额|费|租|资助|补[助贴]|奖|[收交付缴花掏](?:的|了|给|出)?(?:多少|几)"
)
_GIVEN_BARE = re.compile(r"给予|享受|按规定")
# In the scores of bot/ranking.py, by which the first of two sentences so near to each other is the
# right one half the time (docs/accuracy.md): both are told.
_UNSURE = 0.5
_TOLD = 2  # sentences at most
_FEW = 3  # figures of a sentence that is told whole where several things are asked
_CLEARLY = 1.5  # a sentence that scores so much more than those with a figure is what is meant
_WHOLE = 100  # percent
_ON_A_DAY = re.compile(r"哪一?[天日]|几号|几月|哪个月|什么日子")
# Where a text says in words what is asked of it as a figure.
_TIME_WORDS = re.compile(
    r"次[年月日]|当[年月日天场]|即时|随时|终身|永久|[年月]底|年初|之日起?|届满|[后前时]方可"
)
_SUM_WORDS = re.compile(
    r"全额|全部(?:退|返|免|承担|报销|补)|足额|免费|免[收除交缴]|不得?收|减半|一半|半价|据实|双倍"
)


def figure(asked: Asked) -> Piece | None:
    """How much, what share, how many, when, how long: the figure of the sentence that fits.

    None where the clause has no figure of that kind, nor says it in words, or where what is
    asked about is given without one (「按规定给予支持」).
    """
    ranked = asked.sentences()
    kinds, units = wanted_kinds(asked.question), wanted_units(asked.question)
    if asked.question.wants(Ask.AMOUNT) and not _MONEY.search(asked.question.folded):
        kinds |= {"count", "measure"}  # 「能加多少」 may want points
    holding = [r for r in ranked if _holds(asked, r.statement, kinds, units)]
    holding = [r for r in holding if not is_of_others(asked.question, r.statement)] or holding
    if not holding:
        near = (r.statement for r in ranked if r.score > ranked[0].score - _CLEARLY)
        worded = next((s for s in near if _in_words(kinds, s)), None)
        return _said(asked, worded) if worded else None
    if ranked[0].score > holding[0].score + _CLEARLY:
        if _GIVEN_BARE.search(ranked[0].statement.words):
            return None
        return _said(asked, ranked[0].statement)
    if _ON_A_DAY.search(asked.question.folded):
        dated = [r for r in holding if any(f.kind == "date" for f in r.statement.figures)]
        if dated and dated[0].score > holding[0].score - _CLEARLY:
            holding, kinds = dated, frozenset({"date"})
    first = holding[0].statement
    if asks_several(asked.question) and len(_inside(asked, first)) <= _FEW:
        return _said(asked, first)  # its other figure may be the other thing that is asked
    told = [r.statement for r in holding[:_TOLD] if r.score >= holding[0].score - _UNSURE]
    taken = [opposed(asked.question.folded, s.words) for s in told]
    told = [s for s, side in zip(told, taken, strict=True) if side == max(taken)]
    if (change := asked.changed(first)) and _holds(asked, change, kinds, units):
        told = [change, *(s for s in told if s is not change)]
    return _together([_figures_of(asked, s, kinds, units) for s in told])


def _in_words(kinds: frozenset[str], sentence: Statement) -> bool:
    """Whether a sentence says in words what would be a figure: 「自次月起」, 「全额退还」."""
    of_time = kinds & {"date", "period"} and _TIME_WORDS.search(sentence.words)
    of_sum = kinds & {"money", "percent"} and _SUM_WORDS.search(sentence.words)
    return bool(of_time or of_sum)


def _figures_of(
    asked: Asked, sentence: Statement, kinds: frozenset[str], units: frozenset[str]
) -> Piece:
    """What a sentence says of the figure asked for; its words where that is tied to nothing."""
    members = _members(asked, sentence, kinds, units)
    if _divided(members):
        return _said(asked, sentence)
    ranked = pick(asked.question, asked.vector, members)
    return figures_said(ranked, _inside(asked, sentence)) or _said(asked, sentence)


def _divided(members: Sequence[Statement]) -> bool:
    """Whether figures are the shares of one whole, 50%, 30% and 20%, of which one says little."""
    shares = [f.value for m in members for f in m.figures if f.kind == "percent"]
    return len(shares) > 1 and sum(shares) == _WHOLE


def _together(pieces: Sequence[Piece]) -> Piece:
    """The first piece, and the next ones that say something else as far as there is room."""
    told = pieces[0]
    for piece in pieces[1:]:
        words = f"{told.words.rstrip('。；;')}；{piece.words}"
        if _says_as_much(told, piece) or len(words) > SHORT:
            continue
        told = Piece(words, tuple(dict.fromkeys((*told.citations, *piece.citations))))
    return told


def _holds(asked: Asked, sentence: Statement, kinds: frozenset[str], units: frozenset[str]) -> bool:
    """Whether a sentence has a figure of the kind asked for, be it of no fact (每月10日前)."""
    return bool(_members(asked, sentence, kinds, units)) or any(
        f.kind in kinds or f.unit in units for f in sentence.figures
    )


def _members(
    asked: Asked, sentence: Statement, kinds: frozenset[str], units: frozenset[str]
) -> list[Statement]:
    """The figures of a sentence that are of the kind asked for."""
    inside = _inside(asked, sentence)
    by_unit = [s for s in inside if any(f.unit in units for f in s.figures)]
    of_kind = by_unit or [s for s in inside if any(f.kind in kinds for f in s.figures)]
    given = [s for s in of_kind if any(f.kind in ("amount", "percent") for f in s.facts)]
    return given if given and asked.question.wants(Ask.AMOUNT, Ask.PERCENT) else of_kind


def _inside(asked: Asked, sentence: Statement) -> list[Statement]:
    """The figures of a sentence."""
    return [
        s for s in asked.clause.statements
        if s.facts and sentence.start <= s.start < sentence.end
    ]  # fmt: skip


def _said(asked: Asked, sentence: Statement) -> Piece:
    return sentence_said(sentence, words_asked(asked.question.core), asked.known.weights)


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
        return _said(asked, change)
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
    piece = _said(asked, first)
    if apart := asked.ruled_apart(first):
        return _together([piece, _said(asked, apart)])
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
