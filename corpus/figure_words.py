"""The words around figures: the part of the sentence they stand in, what bounds them, per what
they are given, and the benefit itself. Used by corpus/facts.py."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.figures import Figure
from corpus.receiver import RECEIVER, Sentence, first_give
from corpus.vocabulary import BASE, PER, QUALIFIERS_AFTER, QUALIFIERS_BEFORE

_AND = re.compile(r"并且|且|或者|以及")


@dataclass(frozen=True)
class Part:
    """The words between the commas (or colon) around figures coordinated with one another.

    Attributes:
        run: These figures: 40万元 and 20万元 of 「最高40万元、20万元奖补」; at least one.
        start, end: Span in the clause, the sentence's stop left out.
        before, after: The folded words of the part before the first figure and after the last.
    """

    run: tuple[Figure, ...]
    start: int
    end: int
    before: str
    after: str


def part_of(sentence: Sentence, run: list[Figure], inside: list[Figure]) -> Part:
    """The part a run of figures stands in; a comma in one of the figures `inside` ends none."""
    folded, first, last = sentence.folded, run[0].start, run[-1].end
    within = {place for figure in inside for place in range(figure.start, figure.end)}
    commas = [
        match.start()
        for match in re.compile("[,:]").finditer(folded, sentence.start, sentence.end)
        if match.start() not in within
    ]
    begin = max((c + 1 for c in commas if c < first), default=sentence.start)
    end = min((c for c in commas if c >= last), default=sentence.end)
    begin, end = _own_member(folded, begin, end, run, inside)
    while end > last and folded[end - 1] in "。;!? \n":
        end -= 1
    while begin < first and folded[begin].isspace():
        begin += 1
    return Part(tuple(run), begin, end, folded[begin:first], folded[last:end])


def _own_member(
    folded: str, begin: int, end: int, run: list[Figure], inside: list[Figure]
) -> tuple[int, int]:
    """「小型每架次20元、大中型每架次40元」: the member of the coordination that a figure is in,
    where its neighbours have words of their own."""
    before = [f for f in inside if begin <= f.start and f.end <= run[0].start]
    after = [f for f in inside if run[-1].end <= f.start and f.end <= end]
    if before and before[-1].kind == run[0].kind:
        cut = folded.find("、", before[-1].end, run[0].start)
        if cut >= 0 and run[0].start - cut > _OWN_WORDS:
            begin = cut + 1
    if after and after[0].kind == run[0].kind:
        cut = folded.find("、", run[-1].end, after[0].start)
        if cut >= 0 and after[0].start - cut > _OWN_WORDS:
            end = cut
    return begin, end


_OWN_WORDS = 4  # characters between 、 and the figure: fewer only repeat 最高 or 每个


def qualifiers_of(
    sentence: Sentence, part: Part, figure: Figure, *, condition: bool = False
) -> tuple[str, ...]:
    """The printed words that bound a figure, in order: "一次性", "最高", "左右".

    Nearest modifiers only: those after the last 的 before it, or within the words of the
    benefit (「给予不超过交易金额的5%」).

    Args:
        sentence: Where the part stands.
        part: Where the figure stands.
        figure: One of its run.
        condition: Whether it says what must be reached, and nothing is given.
    """
    near, after = part.before.rfind("的") + 1, part.after
    if condition:
        near, after = max(near, last_and(part.before)), after.split("的")[0]
    else:
        near = min(near, _benefit_start(part.before))
    words = [m.group() for m in QUALIFIERS_BEFORE.finditer(part.before[near:])]
    own = QUALIFIERS_AFTER.match(sentence.folded[figure.end : part.end])
    if tail := own or QUALIFIERS_AFTER.match(after):
        words.append(tail.group(1))
    if "一次性" in after and "一次性" not in words:
        words.append("一次性")
    return tuple(words)


def last_and(words: str) -> int:
    """Where the words after the last 且, 并且 or 或者 begin; 0 if there is none."""
    return max((match.end() for match in _AND.finditer(words)), default=0)


def per_of(words: str) -> str:
    """The last 每个, 单户企业, 每年 and the like in the words before a figure; "" if none."""
    found = list(PER.finditer(words))
    return found[-1].group() if found else ""


def benefit_of(sentence: Sentence, part: Part, own: Figure) -> str:
    """The benefit in words, with the figures and words of the run's other members left out."""
    last, printed = part.run[-1], sentence.printed
    words = printed[part.start + _benefit_start(part.before) : part.run[0].start] + own.text
    if own != last and not re.search(r"[元%A-Za-z个项家年日]$", own.text):
        words += re.sub(r"^[\d.,]+", "", last.text)
    words = re.sub(
        r"按(?:照)?(?:有关|相关)?规定|分别为?|按标准", "", words + printed[last.end : part.end]
    )
    return words.strip(" ,，。;；")


# 「每引进1名给予10万元」: what each sum is given for, right before the verb that gives.
_FOR_EACH = re.compile(r"每[^,的每]{2,14}$")


def _benefit_start(before: str) -> int:
    """Where the words of the benefit begin: 给予, 每个, 最高 or 按…的, whichever is first after
    the receiver."""
    give = first_give(before)
    receiver = RECEIVER.search(before)
    after = receiver.end() if receiver else 0
    if base := BASE.search(before, after):
        return base.start()
    cut = before.rfind("的", 0, give) + 1 if give < len(before) or receiver else 0
    marks = [m.start() for m in _FOR_EACH.finditer(before[:give])]
    marks += [m.start() for pattern in (PER, QUALIFIERS_BEFORE) for m in pattern.finditer(before)]
    return min((mark for mark in (*marks, give) if mark >= max(after, cut)), default=0)
