"""Clause → facts: each figure with what it is for, how it is bounded, and the words that prove it.

The rules are those of the language of Chinese policies: a receiver is named by 对…, or by
what is selected (每年遴选10家左右…); a benefit follows 给予 or stands before 补助, 奖励 and
their like; a figure inside the words that modify the receiver (…的) is a threshold; and
「对甲、乙、丙,分别给予X、Y、Z」 gives X to 甲, Y to 乙 and Z to 丙.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.agencies import without_notes
from corpus.coordination import align, align_figures, head_of
from corpus.figures import Figure, figures
from corpus.model import Clause
from corpus.text import fold, sentences

FactKind = Literal["amount", "percent", "quota", "threshold", "count", "period", "year", "date"]

BENEFIT = "补助|奖励|奖补|补贴|贴息|资助|支持|扶持|资金|经费|奖金|减免|优惠|补偿|额度|贷款|津贴|待遇|免租|报销|支付"
_GIVE = re.compile(
    rf"给予|予以|发放|奖励|补助|补贴|资助|奖补|贴息|扶持|支付|可享受|享受|减免|安排(?=[^,]*资金)|配套"
)
_BENEFIT = re.compile(BENEFIT)
# Words that shape a figure, as printed before or after it.
QUALIFIERS_BEFORE = re.compile(
    r"最高|最低|最多|最少|最长|最短|不超过|不高于|不低于|不少于|不得超过|不得低于|不得少于|一次性|累计|首次突破|突破|超过"
    r"|高于|低于|少于|大于|小于|达到|未达到|未满|不满|不足|年满|满|至少|上限|下限|合计|平均|约"
)
QUALIFIERS_AFTER = re.compile(
    r"^\s*(?:\(含\)|\(含本数\))?(以上|以下|以内|之内|左右|内|及以上|及以下)"
)
_COMPARES = re.compile(
    r"首次突破|突破|超过|达到|达|不低于|不少于|不高于|不超过|高于|低于|少于|大于|小于|年满|满|未满|不满|不足|至少|不得\S于"
)
_PER = re.compile(
    r"(?:每个|每家|每户|每人|每项|每套|每台|每件|每辆|每名|每平方米|每亩|每吨|每次|每篇|每条|每座|每场|每座次)"
    r"(?:企业|项目|单位|机构|团队|平台)?(?:每年|每月|每日|每学年)?"
    r"|单[户个家项台套](?:企业|项目|单位|机构)?|同一(?:企业|项目|单位|主体|申报主体)(?:每年|每年度)?|每年度?|每月|每日|年度|按年"
)
_SELECT = re.compile(
    r"遴选|评选|择优|选取|认定|布局|建设|培育|支持|打造|选树|创建|新增|引进|筛选|组织|实施"
)
_RECEIVER = re.compile(r"(?<![应针相面])对于?(?!应|外|接|标|口|象|比|照)")
_ADVERB = (
    r"(?:按(?:照)?(?:有关|相关|国家|现行)?(?:规定|标准|程序|政策)?|省级|市级|区级|县级|财政|分别|分档|分级|可|可以|经[^,]{1,10}后|"
    r"由[^,]{1,12}?|再|直接|择优|同时|最高|每[个家项户年人套台][^,]{0,4}?|单[户个][^,]{0,4}?|一次性|另行?|统一|优先|适当|一定)"
)
_TO_GIVE = re.compile(
    rf"(?:{_ADVERB})*(?:给予|予以|进行|发放|奖励|补助|补贴|资助|奖补|安排|享受|实行)"
)


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
    text = clause.text
    label_end = len(text) - len(text.lstrip()) + _label_length(clause)
    folded = " " * label_end + without_notes(fold(text))[label_end:]
    found: list[Fact] = []
    everything = figures(folded)
    for start, end in sentences(folded):
        inside = [f for f in everything if start <= f.start and f.end <= end]
        for run in _runs(folded, inside):
            found.extend(_read_run(text, folded, start, end, run, inside))
    return tuple(sorted(found, key=lambda fact: fact.figure.start))


def _label_length(clause: Clause) -> int:
    """Characters of the printed number at the head of the text."""
    head = re.match(
        r"\s*(?:第\s*\S{1,8}?\s*条(?:之\S)?|[((]\s*\S{1,4}\s*[))]|[^\s、..]{1,4}[、..])",
        clause.text,
    )
    return head.end() if head else 0


def _runs(folded: str, inside: list[Figure]) -> list[list[Figure]]:
    """Figures of one kind coordinated with 、 or 和: 「40万元、20万元」 is one run."""
    runs: list[list[Figure]] = []
    for figure in inside:
        if runs:
            last = runs[-1][-1]
            gap = folded[last.end : figure.start]
            if (
                last.kind == figure.kind
                and re.fullmatch(r"\s*(?:[、/]|和|及|与|、?最高|以上|及以上)*\s*", gap)
                and gap
            ):
                runs[-1].append(figure)
                continue
        runs.append([figure])
    return runs


def _read_run(
    text: str, folded: str, start: int, end: int, run: list[Figure], inside: list[Figure]
) -> list[Fact]:
    part_start, part_end = _part(folded, run[0].start, run[-1].end, start, end)
    before, after = folded[part_start : run[0].start], folded[run[-1].end : part_end]
    kind = _kind(run[0], before, after, folded[start : run[0].start])
    words = _words(before, after.split("的")[0] if kind == "threshold" else after)
    if kind in ("threshold", "year", "date", "count", "period") and not _gives(before):
        return [
            _bare(text, folded, figure, kind, words, part_start, part_end, before) for figure in run
        ]
    if kind == "quota":
        return [_quota(text, folded, figure, words, start, part_start, part_end) for figure in run]
    receiver = _receiver(folded, start, part_start, run[0].start)
    objects = _objects(text, folded, receiver, run, start)
    evidence = min(_opening(folded, start, receiver[0]), part_start) if receiver else part_start
    if receiver is None:
        objects = [(_subject(text, folded, start, part_start, run[0].start), "")] * len(run)
    benefit_start = _benefit_start(folded, part_start, run[0].start)
    once = "一次性" in folded[evidence:part_start] and "一次性" not in words
    qualifiers = (("一次性",) if once else ()) + words
    aligned = len(run) == 1 or len({name for name, _ in objects}) == len(run)
    return [
        Fact(
            kind, _cut(text, figure), name, qualifiers, _per(before), condition,
            _benefit(text, folded, benefit_start, run, figure, part_end), evidence, part_end, aligned,
        )
        for figure, (name, condition) in zip(run, objects, strict=True)
    ]  # fmt: skip


def _cut(text: str, figure: Figure) -> Figure:
    return Figure(
        figure.kind, figure.value, figure.high, figure.unit,
        text[figure.start : figure.end], figure.start, figure.end,
    )  # fmt: skip


def _part(folded: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The words between the commas (or colon) around a run, the sentence's stop left out."""
    begin = max([start] + [folded.rfind(c, start, first) + 1 for c in ",:"])
    stops = [i for i in (folded.find(c, last, end) for c in ",:") if i >= 0]
    stop = min(stops) if stops else end
    while stop > last and folded[stop - 1] in "。;!? \n":
        stop -= 1
    while begin < first and folded[begin].isspace():
        begin += 1
    return begin, stop


