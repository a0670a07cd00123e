"""Every figure of the policies as rows, and the rows that a filter leaves, in its order.

Pure functions over corpus.facts; the rows as HTML are bot/web/glance_html.py, as a workbook
bot/web/export.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from bot.web.ui.words import said
from corpus.errors import WenceError
from corpus.facts import Fact, FactKind, facts
from corpus.figures import figures
from corpus.model import Clause, Policy
from corpus.text import fold

_WAN = 10_000  # yuan, what a bare number counts in

Order = Literal["clause", "clause-", "amount-", "amount"]

KINDS: dict[FactKind, str] = {kind: said(f"kind-{kind}") for kind in get_args(FactKind)}
# What a policy gives; the other kinds say when and to whom, and are shown on request.
_GIVEN: tuple[FactKind, ...] = ("amount", "percent", "quota")


class UnreadableAmount(WenceError):
    """What was typed for an amount is none."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"没看懂金额“{typed}”：请写数字，如100，或100万元。")


@dataclass(frozen=True)
class Row:
    """A figure with the clause it stands in.

    Attributes:
        policy: Title of the policy.
        clause, fact: The clause, and what was read out of it.
        figure: The figure with the words that bound it, "一次性最高800万元".
    """

    policy: str
    clause: Clause
    fact: Fact
    figure: str

    @property
    def agencies(self) -> tuple[str, ...]:
        """Who leads; where the clause names nobody that leads, who is responsible."""
        return self.clause.lead_agencies or self.clause.responsible_agencies

    @property
    def agency_words(self) -> str:
        """The agencies as people read them; "" where the clause names none."""
        said = "、".join(self.agencies)
        return said if self.clause.lead_agencies or not said else f"{said}（责任单位）"


@dataclass(frozen=True)
class Filter:
    """Which rows are wanted, and in which order.

    Attributes:
        agency: One of Row.agencies; "" for any.
        place: Id of a policy, or a value of `places` for one of its sections; "" for anywhere.
        low, high: Bounds of the amount in yuan, both included; rows without money pass only
            where neither is given.
        everything: Also thresholds, counts, periods, years and dates.
        order: By clause or by amount, falling where it ends in "-"; by amount, rows without
            money come last either way.
    """

    agency: str = ""
    place: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    everything: bool = False
    order: Order = "clause"


def read_rows(policies: Sequence[Policy]) -> tuple[Row, ...]:
    """Every figure of every clause, in the order of the texts."""
    return tuple(
        Row(policy.title, clause, fact, figure_words(fact, clause.text))
        for policy in policies
        for clause in policy.clauses
        for fact in facts(clause)
    )


def figure_words(fact: Fact, text: str) -> str:
    """The figure with the words that bound it: "一次性最高800万元", "10项左右".

    The word nearest before the figure stays joined to it as the clause prints them, so that
    what a share is taken of is kept: "不超过算力交易金额的5%".

    Args:
        text: The text of the fact's clause.
    """
    begin = fact.figure.start
    before = fold(text[fact.start : begin])
    at = {word: before.rfind(word) for word in fact.qualifiers}
    leading = [word for word in at if at[word] >= 0]
    trailing = [word for word in at if at[word] < 0]
    printed = fact.text
    if leading:
        nearest = max(leading, key=lambda word: at[word])
        between = text[fact.start + at[nearest] + len(nearest) : begin]
        apart = re.search("[,;。:]", fold(between)) or figures(between)
        printed = f"{nearest}{'' if apart else between}{printed}"
        leading.remove(nearest)
    return "".join([*leading, printed, *trailing])


def choose(rows: Sequence[Row], wanted: Filter) -> list[Row]:
    """The rows a filter leaves, in its order."""
    left = [row for row in rows if _passes(row, wanted)]
    if wanted.order == "clause":
        return left
    if wanted.order == "clause-":
        return left[::-1]
    falling = wanted.order == "amount-"
    money = sorted(
        (row for row in left if row.fact.yuan is not None),
        key=lambda row: row.fact.yuan or Decimal(0),
        reverse=falling,
    )
    return money + [row for row in left if row.fact.yuan is None]


def largest(rows: Sequence[Row], count: int) -> list[Row]:
    """The largest amounts that are given, the largest first."""
    given = [row for row in rows if row.fact.kind == "amount"]
    return choose(given, Filter(order="amount-"))[:count]


def read_amount(typed: str) -> Decimal | None:
    """An amount in yuan as people type it: "100" (of 万元), "5000元", "一千万"; None for nothing.

    Raises:
        UnreadableAmount: It is neither a number nor an amount.
    """
    plain = fold(typed).strip()
    if not plain:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain) * _WAN
    found = figures(plain, spoken=True)
    if len(found) != 1 or found[0].kind != "money" or found[0].text != plain:
        raise UnreadableAmount(typed.strip())
    return found[0].value


def agencies(rows: Sequence[Row]) -> list[str]:
    """The agencies of the rows, in the order they first stand in."""
    return list(dict.fromkeys(name for row in rows for name in row.agencies))


def places(policies: Sequence[Policy]) -> list[tuple[str, str]]:
    """Where rows can be looked for: (what people read, value of Filter.place)."""
    found = []
    for policy in policies:
        prefix = ""
        if len(policies) > 1:
            found.append((policy.title, policy.id))
            prefix = f"{policy.title} · "
        sections = dict.fromkeys(clause.section for clause in policy.clauses if clause.section)
        found += [(prefix + section, _place(policy.id, section)) for section in sections]
    return found


def _place(policy: str, section: str) -> str:
    return f"{policy}#{section}"


def _passes(row: Row, wanted: Filter) -> bool:
    clause, yuan = row.clause, row.fact.yuan
    if row.fact.kind not in _GIVEN and not wanted.everything:
        return False
    if wanted.agency and wanted.agency not in row.agencies:
        return False
    if wanted.place not in ("", clause.policy, _place(clause.policy, clause.section)):
        return False
    if wanted.low is None and wanted.high is None:
        return True
    return (
        yuan is not None
        and (wanted.low is None or yuan >= wanted.low)
        and (wanted.high is None or yuan <= wanted.high)
    )
