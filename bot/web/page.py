"""The page: its components, and which event calls which handler.

The conversation's handlers are in bot/web/chat.py; the clauses are read straight from the
engine's policies (bot/web/clauses.py), and so are the figures (bot/web/glance_tab.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from bot.web.chat import Chat
from bot.web.clauses import NOT_FOUND, clause_html, head_html, list_html, part_html
from bot.web.feedback import OnFeedback, log_feedback
from bot.web.glance_tab import glance, tabs
from bot.web.markup import PART_LABELS
from bot.web.parts import QUICK, plain_html

if TYPE_CHECKING:
    from bot.engine import Engine

_SCRIPT = Path(__file__).with_name("chat.js")
# Answers computed at the same time, and how many more may wait before the page says it is busy.
_AT_ONCE = 8
_MAX_WAITING = 200


def build(
    engine: Engine,
    *,
    on_feedback: OnFeedback = log_feedback,
    today: Callable[[], date] = date.today,
) -> gr.Blocks:
    """The page: head, conversation or figures at a glance, and the clauses beside either.

    Args:
        engine: Answers the questions.
        on_feedback: Takes each like and dislike.
        today: The day that validity and answers are judged against, asked each time.
    """
    chat = Chat(engine, on_feedback, today)
    titles = [policy.title for policy in engine.policies]
    page_title = f"{titles[0]} · 问策" if len(titles) == 1 else "问策"
    blocks: gr.Blocks
    with gr.Blocks(title=page_title, analytics_enabled=False, fill_width=True) as blocks:
        head = plain_html(head_html(engine.policies, today()), "w-head")
        with gr.Row(elem_id="w-main"):
            with gr.Column(elem_id="w-left"):
                bar = tabs()
                with gr.Column(elem_id="w-chat"):
                    conversation = _conversation(chat, engine)
                with gr.Column(elem_id="w-glance"):
                    glance(engine.policies, bar)
            with gr.Column(elem_id="w-side"):
                reader = _clauses(engine)
        script = _SCRIPT.read_text("utf-8")
        bridge = gr.HTML(elem_id="w-bridge", visible="hidden", js_on_load=script)
        _connect(chat, conversation, bridge)

        def read(event: gr.EventData) -> str:
            return _read(engine, event)

        bridge.select(read, None, reader, **QUICK)
        blocks.load(lambda: head_html(engine.policies, today()), None, head, **QUICK)
    blocks.queue(api_open=False, max_size=_MAX_WAITING, default_concurrency_limit=_AT_ONCE)
    return blocks


@dataclass(frozen=True)
class _Conversation:
    """The components of the conversation that events read and write."""

    earlier: gr.HTML
    present: gr.HTML
    policy: gr.Dropdown
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    clear: gr.Button


def _conversation(chat: Chat, engine: Engine) -> _Conversation:
    with gr.Column(elem_id="w-log"):
        earlier = plain_html("", "w-earlier")
        present = plain_html(chat.welcome_html(), "w-present")
    with gr.Column(elem_id="w-composer"):
        choices = [
            ("在全部政策中查找", ""),
            *((policy.title, policy.id) for policy in engine.policies),
        ]
        policy = gr.Dropdown(
            choices,
            value="",
            label="在哪份政策中查找",
            show_label=False,
            container=False,
            visible=len(engine.policies) > 1,
            elem_id="w-policy",
        )
        with gr.Row(elem_id="w-line"):
            box = gr.Textbox(
                label="您的问题",
                show_label=False,
                container=False,
                placeholder="请输入您的问题",
                max_lines=6,
                elem_id="w-box",
            )
            send = gr.Button("发送", variant="primary", elem_id="w-send", min_width=72)
            stop = gr.Button("停止", visible=False, elem_id="w-stop", min_width=72)
        with gr.Row(elem_id="w-foot"):
            plain_html("<p>回答均摘自政策原文，以正式印发的文件为准。</p>", "w-note")
            clear = gr.Button("清空对话", size="sm", elem_id="w-clear", min_width=88)
    return _Conversation(earlier, present, policy, box, send, stop, clear)


def _connect(chat: Chat, c: _Conversation, bridge: gr.HTML) -> None:
    """Tie the conversation's events to its handlers; chat.js sends `bridge` what is pressed."""
    turns, votes = gr.State([]), gr.State({})
    asking = gr.on(
        [c.box.submit, c.send.click, bridge.submit],
        chat.respond,
        [c.box, c.policy, turns, votes],
        [c.earlier, c.present, turns, c.box, c.send, c.stop],
        # A second question has to wait for the first: both would write the same conversation.
        trigger_mode="once",
        show_progress="hidden",
        api_visibility="private",
    )
    # Words of the answer may still be under way when a button is pressed: what replaces them
    # waits until the answer has been cut off.
    c.stop.click(None, cancels=[asking], **QUICK).then(
        chat.stop, turns, [c.present, c.send, c.stop], **QUICK
    )
    c.clear.click(None, cancels=[asking], **QUICK).then(
        chat.clear, None, [c.earlier, c.present, turns, votes, c.send, c.stop], **QUICK
    )
    bridge.like(chat.vote, [turns, votes], votes, **QUICK)


def _clauses(engine: Engine) -> gr.HTML:
    """The panel of clauses: a searchable list, and a reader for one clause (returned)."""
    plain_html(
        '<div class="w-bar"><button type="button" class="w-act w-back" data-view="list">'
        '返回目录</button><h2>政策条款</h2><button type="button" class="w-act w-close" '
        'data-view="closed" aria-label="关闭条款">关闭</button></div>',
        "w-sidebar",
    )
    with gr.Column(elem_id="w-list"):
        search = gr.Textbox(
            label="搜索条款",
            show_label=False,
            container=False,
            placeholder="搜索条款，如：补贴、牵头单位",
            elem_id="w-search",
        )
        found = plain_html(list_html(engine.policies), "w-found")
    reader = plain_html("", "w-reader")
    # Not `input`: in Gradio 6.31 a text box does not send it (tried in Chromium).
    search.change(
        lambda words: list_html(engine.policies, words),
        search,
        found,
        trigger_mode="always_last",
        **QUICK,
    )
    return reader


def _read(engine: Engine, event: gr.EventData) -> str:
    """The clause that was pressed; what the page sends is checked against the policies."""
    wanted = event._data
    policy = next((p for p in engine.policies if p.id == wanted.get("policy")), None)
    if policy is None:
        return NOT_FOUND
    spans = [(start, end) for start, end in wanted.get("spans", []) if 0 <= start < end]
    if wanted.get("part") in PART_LABELS:
        return part_html(policy, wanted["part"], spans)
    n = wanted.get("clause")
    if not isinstance(n, int) or not 1 <= n <= len(policy.clauses):
        return NOT_FOUND
    return clause_html(policy, n, spans)
