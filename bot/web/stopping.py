"""Being told to stop: uvicorn hears of it first, and what keeps connections open as well."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def when_told_to_stop(call: Callable[[], None]) -> Iterator[None]:
    """Call `call` in the event loop when SIGINT or SIGTERM comes, beside whoever handles it.

    uvicorn waits for connections to end before it tells the application (lifespan), which would
    be too late to end the endless ones. Outside the main thread no signal can be heard: tests.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, heard)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
