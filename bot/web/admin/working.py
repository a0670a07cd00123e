"""Work of up to a minute (publishing builds an index), one at a time, with a page that waits.

The page is sent in two pieces: what is being done at once, and what came of it when it is done. So
it needs no script, whichever of several server processes does the work, and a proxy that gives
up after a silent minute sees something come all the time. The work goes on when nobody waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from bot.access.sessions import Session
from bot.web.admin.audit import Audit
from bot.web.admin.pages import HEADERS, Pages
from corpus.errors import WenceError

if TYPE_CHECKING:
    from bot.publishing.publisher import Version

# Stands in the template where the second piece begins.
_HERE = "<!--result-->"
_BEAT_S = 5.0
_BEAT = "<!-- -->\n"
_FAILED = "没有完成：程序出了错。现在的政策没有改变，请把时间告诉技术人员，查看服务日志。"


class StillWorking(WenceError):
    """Something else is being published."""

    status = 409

    def __init__(self) -> None:
        super().__init__("正在发布或恢复另一份政策，请等它完成后再试。")


@dataclass(frozen=True)
class _Done:
    """What came of it: a version, or why there is none."""

    version: Version | None
    failed: str = ""


class Working:
    """Does one thing at a time. Used from one event loop."""

    def __init__(self, pages: Pages, audit: Audit) -> None:
        self._pages = pages
        self._audit = audit
        self._task: asyncio.Task[_Done] | None = None

    def begin(
        self,
        request: Request,
        session: Session,
        work: Callable[[], Version],
        *,
        action: str,
        title: str,
        **about: Any,
    ) -> Response:
        """Do `work` in a thread, and answer with the page that waits for it.

        Args:
            action, about: For the log.
            title: What is being done, for the page.

        Raises:
            StillWorking: The one before is not done.
        """
        if self._task and not self._task.done():
            raise StillWorking
        self._task = asyncio.create_task(self._do(request, session, work, action, about))
        body = self._body(self._task, session, title)
        return StreamingResponse(body, media_type="text/html", headers=HEADERS)

    async def _do(
        self,
        request: Request,
        session: Session,
        work: Callable[[], Version],
        action: str,
        about: dict[str, Any],
    ) -> _Done:
        try:
            version = await asyncio.to_thread(work)
        except WenceError as error:
            self._audit.note(request, session, action, failed=str(error), **about)
            return _Done(None, str(error))
        except Exception as error:
            self._audit.failed(request, session, action, error, **about)
            return _Done(None, _FAILED)
        self._audit.note(request, session, action, version=version.n, **about)
        return _Done(version)

    async def _body(
        self, task: asyncio.Task[_Done], session: Session, title: str
    ) -> AsyncIterator[str]:
        page = self._pages.text("working.html", session, title=title)
        head, _, tail = page.partition(_HERE)
        yield head
        while not (await asyncio.wait({task}, timeout=_BEAT_S))[0]:
            yield _BEAT
        yield self._pages.text("result.html", session, done=task.result()) + tail