def _kind(figure: Figure, before: str, after: str, sentence_before: str) -> FactKind:
    if figure.kind == "year":
        return "year"
    if figure.kind == "date":
        return "date"
    inside_modifier = bool(re.match(r"(?:以上|以下|及以上|左右|\(含\))*的(?!$)", after)) or (
        "的" in after and bool(_COMPARES.search(before)) and not _GIVE.search(after.split("的")[0])
    ) or bool(re.match(r"(?:以上|以下|及以上|及以下|\(含\))*的?$", after) and _COMPARES.search(before + after) and _RECEIVER.search(sentence_before))  # fmt: skip
    if inside_modifier and not _GIVE.search(before[before.rfind("的") + 1 :]):
        return "threshold"
    if figure.kind == "money":
        return (
            "amount"
            if _GIVE.search(before)
            or _BENEFIT.search(before + after)
            or not _COMPARES.search(before)
            else "threshold"
        )
    if figure.kind == "percent":
        return "percent"
    if figure.kind == "count":
        return "quota" if re.search(r"每年|遴选|布局|评选|择优|力争|新增|达到", before) else "count"
    if figure.kind == "measure":
        return "threshold" if _COMPARES.search(before) or re.match(r"以[上下]", after) else "count"
    return "period"


def _gives(before: str) -> bool:
    return bool(_GIVE.search(before))


