"""Questions that put a figure forward: 「模型券最高1000万对吧」 is confirmed or put right.

The figure is taken out and the question asked that it would answer, 「模型券最高多少钱」; what
the policy answers to that is held against the figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.compose.english import in_english
from bot.draft import Draft
from bot.english.figures import figures_told
from bot.question import Question, understand
from bot.spoken import spoken_figures
from corpus.bounds import unit
from corpus.figures import Figure

# What people say round a claim: where they have it from, that they want it confirmed, that they
# want no more than a yes.
_HEARSAY = r"(?:我)?(?:听说|据说|听人说|有人说|(?:邻居|朋友|同事|人家|别人|群里|网上|中介|他们)(?:都|跟我)?说|说是)[,，:：]?"
_ORDERED = (
    r"(?:你|您|请)?(?:们)?(?:别|不用|不要|甭|无需)(?:再)?(?:管|翻|照|看|提|查|念|按|跟我(?:说|讲))[^,，。;；]{0,12}[,，。;；]?"
    r"|(?:你|您)?(?:们)?(?:就|只管|只要|只需)?(?:直接|干脆)?(?:告诉我|答我|回答我?|答|说)(?:就行)?[,，:：]?(?=\S{4})"
)
_AGREEING = (
    r"(?:对不对|对吧|对吗|对不|对么|是不(?=[?？。]*$)|是吧|是吗|是不是|(?:我|应该)?(?:没|不会)(?:有)?(?:记|搞|弄|听|看|说|理解)?错吧?|(?:可以|能|就)?(?:这么|这样)(?:写|说|讲|理解|答复|回复)(?:行|对|可以|没错|没问题|成)?(?:不行|不对)?[吗吧不么]?(?=[?？。]*$)|没问题吧|真的假的|(?:这|都)?是?真的[吗吧么]|属实吗?"
    r"|(?:你|您)?(?:帮我|给我)?确认(?:一?下)?(?:就行|即可)?)"
)
_AGREED = rf"[,，]?\s*{_AGREEING}+(?:[,，?？!！。].*)?$"
_AND_MORE = re.compile(rf"(?P<claim>.+?{_AGREEING}+)\s*[?,。;!]+\s*(?P<more>.{{4,}})")
_SURE = re.compile(rf"{_HEARSAY}|{_AGREED}|^(?:{_ORDERED})|(?:你|您)就(?:直接)?(?:说|告诉|答|回答)")
_DOUBTED = re.compile(r"(?:吗|么|吧|嘛|不)[?？。!]*$|是不是|也是|都是")
_GIVEN = re.compile(
    r"(?:最高|最多|最低|封顶|上限|补|奖|给|返|贴|拿|领|发|是|按|选|评)[^\d,，]{0,3}$"
)
_PUT_FORWARD = re.compile(
    rf"{_GIVEN.pattern}|(?:也就|只|才|就|满|到|停|罚|交|要|达|收|报|搞|歇|贷|有)[^\d,，]{{0,4}}$"
)
_TOTAL = re.compile(r"(?:一共|总共|合计|总计)\D{0,4}$")
_OWN_CASE = re.compile(r"我[^,，。;；]*$")
_ASKS = re.compile(r"多少|几|什么|啥|哪|谁|怎么|如何|咋(?!写)|多久|多长|多大")
_TAIL = re.compile(r"[,，\s]*了?(?:(?:吗|么|吧|嘛|不)(?:[?？].*)?|行不行?|成不成?)?[?？!！。]*$")
_UNITS = {"年": "多久", "个月": "多久", "天": "多少天", "日": "多少天"}
_FOREVER = re.compile(r"终身|永久|一辈子|永远|无限期")
_NO_CLAIM = ("级", "类", "档", "等", "条", "款", "项", "点")
_POINTS = re.compile(r"(?:加|扣|减|计|得|算|值|积|给|有|到|满)[^\d,，]{0,2}$")
_JUDGED = re.compile(r"是的|不是|不?符合")
_IN_A_ROW = re.compile(r"连续$")
_CONDITION = re.compile(r"（条件[^）]*）")
# Which end of a range is put forward, by the words before the figure or after it.
_LEAST = re.compile(r"(?:最[低少]|至少|起码|不[低少]于)[^\d,，]{0,4}$"), re.compile(r"起|以上|往上")
_MOST = (
    re.compile(
        r"(?:最[高多长]|[顶至]多|顶格|封顶|上限|不超过)[^\d,，]{0,4}$|[\d一二三四五六七八九十万亿元月年%][到至~-]$"
    ),
    re.compile(r"封顶|以[下内里]|顶天|为限"),
)
# 「10万元以上50万元以下」: two figures, the ends of one range.
_UP_TO = re.compile(r"(?:\(含[^)]*\)|（含[^）]*）)?以上[、,，]?(?:不[满足]|低于)?$")


@dataclass(frozen=True)
class Premise:
    """A figure put forward, and the question that it would answer.

    Attributes:
        figure: The figure, its offsets in the folded question.
        question: The question that it would answer.
        sure: Whether it is put forward as a claim, not as part of a case: 「对吧」, 「听说」.
        ends: Which ends of a range it may be, 「最少10万」 the lower: "least", "most".
    """

    figure: Figure
    question: Question
    sure: bool
    ends: frozenset[str] = frozenset()


def read(asked: Question) -> Premise | None:
    """The figure a question puts forward; None where it puts none forward, or asks for one."""
    text = asked.folded
    if asked.english or _ASKS.search(_SURE.sub(" ", text)):
        return None
    sure = bool(_SURE.search(text))
    if not sure and not _DOUBTED.search(text):
        return None
    figure = _claimed(asked, sure)
    if figure is None:
        return None
    question = understand(_restated(text, figure))
    ends = {
        name
        for name, (before, after) in (("least", _LEAST), ("most", _MOST))
        if before.search(text[: figure.start]) or after.match(text[figure.end :])
    }
    return Premise(figure, replace(question, yes_no=False), sure, frozenset(ends))


def with_more(asked: Question) -> tuple[str, Premise, str] | None:
    """A claim, the figure it puts forward, and the question after it: 「每个50万，对吧？一年最多多少」;
    None where it is not made of the two."""
    match = _AND_MORE.fullmatch(asked.folded)
    if asked.english or not match or not _ASKS.search(match["more"]):
        return None
    put = read(understand(match["claim"]))
    return (match["claim"], put, match["more"]) if put and put.sure else None


def _claimed(asked: Question, sure: bool) -> Figure | None:
    text = asked.folded
    found = [
        f for f in asked.figures
        if f.kind != "year" and f.unit not in _NO_CLAIM and not _is_bare_age(f)
        and (f.unit != "分" or _POINTS.search(text[: f.start]))
    ]  # fmt: skip
    if sure and (points := [f for f in found if f.unit == "分"]):
        return points[-1]
    if not sure:
        given = [
            f for f in found
            if not _OWN_CASE.search(text[: f.start]) and not re.search("[,，]", text[f.end :])
            and (_GIVEN.search(text[: f.start]) or re.match("吧", text[f.end :]))
        ]  # fmt: skip
        return given[-1] if given else None
    if match := _FOREVER.search(text):
        return Figure("period", Decimal("inf"), None, "年", match.group(), *match.span())
    for marks in (_TOTAL, None, _PUT_FORWARD):
        fits = [
            f for f in found
            if (marks.search(text[: f.start]) if marks else f.kind == "date")
        ]  # fmt: skip
        if fits:
            return fits[-1]
    return found[-1] if found else None


def _is_bare_age(figure: Figure) -> bool:
    """Whether somebody is said to be so old, 「今年81」: that is a case and no claim."""
    return figure.unit == "岁" and not figure.text.endswith("岁")


def _restated(text: str, figure: Figure) -> str:
    """The question with the figure taken out and asked for: 「最高1000万对吧」 -> 「最高多少钱」."""
    before, after = text[: figure.start], text[figure.end :]
    for pattern in (_HEARSAY, rf"^(?:{_ORDERED})", rf"^(?:{_ORDERED})"):
        before = re.sub(pattern, "", before)
    after = _TAIL.sub("", re.sub(_HEARSAY, "", re.sub(_AGREED, "", after)))
    before = re.sub(r"(?:也就|就|只|才)$", "", before)
    return f"{before}{_asked_for(figure)}{after}".strip(" ,，")


def _asked_for(figure: Figure) -> str:
    if figure.kind == "money":
        return "多少钱"
    if figure.kind == "percent":
        return "百分之多少"
    if figure.kind == "date":
        return "什么时候"
    return _UNITS.get(figure.unit, f"多少{figure.unit}")


def judge(premise: Premise, draft: Draft) -> Draft | None:
    """The answer to the question behind a premise, opened with yes or with what is not so.

    Returns:
        None where the answer has no figure of the kind put forward, or is a verdict already.
    """
    if draft.status != "answered" or _JUDGED.match(draft.summary):
        return None
    summary = _CONDITION.sub("", draft.summary)
    said = [f for f in spoken_figures(summary) if not _IN_A_ROW.search(summary[: f.start])]
    rivals = [f for f in said if _alike(f, premise.figure)]
    if not rivals:
        return None
    right = _among(premise, _with_ends(rivals, summary))
    opening = "是的，" if right else f"不是{premise.figure.text}，"
    english = "Yes. " if right else f"No, not {figures_told(premise.figure.text)}. "
    return replace(
        draft, summary=f"{opening}{draft.summary}", derived=(*draft.derived, premise.figure.text),
        english=f"{english}{in_english(draft)}",
    )  # fmt: skip


def _alike(printed: Figure, said: Figure) -> bool:
    if printed.kind != said.kind:
        return False
    return printed.kind in ("money", "percent", "period", "date") or unit(printed.unit) == unit(
        said.unit
    )


_MONTHS = {"年": 12, "个月": 1, "月": 1, "个季度": 3}


_End = tuple[str, tuple[str, Decimal]]  # ("least", "most" or "" for no range, size)


def _with_ends(rivals: Sequence[Figure], summary: str) -> set[_End]:
    """The sizes of figures, each with the end it is of a range; a day, which people name of a
    span of days as its last one, is none."""
    found: set[_End] = set()
    for i, f in enumerate(rivals):
        if f.high is not None:
            found |= {("least", _size(f, f.value)), ("most", _size(f, f.high))}
            continue
        after = summary[f.end : rivals[i + 1].start] if i + 1 < len(rivals) else ""
        before = summary[rivals[i - 1].end : f.start] if i else ""
        end = "least" if _UP_TO.match(after) else "most" if _UP_TO.match(before) else ""
        found.add(("" if f.kind == "date" else end, _size(f, f.value)))
    return found


def _among(premise: Premise, told: set[_End]) -> bool:
    """Whether the figure stands among what is told: a single one as a single one, or as the end
    of a range that it is put forward for, a range as both of its ends."""
    figure = premise.figure
    if figure.high is not None:
        sizes = {size for _, size in told}
        return {_size(figure, figure.value), _size(figure, figure.high)} <= sizes
    return any((end, _size(figure, figure.value)) in told for end in ("", *premise.ends))


def _size(figure: Figure, value: Decimal) -> tuple[str, Decimal]:
    """A value in base units, with what it measures."""
    if figure.kind == "date":
        return "date", value % 10000  # people leave the year out
    if figure.kind == "period":
        months = _MONTHS.get(figure.unit)
        return ("月", value * months) if months else (unit(figure.unit), value)
    return figure.kind, value
