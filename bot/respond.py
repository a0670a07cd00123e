"""Which composer answers a question: the order in which readings are tried.

A Responder lives for one question. Readings run from the most certain (a clause named by its
number) to the least (the clause nearest in meaning), and what none of them can answer is
refused or asked back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from time import perf_counter

from bot import claimed, joined, numbered, outside, procedure, ranking, scope
from bot.compose import (
    compare,
    document,
    eligibility,
    english,
    enumeration,
    fact,
    left_out,
    listing,
    lookup,
    meta,
    premise,
    refusal,
    unspecified,
)
from bot.compose.asked import Asked
from bot.draft import Draft, ref
from bot.english import places as english_places
from bot.english.chinese import in_chinese
from bot.enumerations import Enumeration
from bot.evidence import rank_facts
from bot.followup import Answered, Conversation
from bot.knowledge import KnownClause, KnownPolicy, PartSentence
from bot.mentions import mentions
from bot.narrowing import Found
from bot.question import Ask, Question, understand
from bot.rows import KnownRows
from bot.synonyms import official
from bot.tables import Tables
from bot.terms import grams, subject
from corpus.figures import figures
from corpus.text import fold
from index.encoder import Floats
from index.retriever import Hit

Search = Callable[[str, str | None, str], tuple[list[Hit], Floats]]

_ABOUT_AGENCY = re.compile(r"参不参与|参与|找|归|管|负责|算不算|是不是|吧|吗|牵")
# How much of the bar of confidence is asked of a clause that is the nearest one, is that of the
# best sentence, and enumerates what is to be listed: 「啥情况一分钱都拿不着」 has no word of it.
_ENUMERATES = 0.5
# The same of a clause that is only pointed at: 「商转公写在第几条」; its text shows whether it is.
_POINTED_AT = 0.5
_FAR_BETTER = 1.5  # in the scores of bot/ranking.py
# Whether something may be done: no comparison, though it says 一起 or 各有.
_MAY_IT = re.compile(r"能不能|可不可以|能否|可否|行不行|可以[^,，。]{0,12}(?:吗|么|不)")


class Responder:
    """Answers one question from known policies."""

    def __init__(
        self,
        known: Mapping[str, KnownPolicy],
        search: Search,
        today: date,
        policy: str | None,
        threshold: float = scope.THRESHOLD,
        rows: Mapping[str, KnownRows] | None = None,
    ) -> None:
        self._threshold = threshold
        self._tables = Tables(rows or {}, self)
        self._known = known
        self._search = search
        self._today = today
        self._policy = policy
        self.retrieved_at = 0.0

    def respond(self, asked: Question, turns: Sequence[str]) -> Answered:
        """The draft, what retrieval found, and the question as understood from earlier turns."""
        conversation = Conversation(self._known, self)
        for turn in turns:
            self._tables.hear(turn, conversation.hear(turn))
        asked, found = self.find(asked)
        self.retrieved_at = perf_counter()
        both = claimed.answer(asked, conversation, self)
        answered = both or conversation.answer(asked, found)
        return self._tables.gone_on(asked, answered) or answered

    def over(self, known: KnownPolicy, search: Search) -> Responder:
        """Who answers from one policy alone."""
        id_ = known.policy.id
        return Responder({id_: known}, search, self._today, id_, self._threshold)

    def search(self, text: str, also: str = "") -> tuple[list[Hit], Floats]:
        """All clauses by nearness to a text, best first, and the text's vector."""
        return self._search(text, self._policy, also)

    def find(self, asked: Question) -> tuple[Question, Found]:
        """The question with the official words for its everyday ones, and what is found with it."""
        among = [k for id_, k in self._known.items() if self._policy in (None, id_)]
        added = official(asked.core, lambda word: any(word in known.text for known in among))
        asked = replace(asked, official=added)
        if (
            asked.asks == (Ask.TEXT,)
            and _ABOUT_AGENCY.search(asked.folded)
            and any(mentions(asked.folded, k.agencies) for k in among)
        ):
            asked = replace(asked, asks=(Ask.AGENCY,))
        return asked, self._search(asked.core, self._policy, " ".join(asked.official_words))

    def alone(self, asked: Question, found: Found) -> Draft:
        """The answer to a question that leans on no other; one that puts a figure forward is
        asked what it should be."""
        if asked.english and (draft := self._read_in_chinese(asked, found)):
            return draft
        put = premise.read(asked)
        if put is None or not put.sure:
            return joined.several(asked, self) or self.single(asked, found)
        plain = self.single(*self.find(put.question))
        if judged := premise.judge(put, plain):
            known = self._known[self._policy or judged.citations[0].policy]
            return left_out.instead_of(judged, asked, known, found) or judged
        draft = joined.several(asked, self) or self.single(asked, found)
        if draft.status != "answered":
            return plain
        return premise.judge(put, draft) or draft

    def _read_in_chinese(self, asked: Question, found: Found) -> Draft | None:
        """What only the Chinese words of an English question tell: another place, a list of
        clauses, things compared, a case, a figure put forward; None for a plain question."""
        hits, vector = found
        known = self._known[self._policy or hits[0].clause.policy]
        if away := english_places.elsewhere(asked.folded, known.here):
            return refusal.other_place(away, known)
        if asked.clause_refs or document.asked_of_document(asked, known):
            return None
        words = in_chinese(asked.folded, lambda word: word in known.text, known.agencies)
        said = replace(understand(words), official=asked.official)
        if listing.asks_for_many(said) and (draft := listing.answer(said, known)):
            return draft
        if asked.wants(Ask.COMPARE) and (draft := self._compared(said, known, hits)):
            return draft
        case = said.yes_no or eligibility.tells_case(said)
        if not (said.figures and case):
            return None
        reading = self.read(asked, vector, known, hits)
        if scope.confidence(asked, hits, reading, known) < self._threshold:
            return None
        clause = known.clause(self._clause_meant(asked, hits, reading, known))
        if put := premise.read(said):
            return premise.judge(put, self.of_clause(put.question, vector, known, clause, hits))
        draft = self.of_clause(said, vector, known, clause, hits)
        return draft if draft.table and draft.table.kind == "checklist" else None

    def single(self, asked: Question, found: Found) -> Draft:
        """The answer to a question that asks one thing and puts no figure forward."""
        hits, vector = found
        known = self._known[self._policy or hits[0].clause.policy]
        if refused := outside.refused(asked, known, hits):
            return refused
        if lookup.asks_where(asked) and (draft := lookup.where(asked, known)):
            return draft
        if draft := numbered.answer(asked, found, known, self):
            return draft
        if not document.asked_of_document(asked, known) and (
            draft := self._tables.answer(asked, found, known)
        ):
            return draft
        many = listing.asks_for_many(asked)
        sides = asked.wants(Ask.COMPARE) and compare.names_sides(asked, known)
        if many and not sides and (draft := listing.answer(asked, known)):
            return draft
        if (keys := document.asked_of_document(asked, known)) and (
            draft := meta.answer(keys, known, self._today)
        ):
            return draft
        if keys == ["interpretation"]:
            return refusal.unsaid_of_itself("由谁负责解释", known)
        if draft := self._compared(asked, known, hits):
            return draft
        return self._by_meaning(asked, hits, vector, many)

    def _compared(self, asked: Question, known: KnownPolicy, hits: list[Hit]) -> Draft | None:
        """Things set side by side, where the clauses say what is asked of them."""
        if not compare.compares(asked):
            return None
        if not asked.wants(Ask.COMPARE) and _MAY_IT.search(asked.folded):
            return None
        if enumeration.of_differing(asked):
            return None
        if enumeration.of_each(asked) and not compare.names_sides(asked, known):
            return None
        filtered = listing.holding(asked, known) if asked.wants(Ask.COMPARE) else []
        draft = compare.extremes(asked, filtered) if filtered else None
        draft = draft or compare.answer(asked, known, hits, self.find)
        procedural = [ask for ask in asked.asks if ask in scope.PROCEDURAL]
        if draft is None or not procedural or asked.wants(Ask.AGENCY):
            return draft
        cited = [known.clause(c.clause) for c in draft.citations if c.clause]
        said = all(scope.regulates(ask, clause) for ask in procedural for clause in cited)
        return draft if said else None

    def _by_meaning(self, asked: Question, hits: list[Hit], vector: Floats, many: bool) -> Draft:
        top = hits[0]
        known = self._known[top.clause.policy]
        if scope.empty(asked):
            return Draft(
                "clarify", "请说明想问哪一项措施。", related=tuple(ref(h.clause) for h in hits[:4])
            )
        reading = self.read(asked, vector, known, hits)
        found = self._enumerated(asked, reading, known)
        bar = self._threshold
        if found and found.form == "parts" and found.clause.n == top.clause.n:
            bar *= _ENUMERATES
        if lookup.asks_where(asked):
            bar *= _POINTED_AT
        confident = scope.confidence(asked, hits, reading, known) >= bar
        in_scope = confident or scope.spelled_out(asked, reading)
        part = meta.best_part(asked, vector, known)
        words = grams(subject(asked.core))
        if (
            part
            and not (found and in_scope)
            and _may_answer(asked, part[0])
            and _holds(known, words, part[0].words) >= 0.15
            and part[1]
            > top.dense + 0.1 * _holds(known, words, known.clause(top.clause.n).words) + 0.01
        ):
            return meta.part_answer(part[0], known)
        if many and (draft := listing.printed(asked, known)):
            return draft
        if not in_scope:
            return self._not_said(asked, hits, reading, known)
        if found and found.form == "parts":
            return _listed(found, hits)
        if many and (draft := listing.topical(asked, known, hits)):
            return draft
        if found and not (asked.wants(Ask.AGENCY) and known.agencies):
            return _listed(found, hits)
        if base := unspecified.measure(asked, reading, known):
            return refusal.not_regulated(asked, Ask.AMOUNT, known.clause(base.clause.n), known)
        if promise := unspecified.sentence(asked, reading, known.weights):
            if not unspecified.has_figure(asked, promise, known):
                return unspecified.answer(asked, promise, known)
            draft = self.of_clause(asked, vector, known, known.clause(promise.clause.n), hits)
            if draft.status == "answered":
                return draft
        clause = known.clause(self._clause_meant(asked, hits, reading, known))
        if lookup.asks_where(asked):
            return self._where(asked, vector, known, hits, clause)
        draft = self.of_clause(asked, vector, known, clause, hits)
        nearest = known.clause(hits[0].clause.n)
        if draft.status == "answered":
            return joined.with_rival(draft, asked, (hits, vector), known, reading, self)
        if draft.status != "refused" or nearest is clause or asked.wants(*scope.PROCEDURAL):
            return draft
        other = self.of_clause(asked, vector, known, nearest, hits)
        return other if other.status == "answered" else draft

    def _not_said(
        self, asked: Question, hits: list[Hit], reading: ranking.Reading, known: KnownPolicy
    ) -> Draft:
        """The refusal of what the policy hardly answers: of the procedure alone, where it does
        speak of the matter."""
        nearest = outside.nearest(known, hits)
        procedural = [ask for ask in asked.asks if ask in scope.PROCEDURAL]
        speaks = scope.confidence(asked, hits, reading, known, of_matter=True) >= self._threshold
        if procedural and speaks and not scope.regulates(procedural[0], nearest[0]):
            return refusal.not_regulated(asked, procedural[0], nearest[0], known)
        return refusal.out_of_scope(nearest, known)

    def _where(
        self, asked: Question, vector: Floats, known: KnownPolicy, hits: list[Hit],
        clause: KnownClause,
    ) -> Draft:  # fmt: skip
        """The number of the clause that says it, and what it says."""
        draft = self.of_clause(replace(asked, asks=(Ask.TEXT,)), vector, known, clause, hits)
        if draft.status != "answered" or draft.table:
            return draft
        place = lookup.numbered(clause)
        return replace(draft, summary=f"{place}：{draft.summary}", derived=(*draft.derived, place))

    @staticmethod
    def _clause_meant(
        asked: Question, hits: list[Hit], reading: ranking.Reading, known: KnownPolicy
    ) -> int:
        """The clause of the sentence that fits best; the nearest clause where its agencies are
        asked for, which are named for the clause as a whole, unless a sentence fits far better."""
        best, nearest = reading.statements[0].clause.n, hits[0].clause.n
        clause = known.clause(nearest).clause
        agencies = clause.lead_agencies or clause.responsible_agencies
        if not (asked.wants(Ask.AGENCY) and agencies):
            return best
        scored = zip(reading.statements, reading.scores.tolist(), strict=True)
        own = max((score for s, score in scored if s.clause.n == nearest), default=-math.inf)
        return nearest if own > float(reading.scores[0]) - _FAR_BETTER else best

    def _enumerated(
        self, asked: Question, reading: ranking.Reading, known: KnownPolicy
    ) -> Enumeration | None:
        """What a clause enumerates of the matter asked about; a matter of procedure only where
        that clause regulates it."""
        if not enumeration.wanted(asked):
            return None
        found = enumeration.find(asked, reading)
        if found is None or asked.wants(Ask.AGENCY) or not asked.wants(*scope.PROCEDURAL):
            return found
        ask = next(a for a in asked.asks if a in scope.PROCEDURAL)
        return found if scope.regulates(ask, known.clause(found.clause.n)) else None

    def read(
        self, asked: Question, vector: Floats, known: KnownPolicy, hits: Sequence[Hit]
    ) -> ranking.Reading:
        """The sentences of the policy's clauses nearest in meaning, by fitness."""
        near = [h for h in hits if h.clause.policy == known.policy.id][: ranking.DEPTH]
        candidates = [
            s for h in near for s in known.clause(h.clause.n).statements if not s.facts
        ]  # fmt: skip
        return ranking.read(asked, vector, candidates, near, known.weights)

    def of_clause(
        self,
        asked: Question,
        vector: Floats,
        known: KnownPolicy,
        clause: KnownClause,
        hits: list[Hit],
        *,
        case: bool = False,
    ) -> Draft:
        """The answer from one clause; a refusal where it does not say what is asked.

        Args:
            case: Whether the question tells figures of a case, to be held against the conditions.
        """
        if draft := procedure.elsewhere(asked, (hits, vector), known, clause, self):
            return draft
        if not case and (both := joined.of_clause(asked, known, clause, self)):
            return both
        about = Asked(asked, vector, known, clause, hits)
        candidates = [k for k in clause.facts if k.fact.kind in ("amount", "percent")]
        ranked = [r.known for r in rank_facts(asked, vector, candidates, known.weights)]
        if draft := left_out.answer(about):
            return draft
        if eligibility.asks_whether(asked) or eligibility.tells_case(asked) or case:
            if draft := eligibility.answer(about, ranked):
                return draft
        if put := premise.read(asked):
            draft = self.of_clause(put.question, vector, known, clause, hits)
            if judged := premise.judge(put, draft):
                return judged
        piece = fact.answer(about)
        how_much = re.search(r"多少|几|how much", asked.folded)
        if (
            piece is None
            and asked.yes_no
            and not (how_much and asked.wants(Ask.PERCENT, Ask.AMOUNT))
        ):
            piece = fact.text(about)
        if piece is None:
            return refusal.not_regulated(asked, asked.asks[0], clause, known)
        related = tuple(ref(h.clause) for h in hits[1:4])
        if asked.english:
            return english.draft(asked, about, piece, related)
        return Draft("answered", _stop(piece.words), piece.citations, related)


def _listed(found: Enumeration, hits: list[Hit]) -> Draft:
    piece = enumeration.said(found)
    related = tuple(ref(h.clause) for h in hits[:4] if h.clause.n != found.clause.n)[:3]
    return Draft("answered", _stop(piece.words), piece.citations, related)


def _may_answer(asked: Question, part: PartSentence) -> bool:
    """Whether a sentence of header or closing has the kind of figure that is asked for, if any."""
    kinds = ranking.wanted_kinds(asked)
    return not kinds or any(f.kind in kinds for f in figures(fold(part.text)))


def _holds(known: KnownPolicy, words: AbstractSet[str], text: frozenset[str]) -> float:
    """Share of the question's weight that a text holds; 0 where the question says nothing."""
    return known.weights.coverage(words, set(text)) if words else 0.0


def _stop(words: str) -> str:
    return words if words.endswith(("。", "？", "…")) else words.rstrip("；;,，") + "。"
