"""Where a request comes from: forged forwarding headers, own, allowed and foreign pages."""

from __future__ import annotations

import pytest
from access_parts import EVIL, HOST, PORTAL, request

from bot.access.origins import AllowList
from bot.access.sender import Senders, is_loopback

XFF = "X-Forwarded-For"


def senders(*proxies: str, public_url: str = HOST) -> Senders:
    return Senders(AllowList([PORTAL]), public_url=public_url, trusted_proxies=proxies)


def test_without_trusted_proxies_the_header_is_not_looked_at() -> None:
    sent = request((XFF, "198.51.100.1"), client="203.0.113.7")
    assert senders().address(sent) == "203.0.113.7"


def test_a_client_that_is_no_proxy_cannot_name_another_address() -> None:
    sent = request((XFF, "198.51.100.1"), client="203.0.113.7")
    assert senders("127.0.0.1", "10.0.0.0/8").address(sent) == "203.0.113.7"


@pytest.mark.parametrize(
    "forwarded, address",
    [
        ("203.0.113.7", "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7", "203.0.113.7"),  # the first was written by the client
        ("1.1.1.1, 10.9.9.9, 203.0.113.7", "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),  # two proxies
        ("203.0.113.7:51234", "203.0.113.7"),
        ("[2001:db8::7]:51234", "2001:db8::7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("10.0.0.2", "10.0.0.2"),
        ("", "10.0.0.1"),
        ("1.1.1.1, unknown", "10.0.0.1"),
        ("1.1.1.1, ", "10.0.0.1"),
        ("1.1.1.1, ' OR 1=1 --", "10.0.0.1"),
        ("," * 5000, "10.0.0.1"),
    ],
)
def test_behind_a_proxy_the_last_untrusted_address_counts(forwarded: str, address: str) -> None:
    sent = request((XFF, forwarded), client="10.0.0.1")
    assert senders("10.0.0.0/8").address(sent) == address


def test_several_forwarding_headers_are_one_list() -> None:
    sent = request((XFF, "1.1.1.1"), (XFF, "203.0.113.7"), client="10.0.0.1")
    assert senders("10.0.0.0/8").address(sent) == "203.0.113.7"


def test_a_proxy_is_known_by_its_mapped_address_too() -> None:
    sent = request((XFF, "203.0.113.7"), client="::ffff:10.0.0.1")
    assert senders("10.0.0.0/8").address(sent) == "203.0.113.7"


def test_our_own_page_is_own_and_no_other_is() -> None:
    assert senders().is_own(request(("Origin", HOST)))
    assert senders().is_own(request(("Sec-Fetch-Site", "same-origin")))
    for origin in (PORTAL, EVIL, "null", "", "http://ask.example.org", f"{HOST}:8443"):
        assert not senders().is_own(request(("Origin", origin)))
    assert not senders().is_own(request())


def test_without_a_public_address_the_host_header_names_the_server() -> None:
    unnamed = senders(public_url="")
    sent = request(("Origin", "http://127.0.0.1:7860"), host="127.0.0.1:7860", scheme="http")
    assert unnamed.is_own(sent)
    assert not unnamed.is_own(request(("Origin", "http://127.0.0.1:3000"), host="127.0.0.1:7860"))


def test_with_a_public_address_the_host_header_names_nothing() -> None:
    assert not senders().is_own(request(("Origin", EVIL), host="evil.example"))


@pytest.mark.parametrize(
    "headers",
    [
        [("Origin", EVIL)],
        [("Origin", "null")],
        [("Origin", "")],
        [("Origin", PORTAL), ("Origin", EVIL)],
        [("Origin", f"{PORTAL}, {EVIL}")],
        [("Origin", EVIL), ("Sec-Fetch-Mode", "navigate")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site")],
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")],
    ],
)
def test_pages_that_are_not_allowed_are_foreign(headers: list[tuple[str, str]]) -> None:
    assert senders().is_foreign(request(*headers))


@pytest.mark.parametrize(
    "headers",
    [
        [],  # curl
        [("Origin", PORTAL), ("Sec-Fetch-Site", "cross-site")],
        [("Origin", HOST), ("Sec-Fetch-Site", "same-origin")],
        [("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate")],  # typed in
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")],  # a link
    ],
)
def test_programs_own_and_allowed_pages_and_links_are_not_foreign(
    headers: list[tuple[str, str]],
) -> None:
    assert not senders().is_foreign(request(*headers))


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1:7860", "127.9.9.9", "[::1]:7860"])
def test_this_machine_by_name_is_local(host: str) -> None:
    assert senders().is_local(request(host=host))


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "10.0.0.1", "", "[", "[::1", "127.0.0.1.nip.io"],
)
def test_a_name_made_to_point_at_this_machine_is_not_local(host: str) -> None:
    assert not senders().is_local(request(host=host))
    assert not senders(public_url="").is_own(request(("Origin", "null"), host=host))


@pytest.mark.parametrize("header", [XFF, "Forwarded", "Via", "X-Real-IP"])
def test_what_came_through_a_proxy_is_not_local(header: str) -> None:
    assert not senders().is_local(request((header, "203.0.113.7"), host="127.0.0.1:7860"))


@pytest.mark.parametrize(
    "host, loopback",
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("::ffff:127.0.0.1", True),
        ("example.org", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_every_other_address(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
