"""How often one may ask: arithmetic by hand, bounded memory, threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from access_parts import Clock

from bot.access.errors import TooMany
from bot.access.limits import Limits, address_name


@pytest.fixture
def clock() -> Clock:
    return Clock(0.0)


def passed(limits: Limits, name: str, times: int) -> int:
    """How many of so many requests pass."""
    through = 0
    for _ in range(times):
        try:
            limits.take(name)
        except TooMany:
            continue
        through += 1
    return through


def test_of_ten_thousand_questions_from_one_address_a_minutes_worth_passes(clock: Clock) -> None:
    limits = Limits(60, clock=clock)
    assert passed(limits, "address:203.0.113.7", 10_000) == 60
    assert passed(limits, "address:203.0.113.8", 1) == 1


def test_ten_thousand_questions_over_ten_minutes_pass_at_the_rate(clock: Clock) -> None:
    limits = Limits(60, clock=clock)
    through = 0
    for _ in range(10_000):
        clock.at += 600 / 10_000
        through += passed(limits, "a", 1)
    assert through == 60 + 600 - 1 or through == 60 + 600  # a minute's worth, then one a second


def test_it_says_when_to_come_back_and_that_is_right(clock: Clock) -> None:
    limits = Limits(6, clock=clock)  # one in ten seconds
    assert passed(limits, "a", 6) == 6
    with pytest.raises(TooMany, match="10秒") as raised:
        limits.take("a")
    assert raised.value.retry_after == 10
    clock.at += 9.5
    with pytest.raises(TooMany) as raised:
        limits.take("a")
    assert raised.value.retry_after == 1
    clock.at += 0.5
    limits.take("a")


def test_being_turned_away_costs_nothing(clock: Clock) -> None:
    limits = Limits(60, clock=clock)
    passed(limits, "a", 5_000)
    clock.at += 1.5
    assert passed(limits, "a", 10) == 1


def test_long_silence_saves_up_no_more_than_a_minutes_worth(clock: Clock) -> None:
    limits = Limits(60, clock=clock)
    limits.take("a")
    clock.at += 1e6
    assert passed(limits, "a", 100) == 60


def test_a_name_can_have_a_rate_of_its_own(clock: Clock) -> None:
    limits = Limits(60, clock=clock)
    for _ in range(3):
        limits.take("slow", per_minute=3)
    with pytest.raises(TooMany) as raised:
        limits.take("slow", per_minute=3)
    assert raised.value.retry_after == 20


def test_memory_is_bounded_and_the_busiest_are_remembered(clock: Clock) -> None:
    limits = Limits(10, capacity=100, clock=clock)
    assert passed(limits, "busy", 20) == 10
    for n in range(5_000):
        limits.take(f"address:{n}")
        assert passed(limits, "busy", 1) == 0
    assert len(limits) == 100


def test_threads_together_pass_no_more_than_one(clock: Clock) -> None:
    limits = Limits(60, clock=clock)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: passed(limits, "a", 500), range(8))) == 60


@pytest.mark.parametrize(
    "address, other, same",
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
    ],
)
def test_an_ipv6_customer_is_counted_once_whatever_addresses_it_uses(
    address: str, other: str, same: bool
) -> None:
    assert (address_name(address) == address_name(other)) is same


def test_what_has_no_address_is_counted_as_one() -> None:
    assert address_name("") == address_name("testclient") == "address:"
