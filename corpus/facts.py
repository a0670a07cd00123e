"""Clause → facts: each figure with what it is for, how it is bounded, and the words that prove it.

The rules are those of the language of Chinese policies: a receiver is named by 对…, or by
what is selected (每年遴选10家左右…); a benefit follows 给予 or stands before 补助, 奖励 and
their like; a figure inside the words that modify the receiver (…的) is a threshold; and
「对甲、乙、丙,分别给予X、Y、Z」 gives X to 甲, Y to 乙 and Z to 丙.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from corpus.coordination import align, align_figures
from corpus.figure_runs import figures_of, readable, runs
from corpus.figure_words import Part, benefit_of, last_and, part_of, per_of, qualifiers_of
from corpus.figures import Figure, figures
from corpus.model import Clause
from corpus.receiver import RECEIVER, Sentence, objects_of, receiver_of, tiers
from corpus.subject import subject_of
from corpus.text import fold, sentences
from corpus.vocabulary import (
    BENEFIT,
    COMPARES,
    GIVE,
    INCLUDED,
    PER,
    QUALIFIERS_AFTER,
    QUALIFIERS_BEFORE,
    TO_GIVE,
)

FactKind = Literal["amount", "percent", "quota", "threshold", "count", "period", "year", "date"]

_POINTS_IN_BRACKETS = re.compile(r"(?P<what>[^(),;:]{2,})\((?:[^(),;:\d]{0,6})$")
_POINTS_GIVEN = re.compile(
    r"(?:,|再|累计|单项|合计|最[高多低]|不得?超过|不低于|每满?[^,;:]{1,10}?(?=[计加减扣得赋记,])"
    r"|[计加减扣得赋记]|\d+(?:\.\d+)?分)+$"
)
_NUMBERED = re.compile(r"^\s*(?:\(\S{1,3}\)|\d{1,2}[.、]|[①-⑳])\s*")
_BOUND = rf"{INCLUDED}(?:以上|以下|及以上|及以下|以内|左右|内)?"
_SHARED_OUT = re.compile(rf"(?P<names>[^,;:]+?)(?:{PER.pattern})*分别[^,;、]{{0,8}}$")
_GIVEN = re.compile(r"(?:给予|予以|享受|减免|免收)[^,]*$")
_SET_ASIDE = re.compile("设立|安排")  # 「设立总规模20亿元的基金」
# 「单个企业每年不超过500万元」「救助标准不超过240元」 bound what is given.
_CAPS = re.compile(
    rf"最高|(?:{PER.pattern}|(?:救助|保障|生活|缴费).{{0,4}}金额|(?<!收入)标准|限额)[^,]{{0,6}}不(?:得?超过|高于)"
)
_QUOTA = re.compile("每年|遴选|布局|评选|择优|力争|新增|达到")
# Before a period these name nothing: 连续3年, 分3年拨付.
_FILLERS = re.compile("(?:连续|分|在|每|近|前|未来|共|为期|自|给予|补贴|补助|资助|贴息)*")
# After the last of these the name of a threshold, or of what has a period, begins.
_BEFORE_THRESHOLD = re.compile(r"对(?!象|外)|且|并|,|、|的|或|\d{4}年度?")
_BEFORE_PERIOD = re.compile("对(?!象|外)|且|并|,|、|的|或|和")


@dataclass(frozen=True)
class Fact:
    """A figure tied to what it is about.

    Attributes:
        kind: amount (money given), percent, quota (how many are selected), threshold (what an
            applicant must reach), count, period, year, date.
        figure: The figure itself; its offsets count in the clause's text.
        object: What the figure is for, "人形机器人整机企业".
        qualifiers: Printed words that bound it, in order: "一次性", "最高", "左右".
        per: "每个", "单户企业", "每年" as printed; "" if none.
        condition: What must be fulfilled, "2025年整机年销售额首次突破5000万元"; "" if none.
        benefit: The words of the benefit around the figure with the figures of its neighbours
            left out, "一次性最高800万元奖励"; "" for thresholds, years and the like.
        start, end: Span in the clause of the words that prove it.
        aligned: False where several figures stand side by side and nothing says which is whose.
    """

    kind: FactKind
    figure: Figure
    object: str
    qualifiers: tuple[str, ...]
    per: str
    condition: str
    benefit: str
    start: int
    end: int
    aligned: bool = True

    @property
    def text(self) -> str:
        """The figure as printed."""
        return self.figure.text

    @property
    def yuan(self) -> Decimal | None:
        """The amount in yuan (the upper end of a range); None for what is not money."""
        if self.figure.kind != "money":
            return None
        return self.figure.high if self.figure.high is not None else self.figure.value

    @property
    def approximate(self) -> bool:
        """Whether the text says 左右 or 约."""
        return bool({"左右", "约"} & set(self.qualifiers))


def facts(clause: Clause) -> tuple[Fact, ...]:
    """Every figure of a clause with what it is for, in the order of the text.

    Figures inside the clause's own number and inside brackets that name agencies are none.
    """
    text, folded = clause.text, readable(clause)
    everything = figures_of(text, folded)
    found: list[Fact] = []
    for start, end in sentences(folded):
        sentence = Sentence(text, folded, start, end)
        inside = [f for f in everything if start <= f.start and f.end <= end]
        for run in runs(folded, inside):
            found.extend(_read_run(sentence, part_of(sentence, run, inside)))
    return tuple(sorted(found, key=lambda fact: fact.figure.start))


def _read_run(sentence: Sentence, part: Part) -> list[Fact]:
    kind = _kind(sentence, part)
    if kind == "quota":
        return [_quota(sentence, part, figure) for figure in part.run]
    named_only = kind in ("count", "period") and not _GIVEN.search(part.before)
    if named_only or kind in ("threshold", "year", "date"):
        bare = [_bare(sentence, part, figure, kind) for figure in part.run]
        names = _shared_out(part) if len(bare) > 1 else None
        if not names:
            return bare
        return [
            replace(fact, object=sentence.as_printed(name))
            for fact, name in zip(bare, names, strict=True)
        ]
    return _given(sentence, part, kind)


def _shared_out(part: Part) -> list[str] | None:
    """Whose each figure is, where a bound is shared out: 「区级、镇级设施每年分别不少于60万元、
    20万元」; None where it is not, or nothing tells."""
    match = _SHARED_OUT.search(part.before)
    return align(match["names"], len(part.run)) if match else None


def _given(sentence: Sentence, part: Part, kind: FactKind) -> list[Fact]:
    """What is given to somebody: the receiver looked up, one member for each figure."""
    run = list(part.run)
    receiver = receiver_of(sentence, part.start, run[0].start)
    evidence = min(receiver.opening, part.start) if receiver else part.start
    if receiver:
        objects = objects_of(sentence, receiver, run, part.start)
    elif names := tiers(sentence, part.start, run):
        objects = [(sentence.as_printed(name), "") for name in names]
    else:
        subject = subject_of(sentence, part.start, run, part.end)
        objects = [(subject, "")] * len(run)
        share = align_figures if figures(subject) else align
        if "分别" in part.before and (names := share(fold(subject), len(run))):
            objects = [(sentence.as_printed(name), "") for name in names]
            at = sentence.printed.rfind(subject, sentence.start, part.start)
            evidence = at if at >= 0 else evidence
    once = "一次性" in sentence.folded[evidence : part.start]
    found = []
    for figure, (name, condition) in zip(run, objects, strict=True):
        words = qualifiers_of(sentence, part, figure)
        found.append(
            Fact(
                kind=kind,
                figure=figure,
                object=name,
                qualifiers=("一次性", *words) if once and "一次性" not in words else words,
                per=per_of(part.before),
                condition=condition,
                benefit=benefit_of(sentence, part, figure),
                start=evidence,
                end=part.end,
                aligned=len(set(objects)) == len(run),
            )
        )
    return found


def _kind(sentence: Sentence, part: Part) -> FactKind:
    figure, before, after = part.run[0], part.before, part.after
    if figure.kind in ("year", "date"):
        return "year" if figure.kind == "year" else "date"
    if _is_condition(sentence, part):
        return "threshold"
    if figure.kind == "money":
        given = GIVE.search(before) or re.search(BENEFIT, before + after) or _CAPS.search(before)
        return "amount" if given or not COMPARES.search(before) else "threshold"
    if figure.kind == "percent":
        return "percent"
    if figure.kind == "count":
        return "quota" if _QUOTA.search(before) else "count"
    if figure.kind == "measure":
        return "threshold" if COMPARES.search(before) or re.match("以[上下]", after) else "count"
    return "period"


def _is_condition(sentence: Sentence, part: Part) -> bool:
    """Whether a figure stands inside the words that modify the receiver: 「超过2000万元的企业」."""
    near = part.before[part.before.rfind("的") + 1 :]
    if GIVE.search(near) or "最高" in near or _SET_ASIDE.search(near):
        return False
    bound = re.match(_BOUND, part.after)
    rest = part.after[bound.end() :] if bound else part.after
    bounded = bool(COMPARES.search(part.before) or (bound and bound.group()))
    if rest.startswith("的"):
        rate = re.match(rf"的(?:比例|标准|额度|幅度|金额|[^,的予享]{{0,8}}(?:{BENEFIT}))", rest)
        return not rate and (bounded or rest != "的")
    if "的" in rest:
        return bounded and not GIVE.search(rest.split("的")[0])
    if rest or not RECEIVER.search(sentence.folded, sentence.start, part.run[0].start):
        return False
    later = sentence.folded[part.end : sentence.end]
    give = TO_GIVE.search(later)
    return bounded and "的" in later[: give.start() if give else len(later)]


def _bare(sentence: Sentence, part: Part, figure: Figure, kind: FactKind) -> Fact:
    """A figure that is not given to anybody: a threshold, a count, a period, a year."""
    after = sentence.printed[part.run[-1].end : part.end]
    if kind == "threshold":
        near = COMPARES.split(part.before[last_and(part.before) :])[0]
        name = re.sub("(?:在|为|是)$", "", QUALIFIERS_BEFORE.split(near)[0])
        name = _after_last(_BEFORE_THRESHOLD, name)
    elif kind == "year":
        name = re.sub("(?:首次突破|超过|达到|突破|的).*", "", after)
    elif kind == "count" and (points := _points_for(sentence, part)):
        name = points
    elif kind == "count":
        name = re.split("[,,的、]", QUALIFIERS_AFTER.sub("", after))[0]
    else:
        name = _of_period(sentence, part, figure, after)
    bounds = qualifiers_of(sentence, part, figure, condition=kind == "threshold")
    return Fact(
        kind=kind,
        figure=figure,
        object=sentence.as_printed(name.strip("“” ")),
        qualifiers=() if kind == "year" else bounds,
        per="",
        condition="",
        benefit="",
        start=part.start,
        end=part.end,
    )


def _points_for(sentence: Sentence, part: Part) -> str:
    """What is worth so many points: 「本科(30分)」, 「持居住证的,每满1年计4分,最高不超过40分」;
    "" for other counts."""
    if part.run[0].unit != "分":
        return ""
    before = sentence.folded[sentence.start : part.run[0].start]
    if match := _POINTS_IN_BRACKETS.search(before):
        return match["what"]
    named = re.split("[;:]", _POINTS_GIVEN.sub("", before))[-1]
    own = re.split(r"分,", named)[-1]  # 「发明专利每件计26分,实用新型专利每件计7分」
    return _NUMBERED.sub("", own).removesuffix("的")


def _after_last(pattern: re.Pattern[str], words: str) -> str:
    """The words after the last match of a pattern; all of them where there is none."""
    ends = [match.end() for match in pattern.finditer(words)]
    return words[ends[-1] :] if ends else words


def _of_period(sentence: Sentence, part: Part, figure: Figure, after: str) -> str:
    """What a period belongs to: the words before it, else the receiver, else the words after."""
    name = QUALIFIERS_BEFORE.split(part.before)[0]
    name = _after_last(_BEFORE_PERIOD, name).strip()
    if not _FILLERS.fullmatch(name):
        return name
    if receiver := receiver_of(sentence, part.start, figure.start):
        return objects_of(sentence, receiver, [figure], part.start)[0][0]
    return re.split("[,,的、]", QUALIFIERS_AFTER.sub("", after))[0]


def _quota(sentence: Sentence, part: Part, figure: Figure) -> Fact:
    """How many are selected; 「每年遴选30个左右」 without a noun is about the receiver before."""
    name = QUALIFIERS_AFTER.sub("", sentence.printed[figure.end : part.end]).strip()
    condition, start = "", part.start
    receiver = None if name else receiver_of(sentence, part.start, figure.start)
    if receiver:
        [(name, condition)] = objects_of(sentence, receiver, [figure], part.start)
        start = receiver.start
    return Fact(
        kind="quota",
        figure=figure,
        object=name,
        qualifiers=qualifiers_of(sentence, part, figure),
        per=per_of(sentence.folded[part.start : figure.start]),
        condition=condition,
        benefit="",
        start=start,
        end=part.end,
    )
