"""The tab 「数据一览」: its filters, chart, table and download, and which event calls what."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

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
from bot.web.parts import QUICK, Speech, plain_html, words
from bot.web.ui.words import Lang, label, said, word
from corpus.model import Policy

if TYPE_CHECKING:
    from bot.service import Service

FILE_NAME = "政策数据一览.xlsx"
_SCRIPT = Path(__file__).with_name("glance.js")
_TABS = (
    f'<div role="tablist"{label("page-tabs")}>'
    '<button type="button" role="tab" id="w-tab-chat" aria-controls="w-chat" '
    f'aria-selected="true">{word("tab-chat")}</button>'
    '<button type="button" role="tab" id="w-tab-glance" aria-controls="w-glance" '
    f'aria-selected="false" tabindex="-1">{word("tab-glance")}</button></div>'
)
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


class Glance:
    """What the page does with the tab from outside.

    Attributes:
        shown: Components that hold what the policies say; `fresh` gives them anew.
    """

    def __init__(self, page: _Glance, shown: list[Any]) -> None:
        self._page = page
        self.shown = shown

    def fresh(self, lang: Lang) -> list[Any]:
        """Agencies and places to choose from, count, chart and table, unfiltered."""
        filters = [self._page.agencies(lang), self._page.places(lang)]
        updates = [gr.update(**words, value="") for words in filters]
        return [*updates, *self._page.show(*_UNFILTERED)]


def glance(service: Service, bridge: gr.HTML, speech: Speech) -> Glance:
    """Lay out the tab.

    Args:
        service: Whose engine's policies are shown.
        bridge: What `tabs` returned: its "input" events carry the order a heading asks for.
        speech: Takes the components that have words.
    """
    page = _Glance(service)
    at_first = page.show(*_UNFILTERED)
    small: dict[str, Any] = {"size": "sm", "min_width": 80}
    with gr.Column(elem_id="w-filters"):
        with gr.Row(elem_id="w-chosen"):
            inputs = _inputs(page, speech)
        with gr.Row(elem_id="w-outcome"):
            count = plain_html(at_first[0], "w-total")
            box: dict[str, Any] = {"value": False, "container": False, "min_width": 0}
            inputs.append(
                speech.add(gr.Checkbox, words(label="everything"), elem_id="w-everything", **box)
            )
            clear = speech.add(gr.Button, words(value="clear-filters"), elem_id="w-reset", **small)
            export = speech.add(gr.Button, words(value="excel"), elem_id="w-export", **small)
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
    return Glance(page, [*inputs[:2], *shown])


class _Glance:
    """What the filters' events call. The rows are shared by all: they never change, and are
    read anew only when the service has another engine."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._read: tuple[object, Sequence[Policy], Sequence[Row]] = (None, (), ())

    def agencies(self, lang: Lang) -> dict[str, Any]:
        """The words of the filter by agency."""
        names = [(name, name) for name in agencies(self._rows)]
        every = (said("all-agencies", lang), "")
        return {"label": said("by-agency", lang), "choices": [every, *names]}

    def places(self, lang: Lang) -> dict[str, Any]:
        """The words of the filter by policy and section."""
        every = said("whole-text" if len(self._policies) == 1 else "every-policy", lang)
        choices = [(every, ""), *places(self._policies)]
        return {"label": said("by-place", lang), "choices": choices}

    def show(self, *chosen: Any) -> tuple[str, Any, Any]:
        """The count, the chart and the table for what the filters hold."""
        try:
            wanted = _wanted(*chosen)
        except UnreadableAmount as error:
            return problem_html(str(error)), gr.skip(), gr.skip()
        rows = choose(self._rows, wanted)
        table = rows_html(rows, wanted.order, several=len(self._policies) > 1)
        return count_html(rows), chart_html(rows), table

    def export(self, *chosen: Any) -> str:
        """The same rows as a workbook, in base64; "" where an amount cannot be read."""
        try:
            wanted = _wanted(*chosen)
        except UnreadableAmount:
            return ""
        return b64encode(workbook(choose(self._rows, wanted))).decode("ascii")

    @property
    def _policies(self) -> Sequence[Policy]:
        return self._current()[1]

    @property
    def _rows(self) -> Sequence[Row]:
        return self._current()[2]

    def _current(self) -> tuple[object, Sequence[Policy], Sequence[Row]]:
        engine = self._service.engine
        if self._read[0] is not engine:
            self._read = (engine, engine.policies, read_rows(engine.policies))
        return self._read


def _inputs(page: _Glance, speech: Speech) -> list[Any]:
    """The filters, in the order `_wanted` takes them."""
    amounts = [words(label=key, placeholder="no-limit") for key in ("from-amount", "to-amount")]
    return [
        speech.add(gr.Dropdown, page.agencies, value="", elem_id="w-by-agency", min_width=150),
        speech.add(gr.Dropdown, page.places, value="", elem_id="w-by-place", min_width=150),
        # Not numbers: in Gradio 6.31 an empty number box says 0 (tried in Chromium).
        *(
            speech.add(gr.Textbox, label, value="", max_lines=1, elem_id=elem_id)
            for label, elem_id in zip(amounts, ("w-low", "w-high"), strict=True)
        ),
        speech.add(gr.Dropdown, _order_words, value="clause", elem_id="w-order", min_width=130),
    ]


def _order_words(lang: Lang) -> dict[str, Any]:
    orders = [(said(f"order-{order}", lang), order) for order in get_args(Order)]
    return {"label": said("order", lang), "choices": orders}


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
