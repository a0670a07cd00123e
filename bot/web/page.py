"""The page: its components, and which event calls which handler.

The conversation's handlers are in bot/web/chat.py, those of kept answers in bot/web/keeping.py;
the clauses are read straight from the policies of the service's engine (bot/web/clauses.py), and
so are the figures (bot/web/glance_tab.py). Scripts: bot/web/ui/.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.web.chat import Chat
from bot.web.clauses import head_html, list_html, place_html
from bot.web.composer import Conversation, conversation, policy_words
from bot.web.glance_tab import glance, tabs
from bot.web.keeping import Keeping, lang_of
from bot.web.parts import QUICK, Speech, plain_html, words
from bot.web.ui.files import read
from bot.web.ui.words import label, said, word

if TYPE_CHECKING:
    from bot.records.records import Records
    from bot.service import Service

# The page's scripts are modules that import one another: they are loaded, not written into it.
# How often the queue of questions is looked at, in seconds.
_LOOKS_EVERY_S = 0.01
_START = 'import(new URL("ui/main.js", document.baseURI)).then((page) => page.start(trigger));'
_TELL = '(reply) => document.dispatchEvent(new CustomEvent("w-reply", { detail: reply }))'
_TOOLS = (
    '<div class="w-tools"><button type="button" class="w-act" data-do="history" '
    f'aria-expanded="false" aria-controls="w-history">{word("history")}</button>'
    '<button type="button" class="w-act" data-do="look">'
    f'<span class="w-wide">{word("look")}</span>{word("look-system")}</button>'
    '<button type="button" class="w-act" data-do="language">'
    f"{word('other-language')}</button></div>"
)
_HISTORY_BAR = (
    f'<div class="w-bar"><h2>{word("history-title")}</h2>'
    f'<button type="button" class="w-act" data-do="new">{word("new")}</button>'
    '<button type="button" class="w-act" data-do="history-close">'
    f"{word('close')}</button></div>"
    f'<p class="w-count">{word("history-note")}</p>'
)
_SIDE_BAR = (
    '<div class="w-bar"><button type="button" class="w-act w-back" data-view="list">'
    f'{word("back")}</button><h2>{word("clauses")}</h2><button type="button" '
    f'class="w-act w-close" data-view="closed"{label("close-clauses")}>{word("close")}</button>'
    "</div>"
)


def build(
    service: Service,
    records: Records | None = None,
    *,
    today: Callable[[], date] = date.today,
) -> gr.Blocks:
    """The page: head, conversation or figures at a glance, and the clauses beside either.

    Args:
        service: Answers the questions; its engine's policies are read anew for each page.
        records: What `service` keeps answers in; None: it keeps none, and there is no history.
        today: The day that validity and answers are judged against, asked each time.
    """
    chat, keeping, speech = (
        Chat(service, records, today),
        Keeping(service, records, today),
        Speech(),
    )
    blocks: gr.Blocks
    with gr.Blocks(title=said("title"), analytics_enabled=False, fill_width=True) as blocks:
        head = plain_html(head_html(service.engine.policies, today()), "w-head")
        with gr.Row(elem_id="w-main"):
            with gr.Column(elem_id="w-left"):
                with gr.Row(elem_id="w-bar"):
                    bar = tabs()
                    plain_html(_TOOLS, "w-tools")
                with gr.Column(elem_id="w-chat"):
                    talk = conversation(chat, service, speech)
                with gr.Column(elem_id="w-glance"):
                    figures = glance(service, bar, speech)
            with gr.Column(elem_id="w-side"):
                found, reader = _clauses(service, speech)
        with gr.Column(elem_id="w-history"):
            plain_html(_HISTORY_BAR, "w-history-bar")
            listed = plain_html("", "w-history-list")
        plain_html(read("dialogs.html"), "w-dialogs")
        bridge = gr.HTML(elem_id="w-bridge", visible="hidden", js_on_load=_START)
        _connect(chat, talk, bridge)
        _connect_kept(chat, keeping, talk, listed, bridge)

        # Named: Gradio gives an event to what says that it takes one.
        def read_clause(event: gr.EventData) -> str:
            return place_html(service.engine.policies, event._data)

        def speak(event: gr.EventData) -> list[Any]:
            return speech.updates(lang_of(event))

        bridge.select(read_clause, None, reader, **QUICK)
        bridge.input(speak, None, speech.components, **QUICK)
        _connect_arrival(service, chat, today, bridge, [head, talk, found, figures])
    # The service bounds what is asked at once, for all interfaces together.
    blocks.queue(api_open=False, max_size=None, default_concurrency_limit=None)
    # Gradio looks for events a thousand times a second, which takes 7% of a core at rest.
    blocks._queue.sleep_when_free = _LOOKS_EVERY_S
    return blocks


def _connect(chat: Chat, c: Conversation, bridge: gr.HTML) -> None:
    """Tie the conversation's events to its handlers; the scripts send `bridge` what is pressed."""
    asking = gr.on(
        [c.box.submit, c.send.click, bridge.submit],
        chat.respond,
        [c.box, c.policy, c.turns, c.votes, c.id],
        [c.earlier, c.present, c.turns, c.box, c.send, c.stop, c.id],
        # A second question has to wait for the first: both would write the same conversation.
        trigger_mode="once",
        show_progress="hidden",
        api_visibility="private",
    )
    # Only once the event is over: until then Gradio drops the next question without a word.
    asking.then(chat.rested, None, [c.send, c.stop], **QUICK)
    shown = [c.earlier, c.present, c.turns, c.votes, c.send, c.stop, c.id]
    # Words of the answer may still be under way when a button is pressed: what replaces them
    # waits until the answer has been cut off.
    c.stop.click(None, cancels=[asking], **QUICK).then(
        chat.stop, c.turns, [c.present, c.send, c.stop], **QUICK
    )
    c.new.click(None, cancels=[asking], **QUICK).then(chat.new, None, shown, **QUICK)
    wanted = gr.State("")
    bridge.option_select(_wanted, None, wanted, cancels=[asking], **QUICK).then(
        chat.open, wanted, [*shown, c.reply], **QUICK
    ).then(None, c.reply, js=_TELL, **QUICK)


