"""Answers to questions that name clauses or sections by their numbers."""

from __future__ import annotations

import re

from bot.compose import compare, lookup
from bot.composer import Composer
from bot.draft import Draft
from bot.knowledge import KnownPolicy
from bot.narrowing import Found
from bot.question import Ask, Question
from bot.terms import content

_FIGURED = (Ask.AMOUNT, Ask.PERCENT, Ask.QUOTA, Ask.WHEN, Ask.COUNT)
_DIFFER = re.compile(r"区别|不同|不一样|差别|差异")  # what two clauses say is wanted, not a figure
_FIRST_OF = re.compile(r"打头|开头|头一|首条|第一条|最前")
_WORDS_OF = re.compile(
    r"原文|全文|内容|讲|说的?什么|(?:写|说|定)的|怎么(?:写|说|定)|写的?什么|念|复制|哪方面|规定"
)
_LONG = 12  # words of content of a question that asks more of a clause than what it says


def answer(asked: Question, found: Found, known: KnownPolicy, composer: Composer) -> Draft | None:
    """The answer; None where no clause and no section is named, or two of which more is asked
    than is told of clauses by number."""
    if len(asked.clause_refs) == 2 and (draft := _two(asked, found, known, composer)):
        return draft
    if _FIRST_OF.search(asked.folded) and (first := lookup.first_of_named(known, asked)):
        return lookup.whole(first)
    if 1 <= (last := lookup.from_the_end(asked)) <= len(known.clauses):
        return lookup.whole(known.clauses[-last]) if len(asked.clause_refs) < 2 else None
    if not asked.clause_refs:
        return _section(asked, known) if asked.section_refs else None
    return _one(asked, found, known, composer) if len(asked.clause_refs) == 1 else None


def _two(asked: Question, found: Found, known: KnownPolicy, composer: Composer) -> Draft | None:
    """Two clauses side by side, or both as they stand."""
    named = [c for n in asked.clause_refs if (c := lookup.by_number(known, n))]
    if len(named) != 2:
        return None
    compared = asked.wants(Ask.COMPARE)
    figured = asked.wants(*_FIGURED) or (compared and not _DIFFER.search(asked.folded))
    if compared and figured:
        draft = compare.answer(asked, known, found[0], composer.find, named)
        if draft:
            return draft
    if figured or asked.wants(Ask.AGENCY, Ask.CONDITION):
        return None
    return lookup.several(named)


def _section(asked: Question, known: KnownPolicy) -> Draft:
    n = asked.section_refs[0]
    if _FIRST_OF.search(asked.folded) and (first := lookup.first_of_section(known, n)):
        return lookup.whole(first)
    return lookup.section_summary(known, n)


def _one(asked: Question, found: Found, known: KnownPolicy, composer: Composer) -> Draft:
    hits, vector = found
    section = asked.section_refs[0] if asked.section_refs else 0
    clause = lookup.by_number(known, asked.clause_refs[0], section)
    if clause is None:
        return lookup.missing(known, asked.clause_refs[0])
    if asked.wants(Ask.COMPARE) and (
        draft := compare.answer(asked, known, hits, composer.find, [clause])
    ):
        return draft
    if sentence := lookup.sentence(clause, asked):
        return sentence
    more = asked.asks != (Ask.TEXT,) or len(content(asked.core)) > _LONG or asked.yes_no
    if more and not _WORDS_OF.search(asked.folded):
        return composer.of_clause(asked, vector, known, clause, hits)
    return lookup.whole(clause, asked.item_ref)
