"""Questions to start with, made from what the loaded policies themselves say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.facts import facts
from corpus.model import Policy

MAX_EXAMPLES = 5
# Longer names make a button nobody reads.
_MAX_NAME = 16
# More measures than this make an answer too long to start with.
_MAX_LED = 6
_BENEFIT = re.compile(r"(奖励|补助|奖补|补贴|资助|贴息)(?:资金|支持)?$")
# Those who apply themselves, and so "get" money; a cluster or a standard "is awarded" it.
_APPLICANT = re.compile(r"(?:企业|机构|单位|团队|个人|人才|平台)$")


def example_questions(policies: Sequence[Policy]) -> list[str]:
    """Up to MAX_EXAMPLES questions, in Chinese, that the first policy answers.

    One of each kind the policy can answer: an amount an applicant gets, an amount for
    something else, who leads a measure, what an agency leads, how long the policy holds.
    """
    if not policies:
        return []
    policy = policies[0]
    candidates = [*_amounts(policy), *_agencies(policy)]
    if policy.closing.valid_until is not None:
        candidates.append("这份政策有效期到什么时候？")
    return candidates[:MAX_EXAMPLES]


def _amounts(policy: Policy) -> Iterator[str]:
    """At most one question on an applicant and one on another receiver of money."""
    capped = [
        (fact.object, match.group(1))
        for clause in policy.clauses
        for fact in facts(clause)
        if fact.kind == "amount" and fact.aligned and "最高" in fact.qualifiers
        if _is_name(fact.object) and (match := _BENEFIT.search(fact.benefit))
    ]
    # A name two figures share would make the question ambiguous; the longest name within the
    # limit says most exactly what is meant.
    times = Counter(name for name, _ in capped)
    named = sorted((row for row in capped if times[row[0]] == 1), key=lambda row: len(row[0]))
    for name, benefit in [row for row in named if _APPLICANT.search(row[0])][-1:]:
        yield f"{name}能拿多少{benefit}？"
    for name, benefit in [row for row in named if not _APPLICANT.search(row[0])][-1:]:
        yield f"{name}最高{benefit}多少？"


def _is_name(thing: str) -> bool:
    """Whether what a figure is for is short, and one thing only."""
    return 4 <= len(thing) <= _MAX_NAME and not re.search("[、,，等]", thing)


def _agencies(policy: Policy) -> Iterator[str]:
    """Who leads the measure of the shortest title, and what one of the busier agencies leads."""
    led = [clause for clause in policy.clauses if clause.lead_agencies]
    short = [clause for clause in led if len(clause.title) <= _MAX_NAME]
    if short:
        yield f"{min(short, key=lambda clause: len(clause.title)).title}由谁牵头？"
    times = Counter(agency for clause in led for agency in clause.lead_agencies)
    few = [agency for agency, count in times.most_common() if 2 <= count <= _MAX_LED]
    for agency in few[:1]:
        yield f"{agency}牵头哪些措施？"
