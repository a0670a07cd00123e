"""The tab 「数据一览」: its filters, chart, table and download, and which event calls what."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import gradio as gr

from bot.web.export import workbook
from bot.web.glance import (
    Filter,
    Order,
    Row,
    UnreadableAmount,
    agencies,
    choose,
    places,
    read_amount,
    read_rows,
)
from bot.web.glance_html import chart_html, count_html, problem_html, rows_html
from bot.web.parts import QUICK, plain_html
from corpus.model import Policy

FILE_NAME = "政策数据一览.xlsx"
_SCRIPT = Path(__file__).with_name("glance.js")
_TABS = (
    '<div role="tablist" aria-label="页面">'
    '<button type="button" role="tab" id="w-tab-chat" aria-controls="w-chat" '
    'aria-selected="true">问答</button>'
    '<button type="button" role="tab" id="w-tab-glance" aria-controls="w-glance" '
    'aria-selected="false" tabindex="-1">数据一览</button></div>'
)
_ORDERS: list[tuple[str, Order]] = [
    ("按条款顺序", "clause"),
    ("按条款倒序", "clause-"),
    ("金额从高到低", "amount-"),
    ("金额从低到高", "amount"),
]
# What the filters hold at first: agency, place, amounts from and to, order, everything.
_UNFILTERED = ("", "", "", "", "clause", False)
# The workbook comes in base64: it is made for one press and kept nowhere on the server.
_SAVE = """(file) => {
  if (!file) return;
  const link = document.createElement("a");
  link.href = "data:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;base64," + file;
  link.download = "%s";
  link.click();
}"""


def tabs() -> gr.HTML:
    """The two tabs over the conversation and the figures; also what glance.js sends events to."""
    script = _SCRIPT.read_text("utf-8")
    return gr.HTML(_TABS, elem_id="w-tabs", apply_default_css=False, js_on_load=script)


def glance(policies: Sequence[Policy], bridge: gr.HTML) -> None:
    """Lay out the tab.

    Args:
        bridge: What `tabs` returned: its "input" events carry the order a heading asks for.
    """
    page = _Glance(policies)
    at_first = page.show(*_UNFILTERED)
    with gr.Column(elem_id="w-filters"):
        with gr.Row(elem_id="w-chosen"):
            inputs = _inputs(page.rows, policies)
        with gr.Row(elem_id="w-outcome"):
            count = plain_html(at_first[0], "w-total")
            inputs.append(
                gr.Checkbox(
                    False,
                    label="含门槛、期限、日期等",
                    container=False,
                    elem_id="w-everything",
                    min_width=0,
                )
            )
            clear = gr.Button("清除筛选", size="sm", elem_id="w-reset", min_width=80)
            export = gr.Button("导出Excel", size="sm", elem_id="w-export", min_width=80)
    chart = plain_html(at_first[1], "w-bars")
    table = plain_html(at_first[2], "w-rows")
    file = gr.Textbox(visible="hidden", elem_id="w-file")
    shown = [count, chart, table]
    gr.on(
        [part.change for part in inputs],
        page.show,
        inputs,
        shown,
        trigger_mode="always_last",
        **QUICK,
    )
    bridge.input(_asked_order, None, inputs[-2], **QUICK)
    clear.click(lambda: _UNFILTERED, None, inputs, **QUICK)
    export.click(page.export, inputs, file, **QUICK).then(
        None, file, None, js=_SAVE % FILE_NAME, **QUICK
    )


class _Glance:
    """What the filters' events call. The rows are read once and shared: they never change."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.rows = read_rows(policies)
        self._several = len(policies) > 1

    def show(self, *chosen: Any) -> tuple[str, Any, Any]:
        """The count, the chart and the table for what the filters hold."""
        try:
            wanted = _wanted(*chosen)
        except UnreadableAmount as error:
            return problem_html(str(error)), gr.skip(), gr.skip()
        rows = choose(self.rows, wanted)
        table = rows_html(rows, wanted.order, several=self._several)
        return count_html(rows), chart_html(rows), table

    def export(self, *chosen: Any) -> str:
        """The same rows as a workbook, in base64; "" where an amount cannot be read."""
        try:
            wanted = _wanted(*chosen)
        except UnreadableAmount:
            return ""
        return b64encode(workbook(choose(self.rows, wanted))).decode("ascii")


def _inputs(rows: Sequence[Row], policies: Sequence[Policy]) -> list[Any]:
    """The filters, in the order `_wanted` takes them."""
    return [
        gr.Dropdown(
            [("全部单位", ""), *((name, name) for name in agencies(rows))],
            value="",
            label="牵头单位",
            elem_id="w-by-agency",
            min_width=150,
        ),
        gr.Dropdown(
            [("全文" if len(policies) == 1 else "全部政策", ""), *places(policies)],
            value="",
            label="所在部分",
            elem_id="w-by-place",
            min_width=150,
        ),
        # Not numbers: in Gradio 6.31 an empty number box says 0 (tried in Chromium).
        *(
            gr.Textbox("", label=label, placeholder="不限", max_lines=1, elem_id=elem_id)
            for label, elem_id in (
                ("金额不低于（万元）", "w-low"),
                ("金额不高于（万元）", "w-high"),
            )
        ),
        gr.Dropdown(_ORDERS, value="clause", label="排序", elem_id="w-order", min_width=130),
    ]


def _wanted(
    agency: str,
    place: str,
    low: str,
    high: str,
    order: Order,
    everything: bool,
) -> Filter:
    """What the filters hold as a Filter.

    Raises:
        UnreadableAmount: An amount was typed that cannot be read.
    """
    return Filter(agency, place, read_amount(low), read_amount(high), everything, order)


def _asked_order(event: gr.EventData) -> Any:
    """The order of a heading that was pressed; what the page sends is checked."""
    wanted = event._data.get("order")
    return wanted if wanted in get_args(Order) else gr.skip()
