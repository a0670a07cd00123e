"""How often: one token bucket for each key and each address, in bounded memory.

Each server process counts for itself: with several workers, up to as many times the rate passes.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.access.errors import TooMany

# Some 330 bytes each, measured: 16 MB. Past that the one unused for longest is forgotten; it has mostly
# filled up again by then, so that forgetting it gives nothing away.
CAPACITY = 50_000


@dataclass
class _Bucket:
    tokens: float
    at: float  # when `tokens` was right, seconds of the clock


class Limits:
    """Lets a rate pass for each name, a minute's worth of it at once. Used from any thread."""

    def __init__(
        self,
        per_minute: int,
        *,
        capacity: int = CAPACITY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow `per_minute` to each name.

        Args:
            capacity: Names remembered at the same time.
            clock: Seconds that never run backwards.
        """
        self._per_minute = per_minute
        self._capacity = capacity
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, name: str, *, per_minute: int | None = None, times: int = 1) -> None:
        """Count one request of `name`.

        Args:
            name: Whose, such as "key:1f…" or "address:203.0.113.7".
            per_minute: Its own rate; None: the common one.
            times: How many times that rate passes.

        Raises:
            TooMany: It has none left; `retry_after` says when it has one again.
        """
        size = (per_minute or self._per_minute) * times
        rate = size / 60
        with self._lock:
            now = self._clock()
            bucket = self._buckets.pop(name, None) or _Bucket(size, now)
            bucket.tokens = min(size, bucket.tokens + (now - bucket.at) * rate)
            bucket.at = now
            self._buckets[name] = bucket  # last: used most recently
            if len(self._buckets) > self._capacity:
                self._buckets.popitem(last=False)
            if bucket.tokens < 1:
                raise TooMany((1 - bucket.tokens) / rate)
            bucket.tokens -= 1


def address_name(address: str) -> str:
    """The name under which an address is counted: an IPv6 customer has a whole /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a socket file has none: all who come through it count as one
        return "address:"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return f"address:{parsed.ipv4_mapped}"
        return f"address:{ipaddress.ip_network((int(parsed) >> 64 << 64, 64))}"
    return f"address:{parsed}"
