"""The addresses of what the browser loads for the chat and for shared answers."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from bot.web.problems import NotFound
from bot.web.ui.words import WORDS

_HERE = Path(__file__).parent
_TYPES = {".js": "text/javascript", ".css": "text/css"}
# The page, the files it loads and the server have to be of one version.
_FRESH = {"Cache-Control": "no-cache"}


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    files = {path.name: _TYPES[path.suffix] for path in _HERE.iterdir() if path.suffix in _TYPES}
    script = f"export const WORDS = {json.dumps(WORDS, ensure_ascii=False)};\n"

    @routes.get("/ui/words.js")
    async def words() -> Response:
        """words.json as a module: not every browser imports JSON."""
        return Response(script, media_type=_TYPES[".js"], headers=_FRESH)

    @routes.get("/ui/{name}")
    async def file(name: str) -> Response:
        if name not in files:  # nothing else of the folder is served
            raise NotFound("没有这个文件。")
        return Response(read(name), media_type=files[name], headers=_FRESH)

    return routes


def read(name: str) -> str:
    """A file of this folder."""
    return (_HERE / name).read_text("utf-8")
