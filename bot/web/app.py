"""The Gradio chat, mounted: its theme and files, and nothing in it that asks another host."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.routing import Mount

from bot.access.gate import Gate
from bot.web.middleware.door import Door
from bot.web.one_chat import OneChat

_HERE = Path(__file__).parent
# In this order: what stands later refines what stands before.
_STYLES = (
    *("colours", "frame", "bar", "log", "answer", "cites", "table", "composer", "panel"),
    *("glance", "figures", "history", "dialogs", "phone", "print"),
)
_FONTS = ("PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def mount(app: FastAPI, blocks: gr.Blocks, gate: Gate, *, one_chat: OneChat | None = None) -> None:
    """Put the page on `app` at "/", behind its door (bot/web/middleware/door.py).

    All routes of `app` have to be there already: what is mounted here takes every other path.

    Args:
        one_chat: Where several processes serve the page.
    """
    others = list(app.router.routes)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        show_error=False,
        theme=_theme(),
        css_paths=[_HERE / "ui" / f"{name}.css" for name in _STYLES],
        favicon_path=str(_HERE / "favicon.svg"),
    )
    mounted = app.router.routes[-1]
    assert isinstance(mounted, Mount)
    gradio = one_chat.share(mounted.app) if one_chat else mounted.app
    mounted.app = Door(gradio, others=others, gate=gate)


def _theme() -> gr.themes.Base:
    """Gradio's plain theme in the page's colours, with fonts that are on the machine already."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=_FONTS, font_mono=_MONO, radius_size="md"
    )
