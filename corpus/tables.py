"""Tables as saved pages and Word files give them: lines of cells → title, heads and rows.

The cells of a row stand in one line with a bar or a tab between them, or in a line each. A cell
that spans several rows stands in the first of them only: the others are short at their left, or
at their right where they begin with their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_INDEX = re.compile(r"[序编]号")
_CELL = re.compile(r"(?:^|(?<=[|\t]))[^|\t]*")
# What a form to be filled in holds.
_FORM = re.compile(r"[(（](?:盖章|签[字名章])|年\s+月\s+日|□|___")
_LONGEST_HEAD = 16  # characters
_FEWEST_LINES = 3
_MOST_COLUMNS = 10  # of a table whose cells stand in a line each


@dataclass(frozen=True)
class Cell:
    """A cell, without the white space round it.

    Attributes:
        start: Its place in the source; -1 for one that spans rows and stands in an earlier one.
        text: As printed.
    """

    start: int
    text: str


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        title: The line before it; "" where there is none.
        heads: The heads of the columns without white space; "" for all where it has none.
        heads_span: Where they stand in the source; None where there are none.
        rows: As many cells each as there are heads.
    """

    title: str
    heads: tuple[str, ...]
    heads_span: tuple[int, int] | None
    rows: tuple[tuple[Cell, ...], ...]


_Line = list[Cell]


def tables(source: str, start: int, end: int) -> list[Table]:
    """The tables in source[start:end]; forms to be filled in are none."""
    found: list[Table] = []
    title, block = "", list[_Line]()
    for line in [*_put_together(_lines(source, start, end)), []]:
        if len(line) > 1:
            block.append(line)
            continue
        filled_in = any(_FORM.search(cell.text) for row in block for cell in row)
        if len(block) >= _FEWEST_LINES and not filled_in:
            found.append(_table(title, block))
        block = []
        if line:
            title = line[0].text
    return found


def _lines(source: str, start: int, end: int) -> list[_Line]:
    lines = []
    for match in re.finditer(r"[^\n]+", source[start:end]):
        at = start + match.start()
        cells = [
            Cell(at + cell.end() - len(cell.group().lstrip()), cell.group().strip())
            for cell in _CELL.finditer(match.group())
        ]
        if len(cells) > 2 and not cells[0].text and not cells[-1].text:
            cells = cells[1:-1]  # | bars | round the row too |
        if len(cells) > 1 or cells[0].text:
            lines.append(cells)
    return lines


def _put_together(lines: list[_Line]) -> Iterator[_Line]:
    """Rows that were saved a line a cell: 序号, the other heads, 1, its cells, 2 and so on."""
    i = 0
    while i < len(lines):
        ahead = range(i + 2, min(i + 1 + _MOST_COLUMNS, len(lines)))
        first = next((j for j in ahead if _is(lines[j], "1")), 0)
        counted = len(lines[i]) == 1 and _INDEX.fullmatch(_squeezed(lines[i][0].text))
        if not (counted and first):
            yield lines[i]
            i += 1
            continue
        heads = [cell for line in lines[i:first] for cell in line]
        yield heads
        i, n = first, 1
        while i < len(lines) and _is(lines[i], str(n)):
            row = list(lines[i])
            i, n = i + 1, n + 1
            while i < len(lines) and len(row) < len(heads) and not _is(lines[i], str(n)):
                row += lines[i]
                i += 1
            yield row


def _is(line: _Line, words: str) -> bool:
    return line[0].text == words


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _table(title: str, block: list[_Line]) -> Table:
    heads = [_squeezed(cell.text) for cell in block[0]]
    headed = all(0 < len(h) <= _LONGEST_HEAD and not re.search(r"\d", h) for h in heads)
    width = len(heads) if headed else max(len(row) for row in block)
    rows: list[_Line] = []
    counted = headed and bool(_INDEX.fullmatch(heads[0]))
    for row in block[1:] if headed else block:
        above = [replace(cell, start=-1) for cell in rows[-1]] if rows else []
        if counted and row[0].text.isdigit():  # nothing is missing at its left
            whole = [*row, *above[len(row) :]]
        else:
            whole = [*above[: max(width - len(row), 0)], *row]
        if len(whole) >= width:
            rows.append(whole[:width])
    last = block[0][-1]
    return Table(
        title,
        tuple(heads) if headed else ("",) * width,
        (block[0][0].start, last.start + len(last.text)) if headed else None,
        tuple(map(tuple, rows)),
    )
