"""Templates → responses. Everything put into a template is escaped, and no page has a script or a
style in it: the Content-Security-Policy allows neither."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.access.sessions import CSRF_FIELD, Session
from bot.web.problems import TITLES, status_of
from corpus.errors import WenceError

_HERE = Path(__file__).parent
# no-store: the next one at this computer does not see with "back" what the operator saw.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        ]
    ),
}
_UNPROCESSABLE = 422


class LoginNeeded(WenceError):
    """Nobody is logged in: the login page is shown instead."""

    status = 401

    def __init__(self) -> None:
        super().__init__("请先登录。")


class Pages:
    """Makes pages.

    Attributes:
        base: Path of the operator's page as a browser sees it, "/admin".
    """

    def __init__(self, base: str) -> None:
        """Pages whose links begin with `base`."""
        self.base = base
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(base=base, csrf_field=CSRF_FIELD)
        self._templates.filters.update(moment=_moment, day=_day)

    def text(self, name: str, session: Session | None, **values: Any) -> str:
        """The HTML of a page.

        Args:
            name: Template in pages/.
            session: Of the operator, whose token goes into the forms; None: there are none.
            values: What the template needs.
        """
        csrf = session.csrf if session else ""
        return self._templates.get_template(name).render(csrf=csrf, **values)

    def show(
        self, name: str, session: Session | None, *, status: int = 200, **values: Any
    ) -> Response:
        """A page as a response; arguments as for `text`."""
        return HTMLResponse(self.text(name, session, **values), status, headers=HEADERS)

    def go(self, path: str) -> RedirectResponse:
        """To another page, "/policies", after a form was sent."""
        return RedirectResponse(f"{self.base}{path}", 303, headers=HEADERS)

    def failed(self, request: Request, error: WenceError | HTTPException) -> Response:
        """The page that says what went wrong and what to do."""
        if isinstance(error, LoginNeeded):
            return self.go("/login")
        wait = getattr(error, "retry_after", None)
        if isinstance(error, WenceError):
            status, sentence = status_of(error), str(error)
        else:
            status, sentence = error.status_code, "请求没有成功，请返回后再试。"
        session = getattr(request.state, "session", None)
        title = TITLES.get(status, "没有成功")
        page = self.show("error.html", session, status=status, title=title, sentence=sentence)
        if wait is not None:
            page.headers["Retry-After"] = str(wait)
        return page


def page_route(pages: Pages) -> type[APIRoute]:
    """A kind of route whose errors are pages and no JSON."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handled(request: Request) -> Response:
                try:
                    return await handle(request)
                except (WenceError, HTTPException) as error:
                    return pages.failed(request, error)
                except RequestValidationError:
                    return pages.failed(request, HTTPException(_UNPROCESSABLE))

            return handled

    return PageRoute


def _moment(time: datetime) -> str:
    """A time as it is where the server stands."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M")


def _day(time: datetime) -> str:
    return time.astimezone().strftime("%Y-%m-%d")
