"""Which policy a new one takes the place of: the same text, number, or title of the same issuer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.library import same_text
from corpus.model import Policy
from corpus.text import fold


def replaced(policy: Policy, there: Iterable[Policy]) -> Policy | None:
    """The policy of those that are there already in whose place a new one is answered from.

    The same text comes before the same number, the number before the title; a title is the
    same policy's only where the issuer is the same or one of the two names none.
    """
    ranked = [(_likeness(policy, other), other) for other in there]
    best = max(ranked, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def _likeness(one: Policy, other: Policy) -> int:
    if same_text(one, other):
        return 3
    number = _plain(one.header.document_number)
    if number and number == _plain(other.header.document_number):
        return 2
    issuers = {_plain(policy.header.issuer) for policy in (one, other)} - {""}
    return int(_plain(one.title) == _plain(other.title) != "" and len(issuers) < 2)


def _plain(words: str) -> str:
    return re.sub(r"\s", "", fold(words))
