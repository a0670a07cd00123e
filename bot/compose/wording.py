"""How facts and sentences are put into words."""

from __future__ import annotations

import re

from corpus.facts import Fact
from corpus.figures import figures
from corpus.model import Clause

SHORT = 118  # a summary stays under 120 characters (docs/answer.md)
_LONGEST_NAME = 40


def state(fact: Fact, clause: Clause, *, room: int = SHORT) -> str:
    """A fact as a statement: who gets what, and under which condition where it fits.

    >>> state(fact, clause)
    '人形机器人整机企业可获得一次性最高800万元奖励（条件：2025年整机年销售额首次突破5000万元）'
    """
    if not fact.object or len(fact.object) > _LONGEST_NAME or not fact.benefit or not fact.aligned:
        return excerpt(clause, fact.start, fact.end, fact.figure.start, room=room)
    whole = clause.text[fact.start : fact.end].strip().rstrip("。；;")
    covered = len(fact.object) + len(fact.condition) + len(fact.benefit)
    if len(whole) <= min(room, 90) and len(whole) > covered + 14 and _only_figure(fact, clause):
        return whole  # the words between receiver and figure say more: 「可任选一笔贷款…」
    benefit = re.sub(r"^给予", "可获得", fact.benefit)
    condition = condition_of(fact)
    if condition.endswith(fact.object):  # 「租赁海外仓的」: the receiver is named by what it does
        return _within(f"{condition}的，{fact.benefit}", fact, clause, room)
    joint = "" if benefit.startswith("可获得") else "："
    said = f"{fact.object}{joint}{benefit}"
    if condition and len(said) + len(condition) + 5 <= room:
        said += f"（条件：{condition}）"
    return _within(said, fact, clause, room)


def _within(said: str, fact: Fact, clause: Clause, room: int) -> str:
    """What is said of a fact, or the text's own words where that takes too much room."""
    if len(said) <= room:
        return said
    return excerpt(clause, fact.start, fact.end, fact.figure.start, room=room)


def _only_figure(fact: Fact, clause: Clause) -> bool:
    """Whether no other amount stands in the words that prove the fact."""
    inside = figures(clause.text[fact.start : fact.end])
    return sum(f.kind in ("money", "percent", "count") for f in inside) == 1


def is_given(fact: Fact) -> bool:
    """Whether the text gives the figure to a receiver it names, so that both can be put together
    in words of ours; any other figure is quoted as it stands."""
    return bool(fact.benefit) and (bool(fact.condition) or "给予" in fact.benefit or bool(fact.per))


def condition_of(fact: Fact) -> str:
    """The condition as a phrase that stands alone: the leading 其 of 其自主研发 left out."""
    return re.sub(r"^其(?=自)", "", fact.condition.strip(" ,，"))


def excerpt(clause: Clause, start: int, end: int, at: int, *, room: int = SHORT) -> str:
    """clause.text[start:end] without its stop; of longer words the parts around `at` that fit."""
    text = clause.text
    words = text[start:end].strip().rstrip("。；;")
    if len(words) <= room:
        return words
    cuts = [start] + [
        start + m.end() for m in re.finditer(r"[，；。;]|,(?!\d{3})", text[start:end])
    ] + [end]  # fmt: skip
    i = max(k for k, cut in enumerate(cuts[:-1]) if cut <= max(at, start))
    first, last = i, i + 1
    while (  # a condition says nothing without what follows from it
        last < len(cuts) - 1
        and opens_condition(text[cuts[first] : cuts[last]])
        and cuts[last + 1] - cuts[first] <= room - 2
    ):
        last += 1
    while True:
        if first > 0 and cuts[last] - cuts[first - 1] <= room - 2:
            first -= 1
        elif last < len(cuts) - 1 and cuts[last + 1] - cuts[first] <= room - 2:
            last += 1
        else:
            break
    words = text[cuts[first] : cuts[last]].strip(" ,，。；;")
    if len(words) > room:
        words = words[: room - 1] + "…"
    return words


_CONDITION = re.compile(r"(?:的|以[上下内]|之间)(?:[(（][^()（）]*[)）])?[，,]?$")


def opens_condition(words: str) -> bool:
    """Whether words end as a condition does, of which what follows from it comes next:
    「离开本市连续超过6个月的，」, 「100周岁以上，」."""
    return bool(_CONDITION.search(words.rstrip()))


def listed(names: tuple[str, ...] | list[str]) -> str:
    """甲、乙、丙."""
    return "、".join(names)
