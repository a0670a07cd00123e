"""What the page's tabs are laid out with: plain HTML, words, and how quick events are sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from bot.web.ui.words import Lang, said

# For events that take no time: past the queue, without a progress bar, not in the public API.
QUICK: dict[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
}
# The properties of a component that hold words, in a language.
Words = Callable[[Lang], dict[str, Any]]


def plain_html(value: str, elem_id: str) -> gr.HTML:
    """HTML without Gradio's own looks and without a script."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def words(**keys: str) -> Words:
    """Properties by the keys of their words."""
    return lambda lang: {name: said(key, lang) for name, key in keys.items()}


class Speech:
    """The components whose words are properties, to be changed with the language.

    Attributes:
        components: In the order of `updates`.
    """

    def __init__(self) -> None:
        self.components: list[Any] = []
        self._words: list[Words] = []

    def add(self, kind: Callable[..., Any], words: Words, **options: Any) -> Any:
        """A component of that kind, with its words and these options."""
        component = kind(**words("zh"), **options)
        self.components.append(component)
        self._words.append(words)
        return component

    def updates(self, lang: Lang) -> list[Any]:
        """Each component's words in that language."""
        return [gr.update(**words(lang)) for words in self._words]
