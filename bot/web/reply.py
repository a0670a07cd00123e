"""What a handler tells the scripts of the page, as JSON in a hidden component.

{"kind": "say", "word": key}             a line that is shown for a moment
{"kind": "file", "name", "data"}         a file to save, in base64
{"kind": "share", "answer", "share"}     the id an answer is shared under
{"kind": "forgotten", "conversation"}    a conversation that was deleted
"""

from __future__ import annotations

import json
from base64 import b64encode

NOTHING = ""


def say(key: str) -> str:
    """Show a text of the interface for a moment."""
    return json.dumps({"kind": "say", "word": key})


def file(name: str, data: bytes) -> str:
    """Save a file. It is made for one press and kept nowhere on the server."""
    return json.dumps({"kind": "file", "name": name, "data": b64encode(data).decode("ascii")})


def shared(answer: str, share: str) -> str:
    """Show the link to an answer."""
    return json.dumps({"kind": "share", "answer": answer, "share": share})


def forgotten(conversation: str) -> str:
    """Drop the id of a conversation, which was deleted."""
    return json.dumps({"kind": "forgotten", "conversation": conversation})
