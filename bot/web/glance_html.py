"""The figures of the policies as HTML: a bar for each of the largest amounts, and the table.

Pure functions, every text escaped. The attributes that are acted on: data-open by panel.js,
data-order by glance.js.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.web.glance import Order, Row, largest
from bot.web.markup import clause_target, text_html
from bot.web.ui.words import said, word

BARS = 8
NO_ROWS = f'<p class="w-none">{word("no-rows")}</p>'


def count_html(rows: Sequence[Row]) -> str:
    """How many rows are shown, from how many clauses."""
    clauses = len({(row.clause.policy, row.clause.n) for row in rows})
    return f'<p class="w-count" role="status">{word("rows", rows=len(rows), clauses=clauses)}</p>'


def problem_html(words: str) -> str:
    """Why the rows stayed as they were, in place of their count."""
    return f'<p class="w-count w-problem" role="alert">{text_html(words)}</p>'


def chart_html(rows: Sequence[Row]) -> str:
    """The largest amounts as bars, each with its words and its figure; "" where there are none."""
    tallest = largest(rows, BARS)
    most = max((row.fact.yuan or Decimal(0) for row in tallest), default=Decimal(0))
    if not most:
        return ""
    bars = "".join(f"<li>{_bar_html(row, most)}</li>" for row in tallest)
    return (
        '<section class="w-chart" aria-labelledby="w-chart-title">'
        f'<h3 id="w-chart-title">{word("largest")}</h3><ol>{bars}</ol></section>'
    )


def _bar_html(row: Row, most: Decimal) -> str:
    share = (row.fact.yuan or Decimal(0)) / most * 100
    return (
        f'<button type="button" class="w-bar-row" data-open="{_target(row)}">'
        f'<span class="w-bar-name">{text_html(row.fact.object or row.clause.title)}'
        f"<small>{text_html(row.clause.label)}</small></span>"
        f'<span class="w-bar-track" aria-hidden="true"><i style="width:{share:.1f}%"></i></span>'
        f'<span class="w-bar-figure">{text_html(row.figure)}</span></button>'
    )


def rows_html(rows: Sequence[Row], order: Order, *, several: bool = False) -> str:
    """The table; the first cell of a row opens its clause with the words that prove the figure.

    Args:
        order: The one the rows stand in: shown, and turned round, by two of the headings.
        several: Name the policy of each row.
    """
    if not rows:
        return NO_ROWS
    headings = (
        _sorting_html("column-clause", "clause", order),
        _heading("object"),
        _sorting_html("column-figure", "amount", order),
        *(_heading(column) for column in ("per", "condition", "agency")),
    )
    body = "".join(_row_html(row, several) for row in rows)
    return (
        f'<table class="w-figures"><caption class="w-sr">{word("figures")}</caption><thead><tr>'
        f"{''.join(headings)}</tr></thead><tbody>{body}</tbody></table>"
    )


def _sorting_html(name: str, by: Order, order: Order) -> str:
    """A heading that sorts: rising and falling by turns, amounts falling first."""
    falling = order == f"{by}-"
    sorted_now = order.removesuffix("-") == by
    turned = by if falling or (by == "clause" and not sorted_now) else f"{by}-"
    state = f' aria-sort="{"descending" if falling else "ascending"}"' if sorted_now else ""
    arrow = ("↓" if falling else "↑") if sorted_now else "↕"
    return (
        f'<th scope="col"{state}><button type="button" class="w-order" data-order="{turned}">'
        f'{word(name)}<span aria-hidden="true">{arrow}</span></button></th>'
    )


def _row_html(row: Row, several: bool) -> str:
    clause, fact = row.clause, row.fact
    source = f'<span class="w-source">{text_html(row.policy)}</span>' if several else ""
    first = (
        f'<th scope="row"><button type="button" class="w-link" data-open="{_target(row)}">'
        f"<b>{text_html(clause.label)}</b>{text_html(clause.title)}</button>{source}</th>"
    )
    unsure = "" if fact.aligned else '<span class="w-source">' + word("unsure") + "</span>"
    # An amount that is given says so by itself; any other figure is told apart by its kind.
    kind = (
        "" if fact.kind == "amount" else f'<span class="w-kind">{word(f"kind-{fact.kind}")}</span>'
    )
    figure = f"<b>{text_html(row.figure)}</b>{kind}"
    cells = (
        _cell("object", text_html(fact.object) + unsure),
        _cell("figure", figure),
        _cell("per", text_html(fact.per)),
        _cell("condition", text_html(fact.condition)),
        _cell("agency", text_html(row.agency_words)),
    )
    return f"<tr data-row>{first}{''.join(cells)}</tr>"


def _heading(column: str) -> str:
    return f'<th scope="col">{word(f"column-{column}")}</th>'


def _cell(column: str, inner: str) -> str:
    """A cell; a phone shows it as a line of a card, the heading beside it, if it holds anything."""
    key = f"column-{column}"
    names = f'data-heading="{key}" data-column="{said(key)}"'
    if not inner:
        return f'<td class="w-{column} w-empty" {names}>—</td>'
    return f'<td class="w-{column}" {names}><div>{inner}</div></td>'


def _target(row: Row) -> str:
    spans = [(row.fact.start, row.fact.end)]
    return clause_target(row.clause.policy, row.clause.n, spans=spans)
