"""Lets the operator in, and lets nothing be changed but by our own forms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bot.access.errors import Forbidden, TooMany, Unauthorized
from bot.access.sessions import Session, Sessions
from bot.web.admin.audit import Audit
from bot.web.admin.pages import LoginNeeded, Pages

_READS = frozenset({"GET", "HEAD"})
_WRONG = "密码不对，请再试一次。"


class Entrance:
    """Tells who is logged in.

    Args:
        sessions: Of the operator.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def operator(self, request: Request) -> Session:
        """A dependency: the session, checked before anything of a body is read.

        Raises:
            LoginNeeded: There is none.
            Forbidden: Something is to be changed, and none of our forms asks for it.
        """
        session = self._sessions.current(request)
        if session is None:
            raise LoginNeeded
        request.state.session = session
        if request.method not in _READS:
            await self._sessions.check_form(request, session)
        return session


def operator_of(request: Request) -> Session:
    """The session that `Entrance.operator` found."""
    session = request.state.session
    assert isinstance(session, Session)
    return session


Operator = Annotated[Session, Depends(operator_of)]


def add_login(routes: APIRouter, pages: Pages, sessions: Sessions, audit: Audit) -> None:
    """The login page, which needs no session, and its form."""

    @routes.get("/login")
    async def ask(request: Request) -> Response:
        if sessions.current(request):
            return pages.go("")
        return pages.show("login.html", None, wrong="")

    @routes.post("/login")
    async def login(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=4)
        password = form.get("password")
        response = pages.go("")
        try:
            given = password if isinstance(password, str) else ""
            session = await sessions.login(request, response, given)
        except (Unauthorized, TooMany, Forbidden) as error:
            audit.note(request, None, "login", failed=type(error).__name__)
            if not isinstance(error, Unauthorized):
                raise
            return pages.show("login.html", None, status=error.status, wrong=_WRONG)
        audit.note(request, session, "login")
        return response


def add_logout(routes: APIRouter, pages: Pages, sessions: Sessions, audit: Audit) -> None:
    """The form that ends the session."""

    @routes.post("/logout")
    async def logout(request: Request, session: Operator) -> Response:
        response = pages.go("/login")
        sessions.logout(request, response)
        audit.note(request, session, "logout")
        return response
