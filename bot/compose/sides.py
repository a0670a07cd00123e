"""The things a comparison names: 甲 and 乙 of 「甲和乙哪个高」, and what is asked of both.

Where a side ends is told by how Chinese builds comparisons: sides run parallel, so that they
end (公办园跟民办园) or begin (租政府的房子跟租国企的房子) alike; and what is asked follows in
words of asking. An end told wrongly does little harm, since words that stand on both sides tell
no statement from another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.compose import side_forms as forms
from bot.compose.side_forms import CHUNK, Span
from bot.nouns import parted
from bot.question import Question
from bot.terms import grams


@dataclass(frozen=True)
class Side:
    """One of the things compared.

    Attributes:
        words: As the question names it; "" where it only says that there are two (「两档」).
        question: The question asked of this side alone.
        exact: Whether `words` is known to begin and end where the name does.
    """

    words: str
    question: str
    exact: bool = True


# What somebody does with (跟, 和) another: no two sides.
_TOGETHER = r"(?![^,，。?？]{1,9}(?:打招呼|打交道|商量|打听|签[了过订]?|合[作伙办]|联[系手]|反映|报备|沟通|谈[过了好]|[说讲][过了好]|结婚))"
_JOINT = re.compile(
    rf"还是|以及|再?(?:冲|升)到|减掉|减去|[跟与和]{_TOGETHER}|同(?![一时样等])|(?i:\bvs\b)|比(?![例较如率]|别人|人家|他人|其他人|以前|往年|原来|平时)|是(?=.{{2,12}}几倍)|/"
)
_LISTING = re.compile("、")
# Where the name of the second side is over and what is asked begins.
_ASKING = re.compile(
    r"的|分别|各|哪|谁|差|相差|相比|有(?:什么|啥|没有)|每|一(?:样|个|天|年|次|人|家)|相同|能(?=多|不|否|拿|领|报|申|享)|可以|最|是|怎|咋|多少|几|少拿|多拿|认定|上限|封顶|报销|[补奖给拿领]得|比(?=,|$)|对|自己|[交借补收拿领住坐办](?=的|$|多|几)"
)
# What both sides have, named after the second only.
_SHARED = re.compile(
    r"[\u4e00-\u9fff]{2}[费奖钱]$|(?:补贴|奖励|额度|标准|期限|时间|年限|比例|利率)$"
)
_TWO = re.compile(r"[两俩](?:种|档|类|个|张|者|头|边|级|项|样)")


def sides(question: Question, holds: Callable[[str], bool]) -> list[Side]:
    """The sides of a comparison in the order the question names them; none where it names
    fewer than two and does not say that there are several either.

    Args:
        question: The question.
        holds: Whether the policy prints a word.
    """
    text = question.core
    if question.english:
        spans = forms.english(text)
        return _asked(text, spans, exact=True)
    if spans := forms.series(text):
        return _asked(text, spans, exact=True)
    if spans := forms.both(text):
        return _asked(text, spans, exact=True)
    if found := _around(text, _JOINT, holds):
        return found
    if spans := forms.doubled(text, holds):
        return _asked(text, spans, exact=True)
    if found := _around(text, _LISTING, holds):
        return found
    if spans := forms.adjacent(text, holds):
        return _asked(text, spans, exact=True)
    if spans := forms.parallel(text):
        return _asked(text, spans, exact=True)
    if _TWO.search(text):
        return [Side("", text, False)] * 2
    return []


def _asked(text: str, spans: Sequence[Span], *, exact: bool) -> list[Side]:
    """Each side with the question that is left when the others are taken out."""
    if len(spans) < 2:
        return []
    before, after = text[: spans[0][0]], text[spans[-1][1] :]
    return [
        Side(
            text[slice(*span)].strip(" 的,、"),
            " ".join(f"{before}{text[slice(*span)]}{after}".split()),
            exact,
        )
        for span in spans
    ]


def _around(text: str, joints: re.Pattern[str], holds: Callable[[str], bool]) -> list[Side]:
    """The sides round the first joint that has words on both sides of it."""
    for joint in joints.finditer(text):
        if found := _joined(text, joint.start(), joint.end()):
            spans, exact = found
            if text[spans[0][0] - 1 : spans[0][0]] == "、":
                spans = _listed_before(text, spans)
            else:
                spans = _without_context(text, spans, holds)
            if joints is _LISTING:
                spans = _listed_after(text, spans)
            return _asked(text, spans, exact=exact)
    return []


def _listed_before(text: str, spans: list[Span]) -> list[Span]:
    """With those that a list names before: 甲、乙 before 和丙."""
    while spans[0][0] > 0 and text[spans[0][0] - 1] == "、":
        before = _before(text, spans[0][0] - 1)
        if before is None:
            break
        spans = [before, *spans]
    return spans


def _listed_after(text: str, spans: list[Span]) -> list[Span]:
    """With those that a list names after: 、丙 after 甲、乙, up to where what is asked begins."""
    while text[spans[-1][1] : spans[-1][1] + 1] == "、":
        after = _after(text, spans[-1][1] + 1)
        if after is None:
            break
        begin, end = after
        end = begin + _asking_at(text[begin:end])
        if _ASKS.search(text[begin:end]):
            break
        spans = [*spans, (begin, end)]
    return spans


_WHETHER = re.compile("(?:是不是|是否|会不会|有没有)$")  # at the end of the words before 比
_ASKS = re.compile("多少|几|什么|啥|哪|谁|怎")


_DENIAL = re.compile("[没不未非]")  # belongs to the side it denies


def _without_context(text: str, spans: list[Span], holds: Callable[[str], bool]) -> list[Span]:
    """Without the words before the first side that are meant of both: 「番禺城里的特困和村里的特困」.

    What the first side has more than the second is of both, if it ends where no word goes on.
    """
    (start, end), (begin, stop) = spans
    more = (end - start) - (stop - begin)
    if more < 2 or stop - begin < 2:
        return spans
    words = _word_starts(text[start:end])
    for cut in (start + more, start + more + 1, start + more - 1):
        if cut - start not in words:
            continue
        name = text[cut:end].rstrip("的")
        if len(name) >= 2 and cut - start >= 2 and not _DENIAL.search(text[start:cut]):
            across = text[cut - 1 : cut + 1]
            if across[0] == "的" or re.fullmatch(r"\w[^\W的]", across) and not holds(across):
                return [(cut, end), (begin, stop)]
    return spans


def _word_starts(text: str) -> set[int]:
    return set(accumulate(len(word) for word, _ in parted(text)))


def _joined(text: str, before: int, after: int) -> tuple[list[Span], bool] | None:
    """The sides round a word that joins them; None where there is nothing on one side of it."""
    left = _before(text, before)
    right = _after(text, after)
    if left is None or right is None:
        return None
    asking = _WHETHER.search(text, *left)
    if asking and asking.start() > left[0]:
        left = left[0], asking.start()
    one, other = text[slice(*left)], text[slice(*right)]
    if text[before:after] == "是" and not grams(one) & grams(other[: _asking_at(other)]):
        return None  # 「那条线是低保的几倍」 asks for one figure
    length = _ends_alike(one, other)
    if not length:
        length = _asking_at(other)
        shared = _SHARED.search(other[:length])
        starts = _word_starts(other[:length])
        if shared and shared.start() in starts and not _SHARED.search(one) and shared.start() > 1:
            length = shared.start()
        one = one[: _ends_like(one, other[:length])]
        left = left[0], left[0] + len(one)
    other = other[:length]
    if len(other.strip()) < 1 or not re.search(r"\w", other):
        return None
    begin, exact = _begins(one, other)
    return [(left[0] + begin, left[1]), (right[0], right[0] + length)], exact


def _before(text: str, at: int) -> Span | None:
    """The words before an offset up to a mark of punctuation, or those before that mark."""
    chunks = [m.span() for m in CHUNK.finditer(text, 0, at) if text[slice(*m.span())].strip()]
    return chunks[-1] if chunks else None


def _after(text: str, at: int) -> Span | None:
    chunk = next((m for m in CHUNK.finditer(text, at) if m.group().strip()), None)
    if chunk is None or not re.search(r"\w", chunk.group()):
        return None
    return chunk.start() + len(chunk.group()) - len(chunk.group().lstrip()), chunk.end()


_FAR = 16  # characters; a name is no longer


def _ends_alike(one: str, other: str) -> int:
    """How long the second side is if it ends as the first does; 0 where it does not."""
    one = one.rstrip()
    for n in range(min(4, len(one)), 0, -1):
        at = other.find(one[-n:], 1 if n == 1 else 0)
        if n >= 2 and 0 <= at <= _FAR:
            return at + n
        far = _FAR if one[-1] == "的" else 5
        if n == 1 and 0 < at <= far and other[:at].count("的") <= one.count("的"):
            return at + 1
    return 0


def _ends_like(one: str, other: str) -> int:
    """How long the first side is if words follow it: 「世界级集群拿的钱是省级集群的几倍」."""
    at = one.rfind(other.rstrip(" 的")[-2:])
    return at + 2 if at > 0 and len(other) > 2 else len(one)


def _asking_at(other: str) -> int:
    found = _ASKING.search(other, 2)
    return found.start() if found else len(other)


_FROM = re.compile(r".*(?:要是|如果|从|比如)")


def _begins(one: str, other: str) -> tuple[int, bool]:
    """Where the first side begins, and whether that is sure."""
    for n in (3, 2, 1):
        at = one.rfind(other[:n])
        if 0 <= at and len(other) > n and (n > 1 or abs(len(one) - at - len(other)) <= 1):
            return at - (at > 0 and bool(_DENIAL.match(one[at - 1]))), True
    from_ = _FROM.match(one)
    begin = from_.end() if from_ else 0
    return begin, len(one) - begin <= len(other) + 4