def _words(before: str, after: str) -> tuple[str, ...]:
    """Qualifiers around a run, nearest modifiers only: those after the last 的 before it."""
    near = (
        before[before.rfind("的") + 1 :]
        if "不超过" not in before and "不低于" not in before
        else before
    )
    words = [m.group() for m in QUALIFIERS_BEFORE.finditer(near)]
    tail = QUALIFIERS_AFTER.match(after)
    if tail:
        words.append(tail.group(1))
    if "一次性" in after and "一次性" not in words:
        words.append("一次性")
    return tuple(words)


def _per(before: str) -> str:
    found = list(_PER.finditer(before))
    return found[-1].group() if found else ""


def _bare(
    text: str, folded: str, figure: Figure, kind: FactKind, words: tuple[str, ...],
    part_start: int, part_end: int, before: str,
) -> Fact:  # fmt: skip
    """A figure that is not given to anybody: a threshold, a count, a period, a year."""
    if kind == "threshold":
        quantity = _COMPARES.split(before)[0] if _COMPARES.search(before) else before
        quantity = re.sub(r".*(?:对(?!象|外)|且|并|,|、|的|或|\d{4}年度?)", "", quantity)
    elif kind == "year":
        quantity = re.sub(r"(?:首次突破|超过|达到|突破|的).*", "", text[figure.end : part_end])
    else:
        quantity = text[figure.end : part_end] if kind == "count" else before
        quantity = re.split(r"[,的、]", quantity)[0]
    return Fact(kind, _cut(text, figure), quantity.strip("“” "), () if kind in ("year", "count") else words,
                "", "", "", part_start, part_end)  # fmt: skip


def _quota(
    text: str,
    folded: str,
    figure: Figure,
    words: tuple[str, ...],
    start: int,
    part_start: int,
    part_end: int,
) -> Fact:
    """How many are selected; 「每年遴选30个左右」 without a noun is about the receiver before it."""
    name = QUALIFIERS_AFTER.sub("", text[figure.end : part_end]).strip()
    per = _per(folded[part_start : figure.start])
    condition = ""
    receiver = None if name else _receiver(folded, start, part_start, figure.start)
    if receiver:
        [(name, condition)] = _objects(text, folded, receiver, [figure], start)
        part_start = receiver[0]
    return Fact("quota", _cut(text, figure), name, words, per, condition, "", part_start, part_end)


def _receiver(folded: str, start: int, part_start: int, at: int) -> tuple[int, int] | None:
    """Span of the words that name who or what gets the figure at `at`; None if none do.

    Either 「对…」 in the sentence, or what is selected: 「每年遴选10家左右…」, 「遴选一批…」.
    """
    chosen = _selected(folded, start, part_start)
    for match in reversed(list(_RECEIVER.finditer(folded, start, at))):
        if chosen and chosen[0] > match.start():
            return chosen
        words = folded[match.end() : at]
        give = _first_give(words)
        span = _trim_receiver(words[:give])
        if span:
            return match.end(), match.end() + span
    return chosen


def _first_give(words: str) -> int:
    for match in _TO_GIVE.finditer(words):
        rest = re.split(r"[,;]", words[match.end() :])[0]
        if "的" not in rest:
            return match.start()
    return len(words)


def _trim_receiver(words: str) -> int:
    """Length of the receiver in the words between 对 and the verb that gives."""
    words = re.sub(rf"(?:{_ADVERB}|[,\s])*$", "", words)
    while "," in words:
        first, last = words.rsplit(",", 1)
        if "的" in last and not last.startswith(("在", "按", "经", "由")):
            break
        words = re.sub(rf"(?:{_ADVERB}|[,\s])*$", "", first)
    return len(words)


_CHOSEN = re.compile(
    rf"(?:{_SELECT.pattern})(?:认定|确定|推广|打造|建设)*"
    r"(?:一批|若干|(?:\d+|\d+-\d+)[项家个名户条处所](?:左右|以上|以内)?)"
    r"(?P<name>(?!左右|以上|以内)[^,;。:]{2,40})(?=[,;。])"
)


