"""Answers put together: to two questions in one, to two things asked of one clause, and of two
clauses that fit a question alike."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce

from bot import twofold
from bot.compose.wording import SHORT
from bot.composer import Composer
from bot.draft import Draft
from bot.english.chinese import matter
from bot.knowledge import KnownClause, KnownPolicy
from bot.narrowing import Found
from bot.question import Ask, Question, understand
from bot.ranking import Reading
from bot.terms import grams, subject
from corpus.text import fold

_AND_ALSO = re.compile(
    r"顺带(?:再)?(?:问|说)?(?:一?下)?|顺便(?:再)?(?:问)?(?:一?下)?|另外(?:再)?(?:问)?(?:一?下)?|再问(?:一?下)?|还想(?:再)?问(?:一?下)?|[??]\s*(?=\S)"
)
_TELLING = 6  # characters of a subject that a question without a word of asking must have
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


def several(asked: Question, composer: Composer) -> Draft | None:
    """「甲谁牵头，顺带再问乙给多少」: each part answered, where each asks something of its own."""
    parts = [p.strip(" ,，。;；") for p in _AND_ALSO.split(asked.folded)]
    asking = [p for p in parts if p and not twofold.REMARK.match(p)]
    if len(asking) == 1 and len(parts) > 1 and asking[0] == parts[0]:
        return composer.single(*composer.find(understand(asking[0])))
    questions = [understand(p) for p in asking]
    if len(questions) != 2 or asked.wants(Ask.COMPARE):
        return None
    if any(len(subject(q.core)) < (_TELLING if q.asks == (Ask.TEXT,) else 2) for q in questions):
        return None
    if asked.english and not all(matter(q.folded, lambda word: True) for q in questions):
        return None  # "Also who leads it?" leans on the first
    first, second = (composer.single(*composer.find(q)) for q in questions)
    if first.status != "answered" or second.status != "answered":
        return None
    if not adds(second, [first]):
        return first
    return replace(both(first, second), summary=first.summary + second.summary, related=())


def of_clause(
    asked: Question, known: KnownPolicy, clause: KnownClause, composer: Composer
) -> Draft | None:
    """The things that are asked of one clause, where it answers each of them differently; what
    it does not answer is looked for in the other clauses."""
    parts = twofold.parts(asked)
    if (
        asked.wants(Ask.AGENCY)
        and clause.clause.lead_agencies + clause.clause.responsible_agencies
        and sum(part.whole.wants(Ask.AGENCY) for part in parts) != 1
    ):
        return None  # the clause names them in one place, whatever else is asked
    drafts: list[Draft] = []
    for part in parts:
        draft = _of_part(part, known, clause, composer)
        if draft.status == "answered" and adds(draft, drafts):
            drafts.append(draft)
        elif other := _elsewhere(part, drafts, known, clause, composer):
            drafts.append(other)
        elif draft.status != "answered":
            return None
    if len(drafts) > 1 or parts and len(drafts[0].citations) > 1:
        return reduce(both, drafts)
    return None


def _of_part(
    part: twofold.Part, known: KnownPolicy, clause: KnownClause, composer: Composer
) -> Draft:
    question, (hits, vector) = composer.find(part.whole)
    return composer.of_clause(question, vector, known, clause, hits)


def _elsewhere(
    part: twofold.Part, before: list[Draft], known: KnownPolicy, clause: KnownClause,
    composer: Composer,
) -> Draft | None:  # fmt: skip
    """What one of several questions is answered by itself, by the clause or another one, where
    it says words of the question that what was told before does not."""
    said = _told(before)
    own = {gram for gram in grams(subject(part.alone.core)) if gram not in said}
    if not own:
        return None
    question, (hits, vector) = composer.find(part.alone)
    inside = composer.of_clause(question, vector, known, clause, hits)
    for draft in (inside, composer.single(question, (hits, vector))):
        told = _told([draft])
        if draft.status == "answered" and any(g in told for g in own) and adds(draft, before):
            return draft
    return None


def _told(drafts: list[Draft]) -> str:
    """What answers say and quote: a figure's quote may leave out what the figure is of."""
    return fold(
        " ".join([*(c.quote for d in drafts for c in d.citations), *(d.summary for d in drafts)])
    )


def adds(draft: Draft, before: list[Draft]) -> bool:
    """Whether an answer says something that those before it do not."""
    words = draft.summary.rstrip("。")
    said = [d.summary.rstrip("。") for d in before]
    return not any(words in s or s in words for s in said)


def with_rival(
    draft: Draft, asked: Question, found: Found, known: KnownPolicy, reading: Reading,
    composer: Composer,
) -> Draft:  # fmt: skip
    """An answer, and that of another clause where a sentence of it fits as well."""
    cited = {c.clause for c in draft.citations}
    if draft.table or asked.english or not _PLAIN.issuperset(asked.asks):
        return draft
    if None in cited or len(cited) > 1:
        return draft
    scored = zip(reading.statements, reading.scores.tolist(), strict=True)
    bar = float(reading.scores[0]) - _AS_WELL
    rival = next((s for s, score in scored if s.clause.n not in cited and score >= bar), None)
    if rival is None:
        return draft
    hits, vector = found
    other = composer.of_clause(asked, vector, known, known.clause(rival.clause.n), hits)
    told = both(draft, other)
    if other.status != "answered" or other.table or len(told.summary) > 2 * SHORT:
        return draft
    return told


def both(first: Draft, second: Draft) -> Draft:
    """One answer after the other, with the proofs of both."""
    return replace(
        first,
        summary=f"{first.summary.rstrip('。')}；{second.summary}",
        citations=tuple(dict.fromkeys((*first.citations, *second.citations))),
        derived=(*first.derived, *second.derived),
        english=" ".join((first.english, second.english))
        if first.english and second.english
        else "",
    )
