"""The Gradio chat, mounted: its theme and files, and nothing in it that asks another host."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.routing import Mount

from bot.access.gate import Gate
from bot.web.middleware.door import Door

_HERE = Path(__file__).parent
_FONTS = ("PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def mount(app: FastAPI, blocks: gr.Blocks, gate: Gate) -> None:
    """Put the page on `app` at "/", behind its door (bot/web/middleware/door.py).

    All routes of `app` have to be there already: what is mounted here takes every other path.
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
        css_paths=[_HERE / "style.css", _HERE / "glance.css"],
        favicon_path=str(_HERE / "favicon.svg"),
    )
    mounted = app.router.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app = Door(mounted.app, others=others, gate=gate)


def _theme() -> gr.themes.Base:
    """Gradio's plain theme in the page's colours, with fonts that are on the machine already."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=_FONTS, font_mono=_MONO, radius_size="md"
    )
