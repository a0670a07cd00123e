"""Rows of figures → the bytes of an Excel workbook (.xlsx).

Text is written as text whatever it begins with: a clause that opens with =, +, - or @ must not
become a formula on the computer of whoever opens the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.web.glance import KINDS, Row

# Heading of each column, and its width in characters.
COLUMNS = (
    ("政策", 30),
    ("条款", 9),
    ("标题", 26),
    ("对象", 28),
    ("数额", 24),
    ("类别", 7),
    ("金额（元）", 14),
    ("计算单位", 12),
    ("条件", 36),
    ("牵头单位", 28),
    ("原文依据", 60),
)
_SHEET = "数据一览"
# Beginnings that a spreadsheet takes for a formula, also after a text is copied or retyped.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767  # characters of a cell, Excel's own limit


def workbook(rows: Sequence[Row]) -> bytes:
    """The rows as a sheet with a heading that stays in sight and can be filtered by."""
    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET
    for column, (heading, width) in enumerate(COLUMNS, 1):
        _write(sheet.cell(1, column), heading)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.cell(1, column).fill = PatternFill("solid", fgColor="E6F1F1")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for line, row in enumerate(rows, 2):
        for column, value in enumerate(_values(row), 1):
            _write(sheet.cell(line, column), value)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _values(row: Row) -> tuple[str | Decimal | None, ...]:
    clause, fact = row.clause, row.fact
    return (
        row.policy,
        clause.label,
        clause.title,
        fact.object,
        row.figure,
        KINDS[fact.kind],
        fact.yuan,
        fact.per,
        fact.condition,
        row.agency_words,
        clause.text[fact.start : fact.end],
    )


def _write(cell: Cell, value: str | Decimal | None) -> None:
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if not isinstance(value, str):
        cell.value = value
        cell.number_format = "#,##0.##" if value is not None and value % 1 else "#,##0"
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    # openpyxl takes "=…" for a formula and "#N/A" for an error: what is written is always text.
    cell.data_type = "s"
    if value.startswith(_FORMULA):
        cell.number_format = "@"
        cell.quotePrefix = True
