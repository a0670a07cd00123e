"""What the page's tabs are laid out with: plain HTML, and how quick events are sent."""

from __future__ import annotations

from typing import Any

import gradio as gr

# For events that take no time: past the queue, without a progress bar, not in the public API.
QUICK: dict[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
}


def plain_html(value: str, elem_id: str) -> gr.HTML:
    """HTML without Gradio's own looks and without a script."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)
