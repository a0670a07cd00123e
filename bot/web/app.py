"""The web server: the page (bot/web/page.py) mounted on a FastAPI app, served by uvicorn.

`mount` puts the page on an app that may have routes of its own, `serve` listens.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from bot.port import check_port
from bot.web.feedback import OnFeedback, log_feedback
from bot.web.headers import SecureHeaders
from bot.web.page import build

if TYPE_CHECKING:
    from bot.engine import Engine

_HERE = Path(__file__).parent
_FONTS = ("PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def serve(engine: Engine, *, host: str, port: int, on_feedback: OnFeedback = log_feedback) -> None:
    """Serve the chat until interrupted.

    Args:
        engine: Answers the questions.
        host, port: Where to listen.
        on_feedback: Takes each like and dislike; they go to the log where none is given.

    Raises:
        PortNotFree: The address cannot be listened on.
    """
    check_port(host, port)
    app = mount(FastAPI(), build(engine, on_feedback=on_feedback))
    uvicorn.run(app, host=host, port=port, log_level="warning")


def mount(app: FastAPI, blocks: gr.Blocks, *, path: str = "/") -> FastAPI:
    """Put the page on `app` at `path`; routes added before come first where paths meet.

    Other origins get no access (Gradio alone would grant it to any), and the browser is told to
    ask no other host.
    """
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(SecureHeaders)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        show_error=False,
        theme=_theme(),
        css_paths=[_HERE / "style.css", _HERE / "glance.css"],
        favicon_path=str(_HERE / "favicon.svg"),
    )
    return mounted


def _theme() -> gr.themes.Base:
    """Gradio's plain theme in the page's colours, with fonts that are on the machine already."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=_FONTS, font_mono=_MONO, radius_size="md"
    )
