"""What a clause enumerates, and where: numbered parts under the sentence that opens them, the
lines after a colon, members joined by 、 in one sentence, sentences strung together by ；.

Spans are offsets in the text of the clause, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.model import Clause, Item
from corpus.outline import leaf
from corpus.text import fold, sentences

Span = tuple[int, int]
Form = Literal["parts", "joined", "strung"]


@dataclass(frozen=True)
class Enumeration:
    """Something a clause enumerates.

    Attributes:
        clause: The clause.
        form: "parts" under an opening sentence, members "joined" within a sentence, or whole
            sentences "strung" together by semicolons.
        opening: Span of the words that say what is enumerated; empty for strung sentences.
        members: Spans of the members in order; for a joined enumeration the sentence itself.
    """

    clause: Clause
    form: Form
    opening: Span
    members: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the opening to the last member."""
        return min(self.opening[0], self.members[0][0]), self.members[-1][1]

    @property
    def said_first(self) -> str:
        """The words that say what is enumerated."""
        return self.clause.text[slice(*self.opening)]


_GAP = 3  # characters of white space that may stand between an opening and its first part


def opened_by(clause: Clause, start: int, end: int) -> Enumeration | None:
    """What the sentence at a span opens: the parts that begin in it or where it ends, at whatever
    depth; after a colon without numbered parts, the lines that follow to the end of its part."""
    for group in _groups(clause.items):
        if len(group) > 1 and start < group[0].start <= end + _GAP:
            opening = _sentence_begin(clause, start), min(end, group[0].start)
            if _announces(clause, opening) or _brief(group):
                return Enumeration(clause, "parts", opening, _members(clause, group))
    if _announces(clause, (start, end)):
        lines = _lines_after(clause, end)
        if lines:
            return Enumeration(clause, "parts", (start, end), lines)
    return None


def around(clause: Clause, start: int) -> Enumeration | None:
    """The innermost numbered parts that the offset stands in one of, with the sentence that
    opens them."""
    found: Enumeration | None = None
    for group in _groups(clause.items):
        if len(group) > 1 and group[0].start <= start < group[-1].end:
            before = sentences(clause.text[: group[0].start])
            if before and _announces(clause, before[-1]):
                begin, end = before[-1]
                opening = _sentence_begin(clause, begin), end
                found = Enumeration(clause, "parts", opening, _members(clause, group))
    return found


def _sentence_begin(clause: Clause, start: int) -> int:
    """Where the whole sentence begins whose last part, after a semicolon, opens parts: 「有下列
    情形之一的,责令改正;情节严重的,取消资格:」."""
    heads = [item.start for group in _groups(clause.items) for item in group if item.start <= start]
    text = clause.text
    return max(text.rfind("。", 0, start) + 1, text.rfind("\n", 0, start) + 1, *heads, 0)


_LONGEST_UNANNOUNCED = 120  # characters of a part, on average, that a bare heading can list


def _announces(clause: Clause, opening: Span) -> bool:
    return clause.text[slice(*opening)].rstrip().endswith((":", "："))


def _brief(group: Sequence[Item]) -> bool:
    """Whether parts under a bare heading are members of a list and not paragraphs of text."""
    return group[-1].end - group[0].start <= _LONGEST_UNANNOUNCED * len(group)


def _groups(parts: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Numbered siblings, outer ones first."""
    if parts and parts[0].level != "款":
        yield parts
    for part in parts:
        yield from _groups(part.items)


def _members(clause: Clause, group: Sequence[Item]) -> tuple[Span, ...]:
    spans = [(item.start, item.items[0].start if item.items else item.end) for item in group]
    return (*(spans[:-1]), _closed(clause, spans[-1], spans[:-1]))


def _closed(clause: Clause, last: Span, others: Sequence[Span]) -> Span:
    """The last part, without the sentences after it that belong to the clause and not to it:
    where each of the others is one sentence or line, so is the last."""
    lines = [clause.text[slice(*span)].strip() for span in others]
    if any(len(sentences(words, stops="。")) > 1 for words in lines):
        return last
    first = next(iter(sentences(clause.text[slice(*last)], stops="。")), None)
    return (last[0] + first[0], last[0] + first[1]) if first else last


def _lines_after(clause: Clause, end: int) -> tuple[Span, ...]:
    _, stop = leaf(clause, end)
    found = []
    for match in re.finditer(r"[^\n]*\S[^\n]*", clause.text[end:stop]):
        found.append((end + match.start(), end + match.end()))
        if match.group().rstrip().endswith("。"):
            break  # the enumeration ends with its full stop
    return tuple(found) if clause.text[end : end + _GAP].strip(" ").startswith("\n") else ()


_SHORT = r"[^、,，;；。:：\n]{1,40}?"
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_JOINED = re.compile(
    rf"{_SHORT}(?:、{_SHORT}){{2,}}|{_SHORT}、{_SHORT}(?:和|及|与|或|等)|{_SHORT}(?:和|以及|或){_SHORT}、{_SHORT}|→.*→"
)
_PAIR = re.compile(
    r"(?:分为|分成|包括|分别[是为]|是指)[^,，;；。]{2,30}(?:和|及|与|或)[^,，;；。]{2,}"
)


def joined(clause: Clause, start: int, end: int) -> Enumeration | None:
    """The sentence at a span, where it joins three members or names the two kinds of something."""
    words = fold(clause.text[start:end])
    plain = _BRACKET.sub(lambda m: "~" * len(m.group()), words)
    noted = any(_JOINED.search(note.group()[1:-1]) for note in _BRACKET.finditer(words))
    if not noted and not _JOINED.search(plain) and not _PAIR.search(plain):
        return None
    return Enumeration(clause, "joined", (start, end), ((start, end),))


def strung(clause: Clause, start: int) -> Enumeration | None:
    """The sentences that semicolons string together round an offset, in one line of the clause."""
    spans = sentences(clause.text)
    at = next((i for i, span in enumerate(spans) if span[0] <= start < span[1]), None)
    if at is None:
        return None
    first = last = at
    while first > 0 and _goes_on(clause, spans[first - 1], spans[first]):
        first -= 1
    while last + 1 < len(spans) and _goes_on(clause, spans[last], spans[last + 1]):
        last += 1
    if first == last:
        return None
    return Enumeration(clause, "strung", (spans[first][0],) * 2, tuple(spans[first : last + 1]))


def _goes_on(clause: Clause, one: Span, other: Span) -> bool:
    return clause.text[one[1] - 1] in ";；" and "\n" not in clause.text[one[1] : other[0]]
