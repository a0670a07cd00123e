"""What the agent bot does in Chatwoot: say something in a conversation, hand it to a colleague."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx

logger = logging.getLogger(__name__)

_TIMEOUT_S = 10.0
_PAUSES_S = (0.5, 2.0)  # before the second and the third try
_GONE_WRONG = 500


class Desk:
    """Chatwoot's REST API, at the address the operator set and no other."""

    def __init__(self, url: str, token: str) -> None:
        """Speak to Chatwoot at `url` with the access token of the agent bot."""
        self._url = url.rstrip("/")
        # The token goes to that address alone: no redirect is followed, no proxy of the
        # environment used.
        self._client = httpx.AsyncClient(
            headers={"api_access_token": token}, timeout=_TIMEOUT_S, trust_env=False
        )

    async def say(self, account: int, conversation: int, text: str) -> bool:
        """Send a message to the visitor; False where Chatwoot did not take it."""
        body = {"content": text, "message_type": "outgoing", "private": False}
        return await self._post(account, conversation, "messages", body)

    async def hand_over(self, account: int, conversation: int) -> bool:
        """Open the conversation: colleagues see it and the bot is silent from now on."""
        return await self._post(account, conversation, "toggle_status", {"status": "open"})

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, account: int, conversation: int, what: str, body: Any) -> bool:
        """Whether it was taken; tried again where Chatwoot does not answer or has broken down."""
        url = f"{self._url}/api/v1/accounts/{account}/conversations/{conversation}/{what}"
        for pause in (*_PAUSES_S, None):
            try:
                response = await self._client.post(url, json=body)
            except httpx.TransportError as error:
                said = type(error).__name__
            else:
                if response.is_success:
                    return True
                said = f"status {response.status_code}"
                if response.status_code < _GONE_WRONG:
                    pause = None
            if pause is None:
                break
            await asyncio.sleep(pause)
        logger.error("Chatwoot did not take %s of conversation %d: %s", what, conversation, said)
        return False