def _selected(folded: str, start: int, part_start: int) -> tuple[int, int] | None:
    found = [match for match in _CHOSEN.finditer(folded, start, part_start)]
    return found[-1].span("name") if found else None


def _opening(folded: str, start: int, receiver: int) -> int:
    """Where the words that introduce a receiver begin: its 对, or the part that selects it."""
    to = re.search(r"对于?$", folded[start:receiver])
    if to:
        return start + to.start()
    begin = max(start, *(folded.rfind(c, start, receiver) + 1 for c in ",;:"))
    return begin + len(folded[begin:receiver]) - len(folded[begin:receiver].lstrip())


def _objects(
    text: str, folded: str, receiver: tuple[int, int] | None, run: list[Figure], start: int
) -> list[tuple[str, str]]:
    """(object, condition) for each figure of a run."""
    if receiver is None:
        return []
    phrase = folded[slice(*receiver)]
    named_by_choice = not folded[start : receiver[0]].endswith(("对", "对于"))
    head, condition = (phrase, "") if named_by_choice else head_of(phrase)
    printed = _printer(text, folded, start)
    if len(run) == 1:
        return [(printed(head), printed(condition))]
    for candidate in (head, *_earlier(folded, start, receiver[0])):
        if names := align(candidate, len(run)):
            return [(printed(name), printed(condition)) for name in names]
    if tiers := align_figures(phrase, len(run)):
        return [(printed(head), printed(condition)) for head, condition in map(head_of, tiers)]
    return [(printed(head), printed(condition))] * len(run)


def _earlier(folded: str, start: int, before: int) -> list[str]:
    """What was spoken of earlier in the sentence, nearest first: objects of selecting verbs."""
    parts = re.split(r"[,:]", folded[start:before])
    found = []
    for part in reversed(parts):
        verbs = list(re.finditer(rf"(?:{_SELECT.pattern})(?:一批|若干)?", part))
        if verbs:
            found.append(part[verbs[-1].end() :].strip())
    return found


def _printer(text: str, folded: str, start: int):  # type: ignore[no-untyped-def]
    """Folded words as they are printed, where they stand in the clause as a whole."""

    def printed(words: str) -> str:
        at = folded.find(words, start) if words else -1
        return text[at : at + len(words)] if at >= 0 else words

    return printed


def _subject(text: str, folded: str, start: int, part_start: int, at: int) -> str:
    """Without a receiver a figure is about the words before it: 「贷款额度最高30万元」."""
    words = re.split(
        rf"{QUALIFIERS_BEFORE.pattern}|{_GIVE.pattern}|为|按|是", folded[part_start:at]
    )[0].strip(" ,:")
    if len(words) >= 2:
        return text[
            part_start : part_start + len(folded[part_start:at].split(words)[0]) + len(words)
        ].strip(" ,:")
    before = re.split(r"[,:]", folded[start:part_start].rstrip(" ,:"))[-1]
    return before.strip()


def _benefit_start(folded: str, part_start: int, at: int) -> int:
    """Where the words of the benefit begin in their part: 给予, 每个 or 最高, whichever is first
    after the receiver."""
    words = folded[part_start:at]
    give = _first_give(words)
    marks = [
        match.start() for pattern in (_PER, QUALIFIERS_BEFORE) for match in pattern.finditer(words)
    ]
    receiver = _RECEIVER.search(words)
    after = receiver.end() if receiver else 0
    cut = words.rfind("的", 0, give) + 1 if give < len(words) or receiver else 0
    starts = [mark for mark in (*marks, give) if mark >= max(after, cut)]
    return part_start + min(starts, default=0)


def _benefit(text: str, folded: str, begin: int, run: list[Figure], own: Figure, end: int) -> str:
    """The benefit in words, with the figures and words of the run's other members left out."""
    before = text[begin : run[0].start]
    after = text[run[-1].end : end]
    words = before + text[own.start : own.end]
    if own.start != run[-1].start and not re.search(r"[元%A-Za-z个项家年日]$", own.text):
        words += re.sub(r"^[\d.,]+", "", run[-1].text)
    words = re.sub(r"按(?:照)?(?:有关|相关)?规定|分别|按标准", "", words + after)
    return words.strip(" ,，。;；")
