"""A figure in the words of its sentence, with the figures of its neighbours left out.

「纳入支付范围的费用限额标准为职工105元、居民50元」 asked of the 居民 is told as 「纳入支付范围的费用限额
标准为居民50元」: the words before the members and after them belong to each.
"""

from __future__ import annotations

import re

from bot.compose.wording import opens_condition
from bot.statements import HEADING, Statement, overhead, part
from corpus.agencies import without_notes
from corpus.figures import Figure, figures
from corpus.text import fold, sentences
from corpus.vocabulary import GIVE, PER

_LONGEST_OVER = 36  # a heading up to this long can stand before the words
# Where the words that all members share end, and the first member begins.
_SHARED = re.compile(
    rf"(?:为|由[^、]{{2,14}}?按|按|[:])(?!\s*(?:{PER.pattern}|\d|第?[一二三四五六七八九十]))"
)
_SHARED_AFTER = re.compile(rf"的[^、,]{{1,16}}$|(?:{GIVE.pattern})[^、,]*$")


def framed(statement: Statement, room: int) -> str:
    """The words of a figure after those of its sentence and those over it that say what it is
    of, as many as there is room for."""
    clause = statement.clause
    body = without_notes(fold(clause.text))
    everything = figures(body)
    own = next(f for f in everything if statement.start <= f.start < statement.end)
    begin, end = part(body, own)
    words = clause.text[statement.start : statement.end]
    if (begin, end) != (statement.start, statement.end) and "(" not in body[begin : own.start]:
        words = _between(clause.text, body, (begin, end), statement)
    words += clause.text[statement.end : told_end(statement)]
    words = HEADING.sub("", words.strip()).rstrip("。；;")
    heads = _heads(clause.text, body, begin, own, everything)
    over = [o.rstrip("：:。；; ") for o in overhead(clause, statement.start)[-1:]]
    over = [o for o in over if o[-1:] not in ("", "?", "？") and len(o) <= _LONGEST_OVER]
    over = [o for o in over if o not in words]
    for before in (heads, heads[-1:], []):
        for above in (over, []):
            said = "：".join([*above, "，".join([*before, words])])
            if len(said) <= room:
                return said
    return words if len(words) <= room else words[: room - 1] + "…"


def _between(text: str, body: str, span: tuple[int, int], statement: Statement) -> str:
    """The words of one member with what stands before the first and after the last of them."""
    begin, end = span
    before = after = ""
    if statement.start > begin:
        first = next(iter(figures(body[begin : statement.start])), None)
        upto = body[begin : begin + first.start] if first else ""
        ends = [m.end() for m in _SHARED.finditer(upto)]
        before = text[begin : begin + ends[-1]] if ends else ""
    if statement.end < end and (tail := _SHARED_AFTER.search(body[statement.end : end])):
        after = text[statement.end + tail.start() : end]
    return before + text[statement.start : statement.end].strip() + after


def told_end(statement: Statement) -> int:
    """Where the words of a figure end in its clause, with what follows from them where they are a
    condition: 「…超过6个月的」 is no answer without 「，积分自动清零」."""
    body = without_notes(fold(statement.clause.text))
    end = statement.end
    while opens_condition(body[max(0, end - _LONGEST_OVER) : end]):
        following = _NEXT_PART.match(body, end)
        if not following:
            break
        end = following.end()
    return end


_NEXT_PART = re.compile(r"[,，](?!\d{3})[^,，。;；:：\n]+")


def _heads(text: str, body: str, begin: int, own: Figure, everything: list[Figure]) -> list[str]:
    """The parts of the sentence before a figure's own, without those that tell of another figure
    of its kind."""
    start = next((s for s, e in sentences(body) if s <= begin < e), begin)
    found = []
    if opening := HEADING.match(text[start:begin]):
        start += opening.end()
    for match in re.finditer(r"[^，,：:]+(?:,\d{3}[^，,：:]*)*", text[start:begin]):
        left, right = start + match.start(), start + match.end()
        inside = [f for f in everything if left <= f.start and f.end <= right]
        words = HEADING.sub("", match.group().strip())
        if words and (words.endswith("的") or not any(f.kind == own.kind for f in inside)):
            found.append(words)
    return found
