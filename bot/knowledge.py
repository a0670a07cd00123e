"""What the engine knows of each policy before it is asked: facts, sentences, agencies, weights.

Read once when the engine starts. The encoder is used here only to place facts, and the
sentences of header and closing, in the same space as questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.answering import Answering
from bot.places import Place, home
from bot.statements import Statement, encoded, statements, text_of
from bot.terms import Weights, grams
from corpus.agencies import without_notes
from corpus.facts import Fact, facts
from corpus.model import Clause, Policy
from corpus.text import fold, sentences
from index.answerability import Answerability
from index.encoder import Floats, TextEncoder
from index.memo import encode_once

Part = Literal["header", "closing"]
# What a web page says of itself, not of the policy.
_PAGE_LINE = re.compile(r"(?:发布|发表|更新)(?:时间|日期)|来源|浏览|阅读|访问|字号|字体|分享")
_LONGEST_UNIT = 400  # characters of a header or closing line that are encoded


@dataclass(frozen=True)
class KnownFact:
    """A fact, its clause, and the words and vector it is matched by."""

    clause: Clause
    fact: Fact
    words: frozenset[str]
    vector: Floats


@dataclass(frozen=True)
class PartSentence:
    """A sentence of the header or closing with its span in that part and its vector."""

    part: Part
    start: int
    end: int
    text: str
    words: frozenset[str]
    vector: Floats


@dataclass(frozen=True)
class KnownClause:
    """A clause with what was read out of it.

    Attributes:
        body: Its folded text with the bracket of agencies blanked; offsets are kept.
        words: Character pairs of section, title and body.
        statements: What its figures and sentences say.
    """

    clause: Clause
    body: str
    facts: tuple[KnownFact, ...]
    words: frozenset[str]
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class KnownPolicy:
    """A policy with what was read out of it.

    Attributes:
        answering: Judges whether its sentences answer a question; None where the encoder has no
            such judgement.
    """

    policy: Policy
    clauses: tuple[KnownClause, ...]
    parts: tuple[PartSentence, ...]
    weights: Weights
    agencies: tuple[str, ...]
    text: str
    here: Place | None
    answering: Answering | None = None

    @property
    def local_text(self) -> str:
        """The text of a policy that is some place's; "" for a national one, which is everybody's."""
        issuer = self.policy.header.issuer or ("" if _OF_PLACE.match(self.policy.title) else "国家")
        return "" if _NATIONAL.match(issuer) else self.text

    def clause(self, n: int) -> KnownClause:
        """The n-th clause, counted from 1."""
        return self.clauses[n - 1]


# What a title begins with that is of some place; 城市, 社区 and the like are everywhere.
_OF_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:(?<!城)[省市县]|(?<![社园小地郊景校片城库])区|自治州)(?![场级民外内区])"
)
_NATIONAL = re.compile(
    r"^(?:中华人民共和国|国务院|国家|全国|中共中央|[\u4e00-\u9fff]{2,10}部(?!门))"
)


def describe(fact: Fact, clause: Clause) -> str:
    """A fact in words, as it is encoded and matched.

    A condition that names the neighbours too (「主导制修订国际、国家标准的」 for the 国际 figure)
    would blur it and is left out.
    """
    joined = bool(re.search("[、和或]", fact.condition))
    shared = joined and (fact.object[:6] in fact.condition or fact.object[-4:] in fact.condition)
    condition = "" if shared else fact.condition
    if not fact.benefit:
        return clause.text[fact.start : fact.end]
    return f"{fact.object}{condition}{fact.benefit or fact.text}"


def learn(
    policies: Sequence[Policy],
    encoder: TextEncoder,
    memo: Path | None = None,
    *,
    answerability: Answerability | None = None,
) -> tuple[KnownPolicy, ...]:
    """Read facts and parts of the policies and encode them, all in one batch.

    Args:
        memo: File that keeps the vectors for the next start; None keeps nothing.
        answerability: The encoder's judgement of what answers a question, if it has one.
    """
    read = [[facts(clause) for clause in policy.clauses] for policy in policies]
    parts = [list(_part_spans(policy)) for policy in policies]
    texts = [
        describe(fact, clause)
        for policy, by_clause in zip(policies, read, strict=True)
        for clause, found in zip(policy.clauses, by_clause, strict=True)
        for fact in found
    ]
    texts += [words for policy in parts for _, _, _, words in policy]
    stated = [
        [
            tuple(statements(clause, found))
            for clause, found in zip(policy.clauses, by_clause, strict=True)
        ]
        for policy, by_clause in zip(policies, read, strict=True)
    ]
    texts += [text_of(s) for policy in stated for by_clause in policy for s in by_clause]
    answering = None
    if answerability:
        sentences_of = (s for policy in stated for by_clause in policy for s in by_clause)
        plain = [s for s in sentences_of if not s.facts]
        answering = Answering(plain, answerability, memo)
    made = answering.states.vectors if answering else None
    vectors = iter(encode_once(texts, encoder, memo, made))
    known = [
        [
            tuple(
                KnownFact(clause, fact, frozenset(grams(describe(fact, clause))), next(vectors))
                for fact in found
            )
            for clause, found in zip(policy.clauses, by_clause, strict=True)
        ]
        for policy, by_clause in zip(policies, read, strict=True)
    ]
    placed = [
        tuple(
            PartSentence(part, start, end, words, frozenset(grams(words)), next(vectors))
            for part, start, end, words in spans
        )
        for spans in parts
    ]
    said = [[encoded(found, vectors) for found in by_clause] for by_clause in stated]
    return tuple(
        _known_policy(policy, by_clause, sentences_, statements_, answering)
        for policy, by_clause, sentences_, statements_ in zip(
            policies, known, placed, said, strict=True
        )
    )


_PARTS: tuple[Part, ...] = ("header", "closing")


def _part_spans(policy: Policy) -> list[tuple[Part, int, int, str]]:
    found: list[tuple[Part, int, int, str]] = []
    for part in _PARTS:
        text = policy.part_text(part)
        for start, end in sentences(text):
            if end - start >= 6 and not _PAGE_LINE.match(text[start:end]):
                found.append((part, start, end, text[start : min(end, start + _LONGEST_UNIT)]))
    return found


def _known_policy(
    policy: Policy,
    by_clause: list[tuple[KnownFact, ...]],
    parts: tuple[PartSentence, ...],
    stated: list[tuple[Statement, ...]],
    answering: Answering | None,
) -> KnownPolicy:
    clauses = tuple(
        KnownClause(
            clause, body := without_notes(fold(clause.text)), found,
            frozenset(grams(f"{clause.section} {body}")), said,
        )
        for clause, found, said in zip(policy.clauses, by_clause, stated, strict=True)
    )  # fmt: skip
    names = dict.fromkeys(
        name for c in policy.clauses for name in (*c.lead_agencies, *c.responsible_agencies)
    )
    return KnownPolicy(
        policy, clauses, parts,
        Weights([f"{known.clause.section} {known.body}" for known in clauses]),
        tuple(names), fold(policy.source), home(policy), answering,
    )  # fmt: skip
