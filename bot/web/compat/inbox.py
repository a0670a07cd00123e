"""Where the messages of a help desk wait: in the records, or in memory where nothing is kept."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict, deque
from collections.abc import Collection
from typing import Any, Protocol

from bot.records.inbox import Message, Talk

_MOST_SEEN = 10_000  # message ids
_MOST_TALKS = 1_000
_MOST_TURNS = 32  # more than any answer looks at


class Inbox(Protocol):
    """Messages from their arrival to the reply; `KeptInbox` of bot/records says more."""

    def take(self, message: Message) -> bool:
        """Keep a new message; False where it has come before."""

    def left(self, mine: Collection[tuple[int, int]], most: int) -> list[Message]:
        """Take up messages that nobody is at any more."""

    def renew(self, mine: Collection[tuple[int, int]]) -> None:
        """Say of messages that this process is still at them."""

    def is_next(self, message: Message) -> bool:
        """Whether all earlier messages of its conversation were replied to."""

    def talk(self, message: Message, most: int) -> Talk:
        """What was said in the conversation of a message before."""

    def finish(self, message: Message, kept: str, question: str) -> None:
        """A message was replied to; question: what was answered, "" for nothing."""


class MemoryInbox:
    """In memory, for the conversations spoken in last: what a process that ends forgets."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[int, int], None] = OrderedDict()
        self._waiting: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        self._talks: OrderedDict[tuple[int, int], deque[str]] = OrderedDict()

    def take(self, message: Message) -> bool:
        """As `Inbox.take`, among the last ten thousand."""
        with self._lock:
            if message.key in self._seen:
                return False
            self._seen[message.key] = None
            _forget(self._seen, _MOST_SEEN)
            self._waiting[_talk_of(message)].add(message.id)
            return True

    def left(self, mine: Collection[tuple[int, int]], most: int) -> list[Message]:
        """None: what another process had is not known here."""
        return []

    def renew(self, mine: Collection[tuple[int, int]]) -> None:
        """Nobody else asks."""

    def is_next(self, message: Message) -> bool:
        """As `Inbox.is_next`."""
        with self._lock:
            return message.id <= min(self._waiting[_talk_of(message)], default=message.id)

    def talk(self, message: Message, most: int) -> Talk:
        """As `Inbox.talk`."""
        with self._lock:
            turns = self._talks.get(_talk_of(message), deque[str]())
            return Talk(turns=tuple(turns)[-most:] if most else ())

    def finish(self, message: Message, kept: str, question: str) -> None:
        """As `Inbox.finish`."""
        key = _talk_of(message)
        with self._lock:
            self._waiting[key].discard(message.id)
            if not self._waiting[key]:
                del self._waiting[key]
            if question:
                turns = self._talks.pop(key, None) or deque(maxlen=_MOST_TURNS)
                turns.append(question)
                self._talks[key] = turns
                _forget(self._talks, _MOST_TALKS)


def _talk_of(message: Message) -> tuple[int, int]:
    return message.account, message.conversation


def _forget(kept: OrderedDict[tuple[int, int], Any], most: int) -> None:
    """Drop the oldest beyond `most`."""
    while len(kept) > most:
        kept.popitem(last=False)
