"""A question asked for a page: what comes back is a turn to show, an error no less than an answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.service import Busy, Caller, TookTooLong
from bot.web.turn import Turn, answered
from bot.web.ui.words import Said
from corpus.errors import WenceError

if TYPE_CHECKING:
    from bot.service import Service

logger = logging.getLogger(__name__)


async def asked_turn(
    service: Service,
    question: str,
    history: Sequence[str],
    *,
    policy: str | None,
    today: date | None,
    caller: Caller,
) -> tuple[Turn, str]:
    """Ask the service.

    Args:
        question, history, policy, today, caller: As for `Service.ask`.

    Returns:
        The turn, and the id of the conversation it is kept in: the caller's where it is not kept.
    """
    try:
        reply = await service.ask(question, history, policy=policy, today=today, caller=caller)
    except Busy as error:
        failed: str | Said = Said("busy", {"seconds": error.retry_after})
    except TookTooLong as error:
        failed = Said("slow", {"seconds": f"{error.seconds:g}"})
    except WenceError as error:
        failed = str(error)
    except Exception:
        # The outermost place that can still tell the user; the log has the rest.
        logger.exception("Answering failed")
        failed = Said("broken", {})
    else:
        turn = answered(reply.answer, reply.id, service.engine.policies)
        return turn, reply.conversation
    return Turn(question, error=failed), caller.conversation
