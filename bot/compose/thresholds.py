"""Amounts and quantities that a question tells, held against the thresholds of a fact."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.compose.contrary import Check
from bot.question import Question
from bot.spoken import spoken_figures
from corpus.facts import Fact
from corpus.figures import Figure

_STRICT = ("首次突破", "突破", "超过", "高于", "大于")
_AT_MOST = ("不大于", "低于", "少于", "小于", "不超过", "以下", "以内", "不高于", "未满", "不满")


def figure_checks(question: Question, threshold: Fact, benefit: Fact | None) -> list[Check]:
    """The question's figure of the threshold's kind against it; the later year's where it tells
    several.

    Args:
        benefit: The fact asked for: a figure of the question that equals it tells no case.
    """
    own = [
        f for f in own_figures(question)
        if not counts_by(question, f)
        and f.kind == threshold.figure.kind and (f.kind == "money" or _unit(f.unit) == _unit(threshold.figure.unit))
        and not (benefit and benefit.figure.kind == f.kind and benefit.figure.value == f.value)
    ]  # fmt: skip
    if not own:
        return [Check(_demand(threshold), "未说明", "待核实")]
    years = {f.start: _year_before(question, f) for f in own}
    figure = max(own, key=lambda f: (years[f.start] or 9999, f.start)) if len(own) > 1 else own[0]
    first_time = "首次" in "".join(threshold.qualifiers)
    earlier = [
        f
        for f in own
        if f is not figure and (years[f.start] or 9999) < (years[figure.start] or 9999)
    ]
    reached = [f for f in earlier if not _DENIED.search(question.folded[: f.start])]
    if first_time and any(f.value >= threshold.figure.value for f in reached):
        return [Check(_demand(threshold), f"此前已达到{reached[0].text}，不是首次", "不满足")]
    over = figure.value == threshold.figure.value and (
        _OVER.search(question.folded[: figure.start])
        or re.search("[多几]", _as_said(question, figure))  # 三十多G
    )
    met = bool(over) or _meets(figure.value, threshold)
    said = f"{_as_said(question, figure)}{'已达到' if met else '未达到'}"
    return [Check(_demand(threshold), said, "满足" if met else "不满足")]


# Who says that a figure was passed is over it: 「首次突破50亿」 is met by 「冲上五十亿」.
_OVER = re.compile(r"(?:突破|冲[上破过]|超过?|破|[迈跨越]过)了?\s*$")
_DENIED = re.compile(r"(?:没|未|不到|不足|不满)[^,，。;；]{0,6}$")


_AT_A_TIME = re.compile(r"[一每](?!个?[十百千万亿])[^\d]{1,3}")
_REACHED = re.compile(r"(?:才|满|不到|有|快|超过|了|足|干|住|交|缴|工作|毕业|注册)$")


def counts_by(question: Question, figure: Figure) -> bool:
    """Whether a figure tells no case but what is counted by: 「一个月能补多少」, 「卖一公斤给多少」."""
    said = _AT_A_TIME.fullmatch(figure.text)
    return bool(said) and not _REACHED.search(question.folded[: figure.start])


def own_figures(question: Question) -> list[Figure]:
    """Figures of the question; 「20个G」 is 20GB."""
    text = re.sub(r"(?<!\d)(\d+(?:\.\d+)?)\s*个\s*[Gg](?![BbA-Za-z\-])", r"\1GB", question.folded)
    text = re.sub(r"([二三四五六七八九]?十[多几]?)\s*个?\s*(GB|G)(?![A-Za-z])", _tens, text)
    return spoken_figures(text)


def _as_said(question: Question, figure: Figure) -> str:
    """The figure in the question's own words: 20个G where it was read as 20GB."""
    if figure.text in question.folded:
        return figure.text
    # 5G names a network: what is counted has its 个, or is a Chinese numeral.
    spoken = re.search(
        r"[\d.零一二三四五六七八九十多几]+\s*个\s*[Gg]|[二三四五六七八九十多几]+\s*[Gg]",
        question.folded,
    )
    return spoken.group() if spoken else figure.text


def _tens(match: re.Match[str]) -> str:
    digit = "一二三四五六七八九".find(match.group(1)[0]) + 1 if match.group(1)[0] != "十" else 1
    return f"{digit * 10}GB"


def _unit(unit: str) -> str:
    return {"G": "GB", "岁": "周岁", "天": "日"}.get(unit, unit)


def _year_before(question: Question, figure: Figure) -> int:
    found = [
        int(m.group(1)) if len(m.group(1)) == 4 else 2000 + int(m.group(1))
        for m in re.finditer(r"(?<!\d)(20\d\d|[12]\d)年", question.folded[: figure.start])
    ]
    return found[-1] if found else 0


def _meets(value: Decimal, threshold: Fact) -> bool:
    limit = threshold.figure.value
    if any(w in threshold.qualifiers for w in _AT_MOST):
        strict = any(w in threshold.qualifiers for w in ("低于", "少于", "小于", "未满", "不满"))
        return value < limit if strict else value <= limit
    if any(w in threshold.qualifiers for w in _STRICT):
        return value > limit
    return value >= limit


def _demand(threshold: Fact) -> str:
    words = "".join(threshold.qualifiers)
    before = words if not words.startswith("以") else ""
    after = words if words.startswith("以") else ""
    return f"要求{threshold.object}{before}{threshold.text}{after}"
