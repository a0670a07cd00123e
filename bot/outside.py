"""Questions that are refused before any clause is read for them."""

from __future__ import annotations

from bot import counted, places, scope
from bot.coined import unknown_name
from bot.compose import refusal
from bot.draft import Draft
from bot.knowledge import KnownClause, KnownPolicy
from bot.question import Ask, Question
from index.retriever import Hit

_NAMED = 3
# What is printed as such or not said at all.
_IN_SO_MANY_WORDS = (Ask.CONTACT, Ask.HOURS)


def refused(asked: Question, known: KnownPolicy, hits: list[Hit]) -> Draft | None:
    """The refusal of what no clause of the policy can answer: a text to be written, another
    place or level of government, a name that the policy does not know, things that it only
    counts, telephone numbers or office hours where it prints none."""
    if refusal.asks_to_write(asked):
        return refusal.not_written(known)
    if away := places.elsewhere(asked.folded, known.here, known.local_text):
        return refusal.other_place(away, known)
    if places.other_level(asked.folded, known.here):
        return refusal.other_place("市县一级", known)
    if name := unknown_name(asked.folded, known.text):
        return refusal.no_such_name(name, nearest(known, hits))
    if clause := counted.unnamed(asked.folded, known):
        return refusal.only_counted(clause, known)
    unsaid = [
        ask for ask in _IN_SO_MANY_WORDS if asked.wants(ask) and not scope.printed(ask, known)
    ]
    first = nearest(known, hits)[:1]
    if unsaid and first and not asked.wants(Ask.AGENCY):
        return refusal.not_regulated(asked, unsaid[0], first[0], known)
    return None


def nearest(known: KnownPolicy, hits: list[Hit]) -> list[KnownClause]:
    """The clauses that a refusal may name: those of the policy among the first that were found."""
    return [known.clause(h.clause.n) for h in hits[:_NAMED] if h.clause.policy == known.policy.id]
