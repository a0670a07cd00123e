"""Which composer answers a question: the order in which readings are tried.

A Responder lives for one question. Readings run from the most certain (a clause named by its
number) to the least (the clause nearest in meaning), and what none of them can answer is
refused or asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter

from bot import context, places, scope
from bot.compose import compare, eligibility, english, fact, listing, lookup, meta, premise, refusal
from bot.context import Focus
from bot.draft import Draft, ref
from bot.evidence import rank_facts, words_of
from bot.knowledge import KnownClause, KnownPolicy
from bot.mentions import mentions
from bot.question import Ask, Question, understand
from bot.synonyms import official
from bot.terms import content, grams, subject
from index.encoder import Floats
from index.retriever import Hit

Search = Callable[[str, str | None], tuple[list[Hit], Floats]]
Found = tuple[list[Hit], Floats]

_PROCEDURAL = (
    Ask.CONTACT, Ask.MATERIALS, Ask.PROCEDURE, Ask.DEADLINE, Ask.DURATION,
    Ask.PENALTY, Ask.STACKING, Ask.STATISTICS,
)  # fmt: skip
_AND_ALSO = re.compile(
    r"顺带(?:再)?(?:问|说)?(?:一?下)?|顺便(?:再)?(?:问)?(?:一?下)?|另外(?:再)?(?:问)?(?:一?下)?|再问(?:一?下)?|还想(?:再)?问(?:一?下)?|[??]\s*(?=\S)"
)
_NEAR = 6  # a follow-up about what was spoken of is near to it in meaning
_ABOUT_AGENCY = re.compile(r"参不参与|参与|找|归|管|负责|算不算|是不是|吧|吗|牵")
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
    ) -> None:
        self._threshold = threshold
        self._known = known
        self._search = search
        self._today = today
        self._policy = policy
        self.retrieved_at = 0.0

    def respond(self, asked: Question, turns: Sequence[str]) -> tuple[Draft, list[Hit], str]:
        """The draft, what retrieval found, and the question as understood from earlier turns."""
        focus = self._focus(turns)
        asked, found = self.find(asked)
        self.retrieved_at = perf_counter()
        return (*self._answer(asked, found, focus),)

    def find(self, asked: Question) -> tuple[Question, Found]:
        """The question with the official words for its everyday ones, and what is found with it."""
        among = [k for id_, k in self._known.items() if self._policy in (None, id_)]
        added = official(asked.core, lambda word: any(word in known.text for known in among))
        asked = replace(asked, core=f"{asked.core} {' '.join(added)}".strip())
        if (
            asked.asks == (Ask.TEXT,)
            and _ABOUT_AGENCY.search(asked.folded)
            and any(mentions(asked.folded, k.agencies) for k in among)
        ):
            asked = replace(asked, asks=(Ask.AGENCY,))
        return asked, self._search(asked.core, self._policy)

    def _focus(self, turns: Sequence[str]) -> Focus | None:
        """What the earlier turns were about, read one after the other."""
        focus: Focus | None = None
        for turn in turns:
            asked, found = self.find(understand(turn))
            draft, _, resolved = self._answer(asked, found, focus)
            focus = self._next_focus(asked, draft, found[0], resolved, focus)
        return focus

    def _next_focus(
        self, asked: Question, draft: Draft, hits: list[Hit], resolved: str, before: Focus | None
    ) -> Focus | None:
        cited = tuple(
            dict.fromkeys(
                c.clause
                for c in draft.citations
                if c.clause and c.policy == draft.citations[0].policy
            )
        )
        if not cited and draft.related:
            cited = (draft.related[0].clause,)
        if not cited:
            return before
        policy = (draft.citations or draft.related)[0].policy
        if before and before.policy != policy:
            before = None  # its ordinals count clauses of another policy
        listed = cited if len(cited) > 1 else before.listed if before else ()
        asks = asked.asks if asked.asks != (Ask.TEXT,) or not before else before.asks
        if draft.table and draft.table.kind == "list":
            asks = (Ask.TEXT,)  # one of a list is asked about for what it says
        return Focus(
            policy, cited, listed, before.clauses if before else (), asks, resolved or asked.text
        )

    def _several(self, asked: Question) -> Draft | None:
        """「甲谁牵头，顺带再问乙给多少」: each part answered, where each asks something of its own."""
        parts = [p.strip(" ,，。;；") for p in _AND_ALSO.split(asked.folded)]
        questions = [understand(p) for p in parts if p]
        if len(questions) != 2 or any(
            q.asks == (Ask.TEXT,) or len(subject(q.core)) < 2 for q in questions
        ):
            return None
        drafts = [self._alone(*self.find(q)) for q in questions]
        if any(d.status != "answered" for d in drafts):
            return None
        return Draft(
            "answered", "".join(d.summary for d in drafts),
            tuple(dict.fromkeys(c for d in drafts for c in d.citations)),
            derived=tuple(w for d in drafts for w in d.derived),
        )  # fmt: skip

    def _answer(
        self, asked: Question, found: Found, focus: Focus | None
    ) -> tuple[Draft, list[Hit], str]:
        hits, vector = found
        known = self._known[self._policy or hits[0].clause.policy]
        if places.elsewhere(asked.folded, known.here, known.local_text):
            focus = None
        if focus is not None and focus.policy in self._known:
            known_then = self._known[focus.policy]
            if switched := self._switched(asked, focus, known_then):
                return self._alone(*self.find(understand(switched))), hits, switched
            if context.refers_back(asked, focus, known_then, [h.clause.n for h in hits[:_NEAR]]):
                return self._follow(asked, found, focus, known_then)
            if asked.asks == (Ask.TEXT,) and re.search(r"呢[??]?$", asked.folded) and focus.asks:
                asked = replace(asked, asks=focus.asks)
                return self._alone(asked, found), hits, ""
        return self._several(asked) or self._alone(asked, found), hits, ""

    def _switched(self, asked: Question, focus: Focus, known: KnownPolicy) -> str:
        """「省发改委牵头哪些措施」 … 「商务厅呢」: the earlier question with the agency exchanged."""
        now, then = mentions(asked.folded, known.agencies), mentions(focus.question, known.agencies)
        short = len(content(asked.core)) <= 10
        if (
            len(now) == 1
            and len(then) == 1
            and short
            and listing.asks_for_many(understand(focus.question))
        ):
            return focus.question.replace(then[0].said, now[0].said)
        return ""

    def _follow(
        self, asked: Question, found: Found, focus: Focus, known: KnownPolicy
    ) -> tuple[Draft, list[Hit], str]:
        """Answer about the clauses that the earlier turns were about."""
        hits, vector = found
        numbers = context.pointed_at(asked, focus, len(known.clauses))
        clauses = [known.clause(n) for n in numbers]
        if not clauses:
            return (
                Draft(
                    "clarify",
                    "请说明想问哪一项措施。",
                    related=tuple(ref(h.clause) for h in hits[:4]),
                ),
                hits,
                "",
            )
        resolved = f"{'、'.join(f'{c.clause.label}{c.clause.title[:20]}' for c in clauses[:2])}：{asked.text}"
        if context.steps(asked):
            return lookup.whole(clauses[0]), hits, resolved
        asks = asked.asks if asked.asks != (Ask.TEXT,) else self._inherited(asked, focus)
        if context.is_new_member(asked, focus) and asks == (Ask.LIST,):
            asks = (Ask.TEXT,)
        asked = replace(asked, asks=asks)
        if asked.wants(Ask.COMPARE) and (
            draft := compare.answer(asked, known, hits, clauses if len(clauses) > 1 else ())
        ):
            return draft, hits, resolved
        return (
            self._of_clause(asked, vector, known, clauses[0], hits, earlier=focus.question),
            hits,
            resolved,
        )

    def _inherited(self, asked: Question, focus: Focus) -> tuple[Ask, ...]:
        """A follow-up that names no kind of answer wants that of the question before, unless
        it asks something of its own."""
        bare = (
            re.search(r"呢[??]?$", asked.folded) or len(subject(asked.core).replace(" ", "")) <= 8
        )
        kept = tuple(a for a in focus.asks if a not in (Ask.LIST, Ask.COUNT, Ask.COMPARE))
        return kept if bare and kept and not asked.yes_no else (Ask.TEXT,)

    def _alone(self, asked: Question, found: Found) -> Draft:
        hits, vector = found
        known = self._known[self._policy or hits[0].clause.policy]
        if away := places.elsewhere(asked.folded, known.here, known.local_text):
            return refusal.other_place(away, known)
        if places.other_level(asked.folded, known.here):
            return refusal.other_place("市县一级", known)
        if len(asked.clause_refs) == 2 and asked.wants(Ask.COMPARE):
            named = [c for n in asked.clause_refs if (c := lookup.by_number(known, n))]
            if len(named) == 2 and (draft := compare.answer(asked, known, hits, named)):
                return draft
        if len(asked.clause_refs) < 2 and (draft := self._by_number(asked, known, hits, vector)):
            return draft
        many = listing.asks_for_many(asked)
        if many and (draft := listing.answer(asked, known)):
            return draft
        if (keys := meta.asked_of_document(asked, known)) and (
            draft := meta.answer(keys, known, self._today)
        ):
            return draft
        procedural = asked.wants(*_PROCEDURAL) and not asked.wants(Ask.AGENCY)
        if asked.wants(Ask.COMPARE) and not procedural:
            filtered = listing.holding(asked, known)
            draft = compare.extremes(asked, filtered) if filtered else None
            if draft := draft or compare.answer(asked, known, hits):
                return draft
        return self._by_meaning(asked, hits, vector, many)

    def _by_number(
        self, asked: Question, known: KnownPolicy, hits: list[Hit], vector: Floats
    ) -> Draft | None:
        if lookup.last_asked(asked):
            return lookup.whole(known.clauses[-1])
        if asked.section_refs and not asked.clause_refs:
            if _FIRST_OF.search(asked.folded) and (
                first := lookup.first_of_section(known, asked.section_refs[0])
            ):
                return lookup.whole(first)
            return lookup.section_summary(known, asked.section_refs[0])
        if not asked.clause_refs:
            return None
        found = lookup.by_number(known, asked.clause_refs[0])
        if found is None:
            return lookup.missing(known, asked.clause_refs[0])
        if asked.wants(Ask.COMPARE) and (draft := compare.answer(asked, known, hits, [found])):
            return draft
        if sentence := lookup.sentence(found, asked):
            return sentence
        if asked.asks != (Ask.TEXT,) or len(content(asked.core)) > 12 or asked.yes_no:
            if not re.search(
                r"原文|全文|内容|讲|说的?什么|(?:写|说|定)的|怎么(?:写|说|定)|写的?什么|念|复制|哪方面|规定",
                asked.folded,
            ):
                return self._of_clause(asked, vector, known, found, hits)
        return lookup.whole(found, asked.item_ref)

    def _by_meaning(self, asked: Question, hits: list[Hit], vector: Floats, many: bool) -> Draft:
        top = hits[0]
        known = self._known[top.clause.policy]
        if scope.empty(asked):
            return Draft(
                "clarify", "请说明想问哪一项措施。", related=tuple(ref(h.clause) for h in hits[:4])
            )
        part = meta.best_part(asked, vector, known)
        words = grams(subject(asked.core))
        if (
            part
            and _holds(known, words, part[0].words) >= 0.15
            and part[1]
            > top.dense + 0.1 * _holds(known, words, known.clause(top.clause.n).words) + 0.01
        ):
            return meta.part_answer(part[0], known)
        if scope.outside(asked, hits, self._threshold):
            return refusal.out_of_scope(
                [known.clause(h.clause.n) for h in hits[:3] if h.clause.policy == known.policy.id],
                known,
            )
        if many and (draft := listing.topical(asked, known, hits)):
            return draft
        return self._of_clause(asked, vector, known, known.clause(top.clause.n), hits)

    def _of_clause(
        self,
        asked: Question,
        vector: Floats,
        known: KnownPolicy,
        clause: KnownClause,
        hits: list[Hit],
        earlier: str = "",
    ) -> Draft:
        """The answer from one clause; a refusal where it does not say what is asked."""
        if asked.wants(*_PROCEDURAL) and not asked.wants(Ask.AGENCY):
            ask = next(a for a in asked.asks if a in _PROCEDURAL)
            if not scope.regulates(ask, clause):
                return refusal.not_regulated(asked, ask, clause, known)
        hit = next((h for h in hits if h.clause.id == clause.clause.id), None)
        units = [(u.start, u.end, u.score) for u in hit.units] if hit else []
        seen = asked
        if earlier and not self._tells(asked, clause):
            seen = replace(asked, core=f"{asked.core} {earlier}")
        about = fact.Asked(seen, vector, known, clause, units)
        candidates = [k for k in clause.facts if k.fact.kind in ("amount", "percent")]
        ranked = [r.known for r in rank_facts(seen, vector, candidates, known.weights)]
        if eligibility.asks_whether(asked) or (earlier and asked.figures):
            if draft := eligibility.answer(asked, clause, ranked):
                return draft
        plain = rank_facts(seen, vector, candidates, known.weights, by_figure=False)
        if draft := premise.answer(asked, clause, [r.known for r in plain]):
            return draft
        if earlier and asked.asks == (Ask.TEXT,) and subject(asked.core):
            about = replace(about, question=asked)
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
        if earlier and asked.asks == (Ask.TEXT,):
            title = f"{clause.clause.label}{clause.clause.title}"
            piece = fact.Piece(f"{title}：{piece.words}", piece.citations)
        related = tuple(ref(h.clause) for h in hits[1:4])
        if asked.english:
            return english.draft(asked, about, piece, related)
        return Draft("answered", _stop(piece.words), piece.citations, related)

    def _tells(self, asked: Question, clause: KnownClause) -> bool:
        """Whether words of the question itself tell the facts of a clause from one another."""
        words = words_of(asked)
        return any(0 < sum(g in k.words for k in clause.facts) < len(clause.facts) for g in words)


def _holds(known: KnownPolicy, words: set[str], text: frozenset[str]) -> float:
    """Share of the question's weight that a text holds; 0 where the question says nothing."""
    return known.weights.coverage(words, set(text)) if words else 0.0


def _stop(words: str) -> str:
    return words if words.endswith(("。", "？", "…")) else words.rstrip("；;,，") + "。"
