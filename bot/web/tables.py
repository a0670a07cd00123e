"""Lists, comparisons and checklists as HTML tables. Pure functions, every text escaped."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Citation, Table
from bot.web.markup import clause_target, text_html
from bot.web.ui.words import label

_NOT_MET = ("不符合", "未满足", "不满足", "未达到")
_MET = ("符合", "满足", "达到")


def table_html(table: Table, citations: Sequence[Citation] = (), *, opens: bool = True) -> str:
    """The rows behind an answer; the first cell of a row opens the clause it rests on.

    Args:
        table: The rows.
        citations: Those of the answer: their quotes are marked in the clause that a row opens.
        opens: Whether clauses can be opened where the table is shown.
    """
    head = "".join(f'<th scope="col">{text_html(column)}</th>' for column in table.columns)
    rows = ""
    for row, (policy, n) in zip(table.rows, table.clauses, strict=True):
        spans = [(c.start, c.end) for c in citations if (c.policy, c.clause) == (policy, n)]
        target = clause_target(policy, n, spans=spans) if opens else ""
        rows += f"<tr>{_row_html(table, row, target)}</tr>"
    return (
        f'<div class="w-table w-{table.kind}" tabindex="0" role="region"{label("table")}>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row_html(table: Table, row: Sequence[str], target: str) -> str:
    first, *rest = row
    words = text_html(first)
    if target:
        words = f'<button type="button" class="w-link" data-open="{target}">{words}</button>'
    link = f'<th scope="row">{words}</th>'
    judged = table.kind == "checklist"
    # A phone shows each row as a card, with the heading beside the cell.
    return link + "".join(
        f'<td data-column="{text_html(column)}"{_verdict(cell) if judged else ""}>'
        f"{text_html(cell)}</td>"
        for column, cell in zip(table.columns[1:], rest, strict=True)
    )


def _verdict(cell: str) -> str:
    """Colour for a cell of a checklist that says whether a condition is met."""
    if cell.startswith(_NOT_MET):
        return ' class="w-no"'
    return ' class="w-yes"' if cell.startswith(_MET) else ""
