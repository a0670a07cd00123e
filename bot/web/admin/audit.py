"""Who did what on the operator's page: a line in the log for each thing done.

There is one operator's password, so "who" is the address and the session. These lines are logged
at every level of WENCE_LOG_LEVEL (bot/web/log.py).
"""

from __future__ import annotations

import logging
from typing import Any

from starlette.requests import Request

from bot.access.sender import Senders
from bot.access.sessions import Session

logger = logging.getLogger(__name__)

_SHOWN = 8  # characters of a session's id: enough to tell sessions apart


class Audit:
    """Writes the lines.

    Args:
        senders: Tells the address of a request.
    """

    def __init__(self, senders: Senders) -> None:
        self._senders = senders

    def note(self, request: Request, session: Session | None, action: str, **about: Any) -> None:
        """Log that something was done, or tried and failed (`about` has `failed` then)."""
        done = {
            "action": action,
            "address": self._senders.address(request),
            "session": session.id[:_SHOWN] if session else "",
            **about,
        }
        logger.info("operator", extra=done)

    def failed(
        self,
        request: Request,
        session: Session,
        action: str,
        error: Exception,
        **about: Any,
    ) -> None:
        """Log that a fault of the program kept something from being done, and where it is."""
        self.note(request, session, action, failed=type(error).__name__, **about)
        logger.error("operator's %s failed", action, exc_info=error)
