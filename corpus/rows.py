"""The tables of a policy, row by row, as sentences that can be read like clauses.

What a table lays down, in an annex (分值表, 补贴标准表) or within a clause, is asked about like any
clause. A row is read as the sentences that its cells make under the heads of their columns:

    类别 | 序号 | 指标 | 指标内容及分值 | 备注
    加分指标 | 1 | 文化程度 | 1.本科(30分)。 2.专科(20分)。 | 只取最高分。
    → 加分指标,文化程度:1.本科(30分)。2.专科(20分)。只取最高分。

The rows make a policy of their own, whose offsets lead back to the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.errors import WenceError
from corpus.model import Clause, Closing, Policy
from corpus.splits import Splits, parse_with
from corpus.tables import Cell, Table, tables
from corpus.text import fold

SUFFIX = "/表"  # of the id of the policy that the rows make
_INDEX = re.compile(r"序号|编号|项次|行次|no\.?", re.IGNORECASE)
# Columns that say something of what the columns before them name.
_SAYS = re.compile(
    r"标准|分[值数]|金额|额度|比例|限额|补[贴助]|奖|资金|内容|说明|备注|要求|条件|时[间限]|期限|面积|数量?$|价|[(]"
)
_FREE = re.compile(r"内容|说明|备注|要求")  # whose cells speak for themselves
_UNIT = re.compile(r"[(](?:单位:?)?([^()]{1,6})[)]$")  # 补贴资金(万元)
_TITLE = re.compile(r"^附\s*[件表录]\s*[\d一二三四五六七八九十]*\s*[:：、.]?\s*")
_NUMBER = re.compile(r"[\d,.]+")
_SPREAD = re.compile(r"\S(?:\s+\S)+")  # 基 础 指 标
_LAID_DOWN = re.compile(r"\d|[。;；].*[。;；]")  # a table without any figure is one to fill in
_LONGEST_PLAIN = 30  # characters of a cell that needs the head of its column
_FEWEST_ROWS = 2

# Words with their place in the source; -1 for what was put in.
_Piece = tuple[str, int]


@dataclass(frozen=True)
class TableRows:
    """The rows of a policy's tables.

    Attributes:
        policy: The rows as clauses of a text of their own.
        places: For each character of that text where it stands in the source of the policy that
            they belong to; -1 for what was put in (heads of columns, punctuation).
        heads: For each row where the heads of its columns stand in that source; None where it
            is understood without them.
    """

    policy: Policy
    places: tuple[int, ...]
    heads: tuple[tuple[int, int] | None, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters [start:end] of its text stand in that source.

        Raises:
            ValueError: None of them stands there.
        """
        kept = [place for place in self.places[start:end] if place >= 0]
        if not kept:
            raise ValueError(f"[{start}:{end}] holds nothing of the source")
        return min(kept), max(kept) + 1


@dataclass(frozen=True)
class _Row:
    section: str
    name: str
    words: list[_Piece]
    heads: tuple[int, int] | None

    @property
    def text(self) -> str:
        return "".join(words for words, _ in self.words)


def rows_of(policy: Policy) -> TableRows | None:
    """The rows of the tables in a policy's clauses and annexes; None where there are none."""
    parts: list[Clause | Closing] = [*policy.clauses, policy.closing]
    rows = [
        row
        for part in parts
        for table in tables(policy.source, part.start, part.end)
        for row in _rows(table, part.title if isinstance(part, Clause) else policy.title)
    ]
    if not rows:
        return None
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row.text))
    text = "".join(row.text for row in rows)
    try:
        splits = Splits(tuple(starts[:-1]), len(text))
        read = parse_with(text, splits, policy_id=policy.id + SUFFIX)
    except WenceError:  # rows of punctuation alone
        return None
    clauses = tuple(
        replace(clause, label=f"表第{clause.n}行", title=row.name, section=row.section)
        for clause, row in zip(read.clauses, rows, strict=True)
    )
    header = replace(policy.header, start=0, end=0)
    closing = Closing(len(text), len(text))
    places = tuple(
        place + i if place >= 0 else -1
        for row in rows
        for words, place in row.words
        for i in range(len(words))
    )
    return TableRows(
        Policy(read.id, text, header, (), clauses, closing), places, tuple(r.heads for r in rows)
    )


def _rows(table: Table, otherwise: str) -> list[_Row]:
    title = _TITLE.sub("", table.title) or otherwise
    rows = [_row(table, title, cells) for cells in table.rows]
    said = [row for row in rows if row.name]
    laid_down = any(_LAID_DOWN.search(row.text) for row in said)
    return said if laid_down and len(said) >= _FEWEST_ROWS else []


def _row(table: Table, title: str, cells: Sequence[Cell]) -> _Row:
    """What a row is about, and the sentences that its cells make; no name where it says nothing."""
    columns = [
        (head, cell)
        for head, cell in zip(table.heads, cells, strict=True)
        if not (_INDEX.fullmatch(head) or (not head and cell.text.isdigit()))
    ]
    first = next(
        (i for i, (h, _) in enumerate(columns) if i and (not h or _SAYS.search(fold(h)))), 1
    )
    names = [_closed(cell) for _, cell in columns[:first] if cell.text]
    values = [_value(head, cell) for head, cell in columns[first:]]
    if not names or not any(values):
        return _Row(title, "", [], None)
    words = [piece for name in names for piece in (*name, ("，", -1))]
    name = "，".join("".join(part for part, _ in name) for name in names)
    # A heading, under which all is said of it; what a figure in it bounds is said in its sentence.
    words[-1] = ("：" if re.search(r"\d", name) else "\n", -1)
    words += [piece for value in values for piece in value]
    needed = any(value and value[0][1] < 0 for value in values)
    return _Row(title, name, [*words, ("\n", -1)], table.heads_span if needed else None)


def _closed(cell: Cell) -> list[_Piece]:
    """A name's words, the gaps of type that is spread out closed."""
    if not _SPREAD.fullmatch(cell.text) or re.search(r"\w{3}", cell.text):
        return [(cell.text, cell.start)]
    letters = [m.start() for m in re.finditer(r"\S", cell.text)]
    return [(cell.text[i], cell.start + i if cell.start >= 0 else -1) for i in letters]


def _value(head: str, cell: Cell) -> list[_Piece]:
    """A cell's words, after the head of its column and with the unit that the head names where
    they are too short to speak for themselves."""
    if not re.search(r"\w", cell.text) or cell.text == "无":
        return []
    words: list[_Piece] = [(cell.text, cell.start)]
    plain = len(cell.text) <= _LONGEST_PLAIN and not re.search("[。;；]", cell.text)
    if plain and head and not _FREE.search(head):
        unit = _UNIT.search(fold(head))
        words.insert(0, (head[: unit.start()] if unit else head, -1))
        if unit and _NUMBER.fullmatch(cell.text):
            words.append((unit.group(1), -1))
    if cell.text[-1] not in "。；;":
        words.append(("。", -1))
    return words
