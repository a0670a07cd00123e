"""Answering a question that leans on the turns before it.

The turns are read one after the other, each with what the ones before were about in focus. A
follow-up is made a whole question (bot/exchange.py) and answered by the sentence that fits best
over the policy, the clauses in focus preferred; one that says nothing of its own, or points at
a clause, stays with that clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

from bot import context, exchange, narrowing, places, twofold
from bot.compose import compare, document, listing, lookup
from bot.composer import Composer
from bot.context import Focus
from bot.counterparts import LIMITS, MOST
from bot.draft import Draft, ref
from bot.english import places as english_places
from bot.english.chinese import matter
from bot.joined import adds, both
from bot.knowledge import KnownClause, KnownPolicy
from bot.mentions import mentions
from bot.narrowing import Found, Leaning
from bot.nouns import unmentioned
from bot.question import Ask, Question, understand
from bot.synonyms import everyday
from bot.terms import content
from index.retriever import Hit

Answered = tuple[Draft, list[Hit], str]

_NEAR = 6  # a follow-up about what was spoken of is near to it in meaning
# Asks that the figures of a case are held against the conditions for.
_CASE = frozenset({Ask.TEXT, Ask.AMOUNT, Ask.CONDITION})
_IN_FOCUS = 1.0  # what a clause spoken of is preferred by, in the scores of bot/ranking.py
_OTHER_SIDE = 2.0  # the same, where only a side was exchanged for another
# What is said of the answer before, not of the policy.
_REMARK = re.compile(
    r"(?:(?:太|有点|好)?(?:长|啰嗦|复杂|笼统)了?|(?:说|讲)?(?:得)?(?:再)?(?:简单|简短|具体|详细|清楚)(?:点|些|一点|一些)"
    r"|说人话|(?:没|不)(?:太)?(?:看|听)?(?:懂|明白)|(?:看|听)不懂|再说一遍|[\s,，。.!！?？了吧啊]){1,8}"
)
_SIDE_FIRST = re.compile("[^,，]*呢[,，]")
_MODAL = re.compile(r"多长(?:时间)?|几时|百分之[几多]少?|能(?![源力量耗效])|[要会得]")


class Conversation:
    """What was spoken of, and the answers to what leans on it. Lives for one question."""

    def __init__(self, known: Mapping[str, KnownPolicy], composer: Composer) -> None:
        self._known = known
        self._composer = composer
        self._focus: Focus | None = None

    def hear(self, turn: str) -> Draft:
        """Read a turn and keep what it is about in focus; what it was answered."""
        if _REMARK.fullmatch(turn.strip()):
            return Draft("chat", "")
        asked, found = self._composer.find(understand(turn))
        draft, _, resolved = self.answer(asked, found)
        self._focus = _next_focus(asked, draft, resolved, self._focus)
        return draft

    def answer(self, asked: Question, found: Found) -> Answered:
        """The draft, what retrieval found, and the question as understood from earlier turns."""
        focus = self._focus
        known = self._known.get(focus.policy) if focus else None
        if focus is None or known is None:
            return self._alone(asked, found)
        if places.elsewhere(asked.folded, known.here, known.local_text):
            return self._alone(asked, found)
        if asked.english and _stands_alone(asked, known):
            return self._alone(asked, found)
        if asked.english and (whole := _in_english(asked, focus, known)):
            return self._alone(*self._composer.find(whole))
        if asked.english and focus.clauses and _only_asks(asked, known):
            clause = known.clause(focus.clauses[0])
            draft = self._composer.of_clause(asked, found[1], known, clause, found[0])
            named = f"{clause.clause.label} {clause.clause.title[:20]}: {asked.text}"
            return draft, found[0], named
        if document.names_itself(asked) and document.asked_of_document(asked, known):
            return self._alone(asked, found)
        if switched := _switched(asked, focus, known):
            return self._alone(*self._composer.find(understand(switched)), switched)
        if new := context.subject_of_its_own(asked):
            return self._alone(*self._composer.find(understand(new)), new)
        if listing.asks_for_many(asked) and mentions(asked.folded, known.agencies):
            return self._alone(asked, found)  # 「省商务厅一共管几条」 leans on nothing
        near = [h.clause.n for h in found[0][:_NEAR]]
        strange = _strange(asked, known)
        may_lean = (
            not (strange or asked.clause_refs or asked.section_refs or asked.english)
            and found[0][0].clause.policy == focus.policy
        )
        if context.refers_back(asked, focus, known, near, strange=strange) or (
            may_lean
            and (
                context.is_joined(asked, focus)
                or (
                    not context.names_another(asked, focus, known)
                    and self._lands(asked, found, focus, known)
                )
            )
        ):
            return self._follow(asked, found, focus, known)
        alone = self._alone(asked, found)
        if alone[0].status == "answered" or not may_lean or _of_another(alone[0], focus):
            return alone
        leaning = self._follow(asked, found, focus, known)
        return leaning if leaning[0].status == "answered" else alone

    def _alone(self, asked: Question, found: Found, resolved: str = "") -> Answered:
        return self._composer.alone(asked, found), found[0], resolved

    def _follow(self, asked: Question, found: Found, focus: Focus, known: KnownPolicy) -> Answered:
        """Answer about what the earlier turns were about."""
        clauses = [
            known.clause(n) for n in context.pointed_at(asked, focus, len(known.clauses))
        ]  # fmt: skip
        if not clauses:
            related = tuple(ref(h.clause) for h in found[0][:4])
            return Draft("clarify", "请说明想问哪一项措施。", related=related), found[0], ""
        named = f"{'、'.join(f'{c.clause.label}{c.clause.title[:20]}' for c in clauses[:2])}：{asked.text}"
        if context.steps(asked):
            return lookup.whole(clauses[0]), found[0], named
        if asked.wants(Ask.COMPARE) and (
            draft := compare.answer(
                asked, known, found[0], self._composer.find, clauses if len(clauses) > 1 else ()
            )
        ):
            return draft, found[0], named
        if item := context.item_of(asked, focus, clauses[0].clause):
            part = narrowing.only(clauses[0], item.start, item.end)
            asked = replace(asked, asks=context.asks_of(asked, focus))
            return self._composer.of_clause(asked, found[1], known, part, found[0]), found[0], named
        if context.is_new_member(asked, focus):
            asked = replace(asked, asks=context.asks_of(asked, focus))
            return self._of_member(asked, found, known, clauses[0], named)
        return self._made_whole(asked, found, focus, known, clauses)

    def _of_member(
        self, asked: Question, found: Found, known: KnownPolicy, clause: KnownClause, named: str
    ) -> Answered:
        """「第二个呢」: one of the last list, told by its title where its text is wanted."""
        asked = replace(asked, asks=(Ask.TEXT,) if asked.asks == (Ask.LIST,) else asked.asks)
        draft = self._composer.of_clause(asked, found[1], known, clause, found[0])
        if draft.status == "answered" and asked.asks == (Ask.TEXT,):
            title = f"{clause.clause.label}{clause.clause.title}"
            draft = replace(draft, summary=f"{title}：{draft.summary}")
        return draft, found[0], named

    def _lands(self, asked: Question, found: Found, focus: Focus, known: KnownPolicy) -> bool:
        """Whether the question made whole is best answered by a clause spoken of."""
        clauses = [known.clause(n) for n in focus.clauses]
        best = narrowing.best(self._leaning(asked, found, focus, known), clauses, 0.0)
        return best is not None and best[0].clause.n in focus.clauses

    def _leaning(self, asked: Question, found: Found, focus: Focus, known: KnownPolicy) -> Leaning:
        statements = [s for c in known.clauses for s in c.statements]
        asks = context.asks_of(asked, focus)
        merged = exchange.merge(asked, focus.question, asks, statements, known.weights)
        whole, found_whole = self._composer.find(merged.question)
        return Leaning(known, asked, found, replace(merged, question=whole), found_whole)

    def _made_whole(
        self, asked: Question, found: Found, focus: Focus, known: KnownPolicy,
        clauses: list[KnownClause],
    ) -> Answered:  # fmt: skip
        """Answer the follow-up made whole, from one sentence, else from its clause."""
        if draft := self._of_both(asked, focus, known, clauses):
            return draft, found[0], self._leaning(asked, found, focus, known).whole.text
        leaning = self._leaning(asked, found, focus, known)
        draft = self._one(leaning, focus, clauses)
        return draft, found[0], leaning.whole.text

    def _of_both(
        self, asked: Question, focus: Focus, known: KnownPolicy, clauses: list[KnownClause]
    ) -> Draft | None:
        """「公示几天，公示完多久打钱」: each of the things asked, as a follow-up by itself; one that
        names a side before both of them (「租的呢，…」) stays whole."""
        drafts: list[Draft] = []
        for part in () if _SIDE_FIRST.match(asked.folded) else twofold.parts(asked):
            question, found = self._composer.find(part.whole)
            draft = self._one(self._leaning(question, found, focus, known), focus, clauses)
            if draft.status != "answered" or draft.table or not adds(draft, drafts):
                return None
            drafts.append(draft)
        return reduce(both, drafts) if len(drafts) > 1 else None

    def _one(self, leaning: Leaning, focus: Focus, clauses: list[KnownClause]) -> Draft:
        """The answer to a follow-up made whole, from the sentence that fits or its clause."""
        asked, tried = leaning.asked, [clauses[0]]
        if context.says_nothing(asked):
            exchanged = bool(leaning.merged.dropped)
            if not exchanged and (said := _just_told(focus, clauses[0], asked)):
                tried = [said, clauses[0]]
        elif not twofold.parts(leaning.whole):
            preferred = _preferred(focus, exchanged=bool(leaning.merged.dropped))
            if best := narrowing.best(leaning, clauses, preferred):
                clause, sentence = best
                tried = [narrowing.only(clause, sentence.start, sentence.end), clause]
        draft = self._from(leaning, narrowing.without(tried[0], leaning.merged))
        if draft.status != "answered" and len(tried) > 1:
            draft = self._from(leaning, narrowing.without(tried[1], leaning.merged))
        return draft

    def _from(self, leaning: Leaning, clause: KnownClause) -> Draft:
        question = narrowing.as_text(leaning.whole, clause)
        hits, vector = leaning.found_whole
        exchanged = bool(leaning.merged.dropped)
        if not exchanged and narrowing.tells(leaning.asked, clause):
            question, vector = replace(question, core=leaning.asked.core), leaning.found[1]
        case = bool(leaning.asked.figures) and not exchanged and _CASE.issuperset(question.asks)
        return self._composer.of_clause(
            question, vector, leaning.known, clause, hits, case=case
        )  # fmt: skip


def _next_focus(asked: Question, draft: Draft, resolved: str, before: Focus | None) -> Focus | None:
    """What is in focus after an answer; what was before where it names no clause."""
    source = draft.citations or draft.related
    if not source:
        return before
    policy = source[0].policy
    cited = tuple(
        dict.fromkeys(c.clause for c in draft.citations if c.clause and c.policy == policy)
    )
    if not cited and draft.related:
        cited = (draft.related[0].clause,)
        policy = draft.related[0].policy
    if not cited:
        return before
    if before and before.policy != policy:
        before = None  # its ordinals count clauses of another policy
    listed = cited if len(cited) > 1 else before.listed if before else ()
    whole = resolved or twofold.without_remarks(asked)
    if (
        before
        and not resolved
        and cited[0] in before.clauses
        and (about := exchange.topic(before.question))
    ):
        whole = f"{about}，{asked.text}"  # asked as a whole question, and of the same clause
    asks = asked.asks if asked.asks != (Ask.TEXT,) or not before else before.asks
    if draft.table and draft.table.kind == "list":
        asks = (Ask.TEXT,)  # one of a list is asked about for what it says
    return Focus(
        policy, cited, listed, before.clauses if before else (), asks, whole,
        context.is_told(asked.text),
        tuple((c.clause, c.start, c.end) for c in draft.citations if c.clause and c.policy == policy),
    )  # fmt: skip


def _of_another(draft: Draft, focus: Focus) -> bool:
    """Whether a refusal says what a clause that is not in focus leaves open."""
    return draft.of_matter and draft.related[0].clause not in focus.clauses


_AND_WHAT = re.compile(
    r"^(?:and|then|so|what about|how about)\b[\s,]*(?:what about |how about |for )?", re.I
)


def _in_english(asked: Question, focus: Focus, known: KnownPolicy) -> Question | None:
    """The question that "And the corpus voucher?" stands for, which asks what was asked before;
    None for others."""
    elliptic = _AND_WHAT.match(asked.folded) and asked.asks == (Ask.TEXT,)
    if not elliptic or _only_asks(asked, known):
        return None
    return replace(asked, asks=focus.asks)


def _only_asks(asked: Question, known: KnownPolicy) -> bool:
    """Whether an English question has no matter of its own: "and who is in charge?"."""
    return not matter(asked.folded, known.text.__contains__)


def _stands_alone(asked: Question, known: KnownPolicy) -> bool:
    """Whether an English question is of a clause by number, a list, the document or a place."""
    return bool(
        asked.clause_refs
        or asked.section_refs
        or listing.asks_for_many(asked)
        or document.asked_of_document(asked, known)
        or english_places.elsewhere(asked.folded, known.here)
    )


def _switched(asked: Question, focus: Focus, known: KnownPolicy) -> str:
    """「省发改委牵头哪些措施」 … 「商务厅呢」: the earlier question with the agency exchanged."""
    now, then = mentions(asked.folded, known.agencies), mentions(focus.question, known.agencies)
    short = len(content(asked.core)) <= 10
    many = listing.asks_for_many(understand(focus.question))
    if len(now) == 1 and len(then) == 1 and short and many:
        return focus.question.replace(then[0].said, now[0].said)
    return ""


_FIGURED = (Ask.AMOUNT, Ask.PERCENT, Ask.QUOTA, Ask.WHEN)


def _just_told(focus: Focus, clause: KnownClause, asked: Question) -> KnownClause | None:
    """「封顶多少」 is asked of the sentence just told, unless that sets no limit: the clause with
    that sentence alone."""
    if not asked.wants(*_FIGURED) or not focus.spans or focus.spans[0][0] != clause.clause.n:
        return None
    at = focus.spans[0][1]
    sentence = next((s for s in clause.statements if not s.facts and s.start <= at < s.end), None)
    if sentence is None or MOST.search(asked.folded) and not LIMITS.search(sentence.words):
        return None
    return narrowing.only(clause, sentence.start, sentence.end)


def _preferred(focus: Focus, *, exchanged: bool) -> float:
    """A turn that asked was answered by its clause, which mostly speaks of the other side of a
    contrast too; one that told of a case was not."""
    return 0.0 if focus.told else _OTHER_SIDE if exchanged else _IN_FOCUS


def _strange(asked: Question, known: KnownPolicy) -> bool:
    """Whether a question names a thing that the policy does not know."""
    holds = known.text.__contains__
    said = _MODAL.sub(" ", content(asked.core))
    return unmentioned(said, everyday(asked.folded, holds), holds).nouns > 0