def _wanted(event: gr.EventData) -> str:
    return str(event._data.get("conversation"))


def _connect_kept(
    chat: Chat, keeping: Keeping, c: Conversation, listed: gr.HTML, bridge: gr.HTML
) -> None:
    bridge.expand(keeping.conversations, None, listed, **QUICK)
    for told in (
        bridge.delete(keeping.forget, None, [listed, c.reply], **QUICK),
        bridge.like(keeping.vote, [c.turns, c.votes], [c.votes, c.reply], **QUICK),
        bridge.apply(keeping.share, c.turns, c.reply, **QUICK),
        bridge.download(keeping.save, c.turns, c.reply, **QUICK),
    ):
        told.then(None, c.reply, js=_TELL, **QUICK)
    remember = '(id) => document.dispatchEvent(new CustomEvent("w-conversation", { detail: id }))'
    c.id.change(None, c.id, js=remember, **QUICK)


def _connect_arrival(
    service: Service,
    chat: Chat,
    today: Callable[[], date],
    bridge: gr.HTML,
    parts: list[Any],
) -> None:
    """What a page shows of the policies, which may have changed since the server started."""
    head, talk, found, figures = parts
    built_with = service.engine

    def arrive(event: gr.EventData) -> list[Any]:
        policies = service.engine.policies
        fresh = [head_html(policies, today())]
        if service.engine is built_with:
            return [*fresh, *(gr.skip() for _ in outputs[1:])]
        lang = lang_of(event)
        choices = gr.update(**policy_words(service)(lang), visible=len(policies) > 1, value="")
        return [*fresh, chat.welcome_html(), choices, list_html(policies), *figures.fresh(lang)]

    outputs = [head, talk.present, talk.policy, found, *figures.shown]
    bridge.tick(arrive, None, outputs, **QUICK)


def _clauses(service: Service, speech: Speech) -> tuple[gr.HTML, gr.HTML]:
    """The panel of clauses: a searchable list, and a reader for one clause (both returned)."""
    plain_html(_SIDE_BAR, "w-sidebar")
    with gr.Column(elem_id="w-list"):
        search = speech.add(
            gr.Textbox,
            words(label="search", placeholder="search-placeholder"),
            show_label=False,
            container=False,
            elem_id="w-search",
        )
        found = plain_html(list_html(service.engine.policies), "w-found")
    reader = plain_html("", "w-reader")
    # Not `input`: in Gradio 6.31 a text box does not send it (tried in Chromium).
    search.change(
        lambda words: list_html(service.engine.policies, words),
        search,
        found,
        trigger_mode="always_last",
        **QUICK,
    )
    return found, reader
