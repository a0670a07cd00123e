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

from bot import places, ranking, scope, twofold
from bot.coined import unknown_name
from bot.compose import (
    compare,
    document,
    eligibility,
    english,
    enumeration,
    fact,
    listing,
    lookup,
    meta,
    premise,
    refusal,
    unspecified,
)
from bot.compose.wording import SHORT
from bot.draft import Draft, ref
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
from bot.terms import content, grams, subject
from corpus.figures import figures
from corpus.text import fold
from index.encoder import Floats
from index.retriever import Hit

Search = Callable[[str, str | None, str], tuple[list[Hit], Floats]]

_AND_ALSO = re.compile(
    r"顺带(?:再)?(?:问|说)?(?:一?下)?|顺便(?:再)?(?:问)?(?:一?下)?|另外(?:再)?(?:问)?(?:一?下)?|再问(?:一?下)?|还想(?:再)?问(?:一?下)?|[??]\s*(?=\S)"
)
_ABOUT_AGENCY = re.compile(r"参不参与|参与|找|归|管|负责|算不算|是不是|吧|吗|牵")
_FAR_BETTER = 1.5  # in the scores of bot/ranking.py
# How near, in the scores of bot/ranking.py, the best sentence of another clause must be to be told
# as well; what is asked must be plain, and neither an agency nor a list.
_AS_WELL = 0.5
_PLAIN = frozenset(
    {
        Ask.AMOUNT,
        Ask.PERCENT,
        Ask.QUOTA,
        Ask.WHEN,
        Ask.DURATION,
        Ask.DEADLINE,
        Ask.TEXT,
        Ask.CONDITION,
        Ask.PENALTY,
    }
)
# Whether something may be done: no comparison, though it says 一起 or 各有.
_MAY_IT = re.compile(r"能不能|可不可以|能否|可否|行不行|可以[^,，。]{0,12}(?:吗|么|不)")
_FIGURED = (Ask.AMOUNT, Ask.PERCENT, Ask.QUOTA, Ask.WHEN, Ask.COUNT)
_DIFFER = re.compile(r"区别|不同|不一样|差别|差异")  # what two clauses say is wanted, not a figure
_TELLING = 6  # characters of a subject that a question without a word of asking must have
_GENERAL = 2.0  # how much worse than the best one a sentence on procedure may fit
_FIRST_OF = re.compile(r"打头|开头|头一|首条|第一条|最前")


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
        answered = conversation.answer(asked, found)
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

    def _several(self, asked: Question) -> Draft | None:
        """「甲谁牵头，顺带再问乙给多少」: each part answered, where each asks something of its own."""
        parts = [p.strip(" ,，。;；") for p in _AND_ALSO.split(asked.folded)]
        questions = [understand(p) for p in parts if p]
        if len(questions) != 2 or asked.wants(Ask.COMPARE):
            return None
        if any(
            len(subject(q.core)) < (_TELLING if q.asks == (Ask.TEXT,) else 2) for q in questions
        ):
            return None
        drafts = [self._single(*self.find(q)) for q in questions]
        if any(d.status != "answered" for d in drafts):
            return None
        return Draft(
            "answered", "".join(d.summary for d in drafts),
            tuple(dict.fromkeys(c for d in drafts for c in d.citations)),
            derived=tuple(w for d in drafts for w in d.derived),
        )  # fmt: skip

    def alone(self, asked: Question, found: Found) -> Draft:
        """The answer to a question that leans on no other; one that puts a figure forward is
        asked what it should be."""
        put = premise.read(asked)
        if put is None or not put.sure:
            return self._several(asked) or self._single(asked, found)
        plain = self._single(*self.find(put.question))
        if judged := premise.judge(put, plain):
            return judged
        draft = self._several(asked) or self._single(asked, found)
        if draft.status != "answered":
            return plain
        return premise.judge(put, draft) or draft

    def _single(self, asked: Question, found: Found) -> Draft:
        hits, vector = found
        known = self._known[self._policy or hits[0].clause.policy]
        if refusal.asks_to_write(asked):
            return refusal.not_written(known)
        if away := places.elsewhere(asked.folded, known.here, known.local_text):
            return refusal.other_place(away, known)
        if places.other_level(asked.folded, known.here):
            return refusal.other_place("市县一级", known)
        if name := unknown_name(asked.folded, known.text):
            return refusal.no_such_name(
                name,
                [known.clause(h.clause.n) for h in hits[:3] if h.clause.policy == known.policy.id],
            )
        if lookup.asks_where(asked) and (draft := lookup.where(asked, known)):
            return draft
        if len(asked.clause_refs) == 2:
            named = [c for n in asked.clause_refs if (c := lookup.by_number(known, n))]
            figured = asked.wants(*_FIGURED) or (
                asked.wants(Ask.COMPARE) and not _DIFFER.search(asked.folded)
            )
            if (
                len(named) == 2
                and asked.wants(Ask.COMPARE)
                and figured
                and (draft := compare.answer(asked, known, hits, self.find, named))
            ):
                return draft
            if len(named) == 2 and not figured and not asked.wants(Ask.AGENCY, Ask.CONDITION):
                return lookup.several(named)
        if _FIRST_OF.search(asked.folded) and (first := lookup.first_of_named(known, asked)):
            return lookup.whole(first)
        if len(asked.clause_refs) < 2 and (draft := self._by_number(asked, known, hits, vector)):
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

    def _by_number(
        self, asked: Question, known: KnownPolicy, hits: list[Hit], vector: Floats
    ) -> Draft | None:
        if 1 <= (last := lookup.from_the_end(asked)) <= len(known.clauses):
            return lookup.whole(known.clauses[-last])
        if asked.section_refs and not asked.clause_refs:
            if _FIRST_OF.search(asked.folded) and (
                first := lookup.first_of_section(known, asked.section_refs[0])
            ):
                return lookup.whole(first)
            return lookup.section_summary(known, asked.section_refs[0])
        if not asked.clause_refs:
            return None
        section = asked.section_refs[0] if asked.section_refs else 0
        found = lookup.by_number(known, asked.clause_refs[0], section)
        if found is None:
            return lookup.missing(known, asked.clause_refs[0])
        if asked.wants(Ask.COMPARE) and (
            draft := compare.answer(asked, known, hits, self.find, [found])
        ):
            return draft
        if sentence := lookup.sentence(found, asked):
            return sentence
        if asked.asks != (Ask.TEXT,) or len(content(asked.core)) > 12 or asked.yes_no:
            if not re.search(
                r"原文|全文|内容|讲|说的?什么|(?:写|说|定)的|怎么(?:写|说|定)|写的?什么|念|复制|哪方面|规定",
                asked.folded,
            ):
                return self.of_clause(asked, vector, known, found, hits)
        return lookup.whole(found, asked.item_ref)

    def _by_meaning(self, asked: Question, hits: list[Hit], vector: Floats, many: bool) -> Draft:
        top = hits[0]
        known = self._known[top.clause.policy]
        if scope.empty(asked):
            return Draft(
                "clarify", "请说明想问哪一项措施。", related=tuple(ref(h.clause) for h in hits[:4])
            )
        reading = self.read(asked, vector, known, hits)
        found = self._enumerated(asked, reading, known)
        in_scope = scope.confidence(
            asked, hits, reading, known
        ) >= self._threshold or scope.spelled_out(asked, reading)
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
            return refusal.out_of_scope(
                [known.clause(h.clause.n) for h in hits[:3] if h.clause.policy == known.policy.id],
                known,
            )
        if found and found.form == "parts":
            return _listed(found, hits)
        if many and (draft := listing.topical(asked, known, hits)):
            return draft
        if found and not (asked.wants(Ask.AGENCY) and known.agencies):
            return _listed(found, hits)
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
            return self._or_else(
                asked, found_at=(hits, vector), known=known, reading=reading, draft=draft
            )
        if draft.status != "refused" or nearest is clause or asked.wants(*scope.PROCEDURAL):
            return draft
        other = self.of_clause(asked, vector, known, nearest, hits)
        return other if other.status == "answered" else draft

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

    def _or_else(
        self, asked: Question, found_at: Found, known: KnownPolicy, reading: ranking.Reading,
        draft: Draft,
    ) -> Draft:  # fmt: skip
        """An answer, and that of another clause where a sentence of it fits as well."""
        if draft.table or asked.english or not _PLAIN.issuperset(asked.asks):
            return draft
        cited = {c.clause for c in draft.citations}
        scored = zip(reading.statements, reading.scores.tolist(), strict=True)
        rival = next(
            (
                s
                for s, score in scored
                if s.clause.n not in cited and score >= float(reading.scores[0]) - _AS_WELL
            ),
            None,
        )
        if rival is None or None in cited or len(cited) > 1:
            return draft
        hits, vector = found_at
        other = self.of_clause(asked, vector, known, known.clause(rival.clause.n), hits)
        both = f"{draft.summary.rstrip('。')}；{other.summary}"
        if other.status != "answered" or other.table or len(both) > 2 * SHORT:
            return draft
        return replace(
            draft,
            summary=both,
            citations=tuple(dict.fromkeys((*draft.citations, *other.citations))),
            derived=(*draft.derived, *other.derived),
        )

    @staticmethod
    def _clause_meant(
        asked: Question, hits: list[Hit], reading: ranking.Reading, known: KnownPolicy
    ) -> int:
        """The clause of the sentence that fits best; the nearest clause where its agencies are
        asked for, which are named for the clause as a whole, unless a sentence fits far better."""
        best, nearest = reading.statements[0].clause.n, hits[0].clause.n
        if not (asked.wants(Ask.AGENCY) and known.clause(nearest).clause.lead_agencies):
            return best
        scored = zip(reading.statements, reading.scores.tolist(), strict=True)
        own = max((score for s, score in scored if s.clause.n == nearest), default=-math.inf)
        return nearest if own > float(reading.scores[0]) - _FAR_BETTER else best

    def _regulating(
        self, ask: Ask, asked: Question, vector: Floats, known: KnownPolicy, hits: list[Hit]
    ) -> KnownClause | None:
        """The clause that lays down a matter of procedure for all benefits, if its sentence fits
        nearly as well as the best one."""
        pattern = scope.SAYS.get(ask)
        reading = self.read(asked, vector, known, hits)
        for statement, score in zip(reading.statements, reading.scores.tolist(), strict=True):
            if score < float(reading.scores[0]) - _GENERAL:
                return None
            if pattern and pattern.search(statement.words):
                return known.clause(statement.clause.n)
        return None

    def _twofold(self, asked: Question, known: KnownPolicy, clause: KnownClause) -> Draft | None:
        """Both things that are asked of one clause, where it answers each of them differently."""
        parts = twofold.parts(asked) or ()
        if (
            asked.wants(Ask.AGENCY)
            and clause.clause.lead_agencies + clause.clause.responsible_agencies
            and sum(part.wants(Ask.AGENCY) for part in parts) != 1
        ):
            return None  # the clause names them in one place, whatever else is asked
        drafts = []
        for part in parts:
            question, (hits, vector) = self.find(part)
            drafts.append(self.of_clause(question, vector, known, clause, hits))
        if len(drafts) < 2 or any(d.status != "answered" for d in drafts):
            return None
        first, second = drafts
        if (
            first.summary.rstrip("。") in second.summary
            or second.summary.rstrip("。") in first.summary
        ):
            return None
        return replace(
            first,
            summary=f"{first.summary.rstrip('。')}；{second.summary}",
            citations=tuple(dict.fromkeys((*first.citations, *second.citations))),
            derived=(*first.derived, *second.derived),
        )

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
        if asked.wants(*scope.PROCEDURAL) and not asked.wants(Ask.AGENCY):
            ask = next(a for a in asked.asks if a in scope.PROCEDURAL)
            if not scope.regulates(ask, clause):
                general = self._regulating(ask, asked, vector, known, hits)
                if general is not None and scope.regulates(ask, general):
                    return self.of_clause(asked, vector, known, general, hits)
                return refusal.not_regulated(asked, ask, clause, known)
        if not case and (both := self._twofold(asked, known, clause)):
            return both
        about = fact.Asked(asked, vector, known, clause, hits)
        candidates = [k for k in clause.facts if k.fact.kind in ("amount", "percent")]
        ranked = [r.known for r in rank_facts(asked, vector, candidates, known.weights)]
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
