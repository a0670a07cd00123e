"""What is indexed of a clause: the clause as a whole, and every sentence of it.

The whole clause finds the right clause; its sentences tell which words of it answer, and keep
a clause that is longer than the encoder reads (512 tokens) findable by its end.

Tried and not better on the 105 single-clause questions of index/retriever.py, each within one
question of what is used or below it: the section or the policy's title before the clause, the
clause without its label or its agencies, the clause's title before each sentence, sentences of
up to 120 characters or uncut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Clause, Policy

# A sentence ends after 。！？； or at the end of a line. Half-width "." ends none: it stands in
# numbers and labels.
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*[”’」』）)]*")
# A comma between two digits belongs to a number (1,000), and 、 holds a list together.
_COMMA = re.compile(r"[，：:]|(?<!\d),|,(?!\d)")
LONG_SENTENCE = 60  # characters
LONG_CLAUSE = 600  # characters: some 400 tokens, so that no clause below it is cut


@dataclass(frozen=True)
class Unit:
    """Something indexed: a clause or a sentence of it.

    Attributes:
        policy: Id of the policy.
        n: The clause's ordinal in it.
        start, end: Offsets in the clause's text: clause.text[start:end] is the sentence.
        whole: The clause itself.
        text: What is encoded.
    """

    policy: str
    n: int
    start: int
    end: int
    whole: bool
    text: str


def units_of(policies: Sequence[Policy], *, sentences: bool = True) -> list[Unit]:
    """The units of all clauses in order, each clause's whole before its sentences.

    Args:
        policies: What is to be indexed.
        sentences: False gives sentences only to clauses of more than `LONG_CLAUSE` characters:
            half the work, for collections of tens of thousands of clauses.
    """
    units: list[Unit] = []
    for policy in policies:
        for clause in policy.clauses:
            units.append(_whole(clause))
            if sentences or len(clause.text) > LONG_CLAUSE:
                units += _sentences(clause)
    return units


def passage_of(clause: Clause) -> str:
    """The clause as it is encoded and searched for words."""
    return clause.text.strip()


def _whole(clause: Clause) -> Unit:
    return Unit(clause.policy, clause.n, 0, len(clause.text), True, passage_of(clause))


def _sentences(clause: Clause) -> Iterator[Unit]:
    for start, end in sentence_spans(clause.text):
        yield Unit(clause.policy, clause.n, start, end, False, clause.text[start:end])


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of `text` stand, without the blanks round them.

    A sentence of more than `LONG_SENTENCE` characters is cut at commas into parts of at most
    that length where its commas allow.
    """
    spans = []
    for sentence in _SENTENCE.finditer(text):
        for start, end in _parts(text, sentence.start(), sentence.end()):
            words = text[start:end]
            start += len(words) - len(words.lstrip())
            end -= len(words) - len(words.rstrip())
            if any(character.isalnum() for character in text[start:end]):
                spans.append((start, end))
    return spans


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span itself, or cut after commas so that each part is as long as it may be."""
    commas = [comma.end() for comma in _COMMA.finditer(text, start, end)] + [end]
    last = start
    for here, following in zip(commas, commas[1:], strict=False):
        if end - start > LONG_SENTENCE and following - last > LONG_SENTENCE:
            yield last, here
            last = here
    yield last, end
