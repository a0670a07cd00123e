"""The components of the conversation: what was said, and where the next question is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.web.chat import Chat
from bot.web.parts import Speech, Words, plain_html, words
from bot.web.ui.words import Lang, said, word

if TYPE_CHECKING:
    from bot.service import Service


@dataclass(frozen=True)
class Conversation:
    """What events of the conversation read and write.

    Attributes:
        earlier, present: The turns before the last one, and that one, as HTML.
        policy, box, send, stop, new: Where questions are typed.
        turns, votes: The conversation (bot/web/chat.py).
        id: Id of the conversation in the records, in the page for its scripts to remember.
        reply: What a handler tells the scripts (bot/web/reply.py).
    """

    earlier: gr.HTML
    present: gr.HTML
    policy: gr.Dropdown
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    new: gr.Button
    turns: gr.State
    votes: gr.State
    id: gr.Textbox
    reply: gr.Textbox


def conversation(chat: Chat, service: Service, speech: Speech) -> Conversation:
    """Lay out the conversation."""
    with gr.Column(elem_id="w-log"):
        earlier = plain_html("", "w-earlier")
        present = plain_html(chat.welcome_html(), "w-present")
    bare: dict[str, Any] = {"show_label": False, "container": False}
    with gr.Column(elem_id="w-composer"):
        several = len(service.engine.policies) > 1
        choice = policy_words(service)
        policy = speech.add(
            gr.Dropdown, choice, value="", visible=several, elem_id="w-policy", **bare
        )
        with gr.Row(elem_id="w-line"):
            ask = words(label="your-question", placeholder="placeholder")
            box = speech.add(gr.Textbox, ask, max_lines=6, elem_id="w-box", **bare)
            send = _button(speech, "send", variant="primary")
            stop = _button(speech, "stop", visible=False)
        with gr.Row(elem_id="w-foot"):
            export = f'<button type="button" class="w-act" data-do="word">{word("export")}</button>'
            plain_html(f"<p>{word('note')}</p>", "w-note")
            plain_html(export, "w-save")
            new = speech.add(
                gr.Button, words(value="new"), size="sm", elem_id="w-new", min_width=72
            )
    hidden = [gr.Textbox("", visible="hidden", elem_id=name) for name in ("w-id", "w-reply")]
    turns, votes = gr.State([]), gr.State({})
    return Conversation(earlier, present, policy, box, send, stop, new, turns, votes, *hidden)


def policy_words(service: Service) -> Words:
    """The words of the choice of a policy."""

    def chosen(lang: Lang) -> dict[str, Any]:
        titles = [(policy.title, policy.id) for policy in service.engine.policies]
        choices = [(said("all-policies", lang), ""), *titles]
        return {"label": said("which-policy", lang), "choices": choices}

    return chosen


def _button(speech: Speech, key: str, **options: Any) -> Any:
    return speech.add(gr.Button, words(value=key), elem_id=f"w-{key}", min_width=72, **options)
