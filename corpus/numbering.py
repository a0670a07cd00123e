"""The numbering of Chinese official documents: find its marks and read them as a tree.

Knows the forms that 《党政机关公文格式》 (GB/T 9704-2012: 一、 (一) 1. (1)) and
《立法技术规范》 (编 章 节 条 款 项 目) prescribe, ①, and the single characters ㈠ ⒈ ⑴ of older
type. Which level of a document is its citable one is decided in corpus/parse.py.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from corpus.text import CN_DIGITS, number

_CN = f"[{CN_DIGITS}]"
# No document counts to 1000; longer digits are account or telephone numbers.
_N = rf"({_CN}+|\d{{1,3}})"
_LAW = {unit: rf"第\s*{_N}\s*{unit}" for unit in "编章节"}
_FORMS: dict[str, str] = {
    **_LAW,
    "条": rf"第\s*{_N}\s*条(?:之({_CN}+))?",
    "一、": rf"({_CN}+)\s*[、.]",
    "(一)": rf"\(\s*({_CN}+)\s*\)|([㈠-㈩])",
    "1.": r"(?<!\d)(\d{1,3})\s*(?:\.(?!\d(?!\d{3}年))|、)|([⒈-⒛])",
    "(1)": r"\(\s*(\d{1,3})\s*\)|(?<![\d(])(\d{1,3})\)|([⑴-⒇])",
    "①": r"([①-⑳])",
}
_SINGLE = frozenset(map(chr, (*range(0x2460, 0x249C), *range(0x3220, 0x322A))))  # ① ⑴ ⒈ ㈠
_PATTERNS = {form: re.compile(pattern) for form, pattern in _FORMS.items()}

# What follows a number that is being referred to, and what stands before one.
_REFERENCE_AFTER = re.compile(
    r"\s*(?:规定|所列|所述|的规定|第\s*\S{1,3}\s*[款项条目]|之规定|[、和至或与]\s*(?:第|\()|[款项目条](?!目))"
    r"|的|中(?=[的所规第,、])|至第|等"
)
_STOP_BEFORE = frozenset("。!?;:)]；：！？")


@dataclass
class Mark:
    """A number that opens a part.

    Attributes:
        form: A key of the forms above: "条", "一、", "(一)", …
        n: Its number; 之一 adds a thousandth, so that 第三条之一 comes after 第三条.
        start, end: Span of the number itself in the text.
        printed: The number as it stands in the folded text.
        pure: The words after it run into another mark without any full stop: a heading.
        children: Marks below it.
        restarted: Its form began again from 1 although it had been used under another parent.
        recurs: Somewhere in the document its form restarted: its number alone is ambiguous.
    """

    form: str
    n: float
    start: int
    end: int
    printed: str
    pure: bool = False
    children: list[Mark] = field(default_factory=list)
    restarted: bool = False
    recurs: bool = False


def read_marks(folded: str) -> list[Mark]:
    """The marks of a folded text (corpus.text.fold) as a forest, references left out.

    A number opens a part when it stands where a part can begin and carries on the counting:
    one more than the last of its form, or 1 for a form not yet open at this place.
    """
    candidates = _after_contents(folded, _candidates(folded))
    roots: list[Mark] = []
    stack: list[Mark] = []
    last: dict[str, float] = {}
    for i, mark in enumerate(candidates):
        depth = next((d for d, open_ in enumerate(stack) if open_.form == mark.form), len(stack))
        new_here, known = depth == len(stack), mark.form in last
        follows = known and _follows(last[mark.form], mark, candidates[i + 1 :])
        # Articles are counted through a document and never anew.
        begins = new_here and mark.n == 1 and not (known and mark.form == "条")
        if not (follows or begins) or (new_here and _outranks(mark.form, stack)):
            continue
        mark.restarted = known and not follows
        del stack[depth:]
        (stack[-1].children if stack else roots).append(mark)
        stack.append(mark)
        last[mark.form] = mark.n
        if mark.form == "章":  # sections (节) are counted anew in every chapter
            last.pop("节", None)
    _mark_headings(folded, roots)
    _mark_recurring(walk(roots))
    return roots


def _mark_recurring(marks: list[Mark]) -> None:
    again = {mark.form for mark in marks if mark.restarted}
    for mark in marks:
        mark.recurs = mark.form in again


_CONTENTS = re.compile(r"(?:^|\s)目\s*录\s")


def _after_contents(folded: str, marks: list[Mark]) -> list[Mark]:
    """Leave out the marks of a table of contents: it ends where its first line comes again."""
    contents = _CONTENTS.search(folded)
    listed = [mark for mark in marks if contents and mark.start >= contents.end()]
    if len(listed) < 2:
        return marks
    first, second = listed[:2]
    line = _bare_line(folded[first.start : second.start])
    for mark, following in zip(listed[1:], [*listed[2:], None], strict=True):
        end = following.start if following else len(folded)
        if mark.form == first.form and _bare_line(folded[mark.start : end]).startswith(line):
            return [m for m in marks if m.start < first.start or m.start >= mark.start]
    return marks


def _bare_line(words: str) -> str:
    """A line of a table of contents without white space, leader and page number."""
    return re.sub(r"[.…·\-]*\d*$", "", re.sub(r"\s", "", words))


RANK = {form: rank for rank, form in enumerate(_FORMS)}


def _outranks(form: str, stack: list[Mark]) -> bool:
    """Whether the legal forms would stand upside down: 条 never opens inside a 款 or 项."""
    return form in "编章节条" and any(RANK[open_.form] > RANK["条"] for open_ in stack[1:])


def _follows(last: float, mark: Mark, later: list[Mark]) -> bool:
    if mark.n == int(last) + 1 or (0 < mark.n - last < 1):
        return True
    # A skipped number (misprint, repealed article): accept when the missing one never comes.
    missing = int(last) + 1
    return missing < mark.n <= missing + 2 and not any(
        other.form == mark.form and missing <= other.n < mark.n for other in later
    )


def _candidates(folded: str) -> list[Mark]:
    found: list[Mark] = []
    for form, pattern in _PATTERNS.items():
        for match in pattern.finditer(folded):
            if _stands_at_beginning(folded, match.start()) and not (
                form not in ("一、", "1.", "①") and _REFERENCE_AFTER.match(folded, match.end())
            ):
                try:
                    value = _value(form, match)
                    found.append(Mark(form, value, match.start(), match.end(), match.group()))
                except ValueError:  # 百百: characters of numerals, but no numeral
                    continue
    return _with_room(folded, sorted(found, key=lambda mark: mark.start))


def mark_at(folded: str, start: int) -> Mark | None:
    """The number printed at a place, whether or not it carries on the counting."""
    for form, pattern in _PATTERNS.items():
        match = pattern.match(folded, start)
        if match and not _REFERENCE_AFTER.match(folded, match.end()):
            try:
                return Mark(form, _value(form, match), start, match.end(), match.group())
            except ValueError:  # 百百: characters of numerals, but no numeral
                continue
    return None


def _value(form: str, match: re.Match[str]) -> float:
    groups = [group for group in match.groups() if group]
    if groups[0] in _SINGLE:
        return unicodedata.numeric(groups[0])
    value = float(number(groups[0]))
    if form == "条" and len(groups) == 2:
        value += number(groups[1]) / 1000
    return value


def _stands_at_beginning(folded: str, start: int) -> bool:
    before = folded[:start].rstrip()
    if not before or before[-1] in _STOP_BEFORE:
        return True
    return start > len(before)  # white space: checked further by _with_room


def _with_room(folded: str, marks: list[Mark]) -> list[Mark]:
    """Leave out marks that follow mere white space in the middle of a sentence.

    Without a stop before it a part begins only after a heading (the words since the last
    mark or line break hold no comma or stop) or on a line of its own whose number is set
    off from the words after it.
    """
    kept: list[Mark] = []
    for mark in marks:
        before = folded[: mark.start].rstrip()
        if not before or before[-1] in _STOP_BEFORE:
            kept.append(mark)
            continue
        gap = folded[len(before) : mark.start]
        since = max(before.rfind("\n") + 1, kept[-1].end if kept else 0)
        heading = not re.search(r"[,，。;；:：]", before[since:])
        referred = before.endswith(("根据", "按照", "依照", "依据")) or (
            "\n" not in gap and before.endswith(("本", "和", "与", "及", "、"))
        )
        set_off = "\n" in gap and before[-1] not in ",，、" and (
            folded[mark.end : mark.end + 1].isspace() or mark.form != "条"
        )  # fmt: skip
        if (heading or set_off) and not referred:
            kept.append(mark)
    return kept


def _mark_headings(folded: str, roots: list[Mark]) -> None:
    for mark in roots:
        if mark.children:
            words = folded[mark.end : mark.children[0].start]
            mark.pure = not re.search(r"[。;!?！？；]", words)
        _mark_headings(folded, mark.children)


def walk(marks: list[Mark]) -> list[Mark]:
    """All marks of a forest in the order of the text."""
    found: list[Mark] = []
    for mark in marks:
        found.append(mark)
        found.extend(walk(mark.children))
    return found
