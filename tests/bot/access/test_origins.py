"""Origins: one spelling, one list, and what must not get onto it or past it."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.middleware.cors import CORSMiddleware
from starlette.testclient import TestClient

from bot.access.origins import AllowList, WrongOrigin, normalised

SPELLINGS = [
    ("https://www.example.org", "https://www.example.org"),
    ("HTTPS://WWW.Example.ORG", "https://www.example.org"),
    ("https://www.example.org:443", "https://www.example.org"),
    ("http://www.example.org:80", "http://www.example.org"),
    ("http://www.example.org:443", "http://www.example.org:443"),
    ("https://www.example.org:08443", "https://www.example.org:8443"),
    ("https://例子.中国", "https://xn--fsqu00a.xn--fiqs8s"),
    ("https://XN--FSQU00A.xn--fiqs8s", "https://xn--fsqu00a.xn--fiqs8s"),
    ("http://localhost:3000", "http://localhost:3000"),
    ("http://srv_01.intranet", "http://srv_01.intranet"),
    ("http://10.1.2.3:8080", "http://10.1.2.3:8080"),
    ("http://[2001:DB8:0::1]:80", "http://[2001:db8::1]"),
]
NO_ORIGINS = [
    "",
    "null",
    "*",
    "https://",
    "example.org",
    "//example.org",
    "ftp://example.org",
    "file://",
    "javascript:alert(1)",
    "https://example.org/path",
    "https://example.org?x",
    "https://example.org#x",
    "https://user@example.org",
    "https://user:password@example.org",
    "https://example.org:0",
    "https://example.org:65536",
    "https://example.org:x",
    "https://example.org:４４３",
    "https://example.org.",
    "https://exa mple.org",
    "https://example.org\r\nSet-Cookie: a=b",
    "https://example.org;script-src *",
    "https://example.org,https://evil.example",
    "https://example.org\\@evil.example",
    "https://example%2eorg",
    "https://a..b",
    "https://-.例子",
    "https://127.1",
    "https://2130706433",
    "https://0x7f.0.0.0x1",
    "https://[::1",
    "https://[zz]",
    "https://w*.example.org",
    "https://www.*.org",
]


@pytest.mark.parametrize("written, spelt", SPELLINGS)
def test_an_origin_is_spelt_as_browsers_spell_it(written: str, spelt: str) -> None:
    assert normalised(written) == spelt
    assert AllowList([written]).sources == (spelt,)
    assert AllowList([written]).allows(spelt)
    assert AllowList([spelt]).allows(written)


@pytest.mark.parametrize("words", NO_ORIGINS)
def test_what_is_no_origin_is_neither_read_nor_allowed_nor_put_on_the_list(words: str) -> None:
    assert normalised(words) is None
    assert not AllowList(["https://example.org", "https://*.example.org"]).allows(words)
    with pytest.raises(WrongOrigin) as raised:
        AllowList([words])
    assert repr(words) in str(raised.value)


@pytest.mark.parametrize(
    "wildcard",
    [
        "https://*",
        "https://*.org",
        "https://*.localhost",
        "http://*.example.org",
        "https://*.10.0.0.1",
        "https://*.[::1]",
        "https://*.*.example.org",
    ],
)
def test_a_wildcard_must_stand_before_a_domain_and_take_https(wildcard: str) -> None:
    with pytest.raises(WrongOrigin):
        AllowList([wildcard])


def test_a_slash_at_the_end_is_forgiven_in_the_settings_alone() -> None:
    allowed = AllowList(["https://www.example.org/"])
    assert allowed.allows("https://www.example.org")
    assert not allowed.allows("https://www.example.org/")


@pytest.mark.parametrize("origin", [None, "", "null", "https://www.example.org", "*"])
def test_an_empty_list_denies_every_origin(origin: str | None) -> None:
    nobody = AllowList([])
    assert not nobody
    assert not nobody.allows(origin)
    assert nobody.frame_ancestors == "frame-ancestors 'self'"
    assert re.fullmatch(nobody.cors_regex, origin or "") is None


WILDCARD = [
    ("https://a.example.org", True),
    ("https://a.b.example.org", True),
    ("https://A.EXAMPLE.org", True),
    ("https://example.org", False),
    ("http://a.example.org", False),
    ("https://a.example.org:8443", False),
    ("https://aexample.org", False),
    ("https://a.example.org.evil.example", False),
    ("https://evil.example/.example.org", False),
    ("https://evil.example?.example.org", False),
    ("https://*.example.org", False),
    ("https://.example.org", False),
]


@pytest.mark.parametrize("origin, allowed", WILDCARD)
def test_a_wildcard_allows_what_stands_below_the_domain(origin: str, allowed: bool) -> None:
    assert AllowList(["https://*.example.org"]).allows(origin) is allowed


@pytest.mark.parametrize(
    "near",
    [
        "https://www.example.org:8443",
        "http://www.example.org",
        "https://example.org",
        "https://www.example.org.evil.example",
        "https://wwwxexample.org",
        "https://evil-www.example.org",
        "https://www.exаmple.org",  # the fourth letter from the end is Cyrillic
    ],
)
def test_an_origin_like_an_allowed_one_is_another(near: str) -> None:
    allowed = AllowList(["https://www.example.org"])
    assert not allowed.allows(near)
    assert re.fullmatch(allowed.cors_regex, near) is None


@given(st.lists(st.text(max_size=40) | st.sampled_from([written for written, _ in SPELLINGS])))
def test_no_entry_can_add_a_directive_or_a_header(entries: list[str]) -> None:
    try:
        policy = AllowList(entries).frame_ancestors
    except WrongOrigin:
        return
    assert re.fullmatch(r"frame-ancestors 'self'( https?://[a-z0-9_.:*\[\]-]+)*", policy)


@given(st.from_regex(r"https://([a-z0-9.-]{1,12}|a\.example\.org)(:[0-9]{1,5})?", fullmatch=True))
def test_cors_and_the_check_in_the_handler_agree(origin: str) -> None:
    allowed = AllowList(["https://*.example.org", "https://www.portal.cn:8443"])
    if normalised(origin) == origin:  # browsers send no other spelling
        assert bool(re.fullmatch(allowed.cors_regex, origin)) is allowed.allows(origin)


@pytest.mark.parametrize(
    "origin, granted",
    [
        ("https://a.example.org", True),
        ("https://evil.example", False),
        ("https://a.example.org.evil.example", False),
        ("null", False),
    ],
)
def test_the_cors_middleware_grants_what_the_list_allows(origin: str, granted: bool) -> None:
    app = FastAPI()
    app.get("/")(lambda: "here")
    allowed = AllowList(["https://*.example.org"])
    app.add_middleware(CORSMiddleware, allow_origin_regex=allowed.cors_regex)
    reply = TestClient(app).get("/", headers={"Origin": origin})
    assert reply.headers.get("access-control-allow-origin") == (origin if granted else None)
