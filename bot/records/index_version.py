"""Which index an answer came from: a hash of what the engine that gave it was built from.

Asked of the engine and not of the folder: while a policy is published, and in processes that
have not followed yet, the index in use on disk is another than the one that answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from bot.engine import Engine


class IndexVersion:
    """Tells the version of an engine's index; worked out once an engine. Used from any thread."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()

    def __call__(self, engine: Engine) -> str:
        """16 hexadecimal digits: two engines with the same search the same clauses alike."""
        from index.store import version_of  # brings the encoder: not for `wence records`

        known = self._known.get(engine)
        if known is None:
            known = self._known[engine] = version_of(engine.policies, engine.encoder)
        return known
