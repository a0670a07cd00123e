"""The gate: each way in, what it opens, and everything that must not get through it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from access_parts import EVIL, HOST, PORTAL, Server, bearer, request
from starlette.requests import Request

from bot.access.errors import Forbidden, Refused, TooMany, Unauthorized
from bot.access.gate import OpenGate
from bot.access.tokens import EMBED_LASTS_S, EmbedTokens
from bot.service import Caller

DAY_S = 24 * 60 * 60


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def embed_token(server: Server, origin: str = PORTAL) -> str:
    return server.gate.embed_token(request(("Origin", origin)), "portal")


# --- keys --------------------------------------------------------------------------------------


def test_a_key_opens_what_it_was_made_for_and_names_the_caller(server: Server) -> None:
    key = server.key("ask", "admin")
    assert server.ask(request(bearer(key))) == Caller("api", key="portal")
    assert server.ask(request(bearer(key)), "admin").key == "portal"
    with pytest.raises(Forbidden):
        server.ask(request(bearer(key)), "feedback")


def test_without_anything_the_api_is_closed_and_the_chat_on_our_page_open(server: Server) -> None:
    with pytest.raises(Unauthorized):
        server.ask(request())
    assert server.ask(request(("Origin", HOST)), channel="chat") == Caller("chat")
    with pytest.raises(Unauthorized):
        server.ask(request(("Origin", HOST)), "admin", "chat")


def test_an_expired_key_and_a_revoked_one_are_refused_in_the_same_words(server: Server) -> None:
    expired = server.keys.add("old", scopes=("ask",), rate=None, days=1)
    revoked = server.keys.add("bad", scopes=("ask",), rate=None, days=None)
    server.keys.revoke("bad")
    server.clock.at += DAY_S
    said = set()
    for presented in (expired, revoked, "wk_", "wk_" + "0" * 12 + "_" + "0" * 48):
        with pytest.raises(Unauthorized) as raised:
            server.ask(request(bearer(presented)))
        said.add(str(raised.value))
    assert len(said) == 1


def test_a_wrong_key_is_refused_even_where_none_is_needed(tmp_path: Path) -> None:
    server = Server(tmp_path, keys_needed=False)
    assert server.ask(request()) == Caller("api")
    with pytest.raises(Unauthorized):
        server.ask(request(bearer("wk_" + "0" * 12 + "_" + "0" * 48)))


def test_keys_of_other_services_are_ignored_where_none_is_needed_and_refused_where_one_is(
    tmp_path: Path, server: Server
) -> None:
    assert Server(tmp_path / "open", keys_needed=False).ask(request(bearer("sk-1"))) == Caller(
        "api"
    )
    with pytest.raises(Unauthorized):
        server.ask(request(bearer("sk-1")))


@pytest.mark.parametrize(
    "header",
    [
        "{key}",
        "Basic {key}",
        "Bearer",
        "Bearer {key}\r\nX-Admin: 1",
        "Bearer {key} x",
        "Bearer\t{key}",
    ],
)
def test_a_key_that_is_not_borne_as_it_should_be_opens_nothing(server: Server, header: str) -> None:
    with pytest.raises(Unauthorized):
        server.ask(request(("Authorization", header.format(key=server.key()))))


def test_several_authorization_headers_are_refused(server: Server) -> None:
    key = server.key()
    with pytest.raises(Unauthorized):
        server.ask(request(bearer(key), bearer("wk_other")))


def test_a_key_in_a_page_that_is_not_allowed_opens_nothing(server: Server) -> None:
    key = server.key()
    for origin in (EVIL, "null", "", f"{PORTAL}.evil.example"):
        with pytest.raises(Forbidden):
            server.ask(request(bearer(key), ("Origin", origin)))
    assert server.ask(request(bearer(key), ("Origin", PORTAL))).key == "portal"


def test_a_damaged_key_file_closes_the_api(server: Server) -> None:
    key = server.key()
    (server.home / "keys.json").write_bytes(b'[{"id"')
    with pytest.raises(Unauthorized):
        server.ask(request(bearer(key)))


# --- embedded chats ----------------------------------------------------------------------------


def test_an_embedded_chat_asks_with_its_token_from_its_page_and_from_our_frame(
    server: Server,
) -> None:
    token = embed_token(server)
    for origin in (PORTAL, HOST):
        assert server.ask(request(bearer(token), ("Origin", origin))) == Caller("embed")
    same = request(bearer(token), ("Sec-Fetch-Site", "same-origin"), method="GET")
    assert server.ask(same, "feedback") == Caller("embed")


def test_our_own_demonstration_page_may_embed_too(server: Server) -> None:
    token = embed_token(server, HOST)
    assert server.ask(request(bearer(token), ("Origin", HOST))) == Caller("embed")


@pytest.mark.parametrize("origin", [EVIL, "null", "", f"{PORTAL}:8443", "http://www.portal.cn"])
def test_a_forged_origin_gets_no_token_and_cannot_use_a_stolen_one(
    server: Server, origin: str
) -> None:
    with pytest.raises(Forbidden):
        embed_token(server, origin)
    with pytest.raises(Forbidden):
        server.ask(request(bearer(embed_token(server)), ("Origin", origin)))


def test_a_program_without_an_origin_gets_no_token_and_cannot_use_one(server: Server) -> None:
    with pytest.raises(Forbidden):
        server.gate.embed_token(request(), "portal")
    with pytest.raises(Forbidden):
        server.ask(request(bearer(embed_token(server))))


def test_an_allowed_page_cannot_use_the_token_of_another(tmp_path: Path) -> None:
    other = "https://other.portal.cn"
    server = Server(tmp_path, origins=(PORTAL, other))
    with pytest.raises(Forbidden):
        server.ask(request(bearer(embed_token(server)), ("Origin", other)))


def test_an_embed_id_that_nobody_knows_gets_no_token(server: Server) -> None:
    for embed in ("", "other", "portal\r\nX: 1", "x" * 100_000):
        with pytest.raises(Forbidden):
            server.gate.embed_token(request(("Origin", PORTAL)), embed)


def test_an_embed_token_opens_no_administration(server: Server) -> None:
    with pytest.raises(Unauthorized):
        server.ask(request(bearer(embed_token(server)), ("Origin", PORTAL)), "admin")


def test_an_embed_token_ends_after_a_quarter_of_an_hour_unless_renewed(server: Server) -> None:
    old = embed_token(server)
    server.clock.at += EMBED_LASTS_S - 1
    new = server.gate.renewed_embed_token(request(bearer(old), ("Origin", HOST)))
    server.clock.at += 1
    with pytest.raises(Unauthorized):
        server.ask(request(bearer(old), ("Origin", PORTAL)))
    with pytest.raises(Unauthorized):
        server.gate.renewed_embed_token(request(bearer(old), ("Origin", PORTAL)))
    assert server.ask(request(bearer(new), ("Origin", PORTAL))) == Caller("embed")


def test_a_token_made_with_another_secret_or_changed_opens_nothing(server: Server) -> None:
    forged = EmbedTokens(b"x" * 32, ["portal"], now=server.clock).make("portal", PORTAL)
    token = embed_token(server)
    for wrong in (forged or "", token[:-2], token + "A", "we_", "we_.", token.upper()):
        with pytest.raises(Unauthorized):
            server.ask(request(bearer(wrong), ("Origin", PORTAL)))


def test_taking_an_origin_off_the_list_ends_its_tokens(tmp_path: Path) -> None:
    token = embed_token(Server(tmp_path))
    with pytest.raises(Unauthorized):
        Server(tmp_path, origins=()).ask(request(bearer(token), ("Origin", HOST)))


# --- this machine alone ------------------------------------------------------------------------


@pytest.fixture
def local(tmp_path: Path) -> Server:
    return Server(tmp_path, origins=(), public_url="", keys_needed=False, local_only=True)


def asked_locally(*headers: tuple[str, str], host: str = "127.0.0.1:7860") -> Request:
    return request(*headers, host=host, client="127.0.0.1", scheme="http")


def test_on_this_machine_everybody_may_ask_and_nobody_administer(local: Server) -> None:
    for channel in ("chat", "api", "openai", "mcp"):
        assert local.ask(asked_locally(), channel=channel) == Caller(channel)
    assert local.ask(asked_locally(("Origin", "http://127.0.0.1:7860")), "feedback", "chat")
    with pytest.raises(Unauthorized):
        local.ask(asked_locally(), "admin")


def test_pages_elsewhere_cannot_ask_the_server_of_who_reads_them(local: Server) -> None:
    for headers in ([("Origin", EVIL)], [("Origin", "null")], [("Sec-Fetch-Site", "cross-site")]):
        with pytest.raises(Forbidden):
            local.ask(asked_locally(*headers))
    # A name of theirs that was made to point here, so that for the browser it is one origin.
    rebound = asked_locally(
        ("Origin", "http://evil.example:7860"),
        ("Sec-Fetch-Site", "same-origin"),
        host="evil.example:7860",
    )
    with pytest.raises(Forbidden):
        local.ask(rebound)


def test_a_proxy_put_before_a_local_server_opens_it_to_nobody(local: Server) -> None:
    with pytest.raises(Forbidden):
        local.ask(asked_locally(("X-Forwarded-For", "203.0.113.7")))
    with pytest.raises(Forbidden):
        local.ask(asked_locally(host="ask.example.org"))


# --- how often ---------------------------------------------------------------------------------


def count(server: Server, sent: list[Request], channel: str = "chat") -> dict[str, int]:
    """How many of the requests were let in, and how many refused with which error."""

    async def outcomes() -> dict[str, int]:
        counted: dict[str, int] = {}
        for one in sent:
            try:
                await server.gate.needs("ask", channel)(one)
                outcome = "in"
            except Refused as error:
                outcome = type(error).__name__
            counted[outcome] = counted.get(outcome, 0) + 1
        return counted

    return asyncio.run(outcomes())


def test_of_ten_thousand_questions_from_one_address_sixty_get_through_quickly(
    server: Server,
) -> None:
    sent = [request(("Origin", HOST))] * 10_000
    started = time.monotonic()
    assert count(server, sent) == {"in": 60, "TooMany": 9_940}
    assert time.monotonic() - started < 10
    assert count(server, [request(("Origin", HOST), client="203.0.113.8")]) == {"in": 1}


def test_forged_forwarding_headers_do_not_make_one_address_many(server: Server) -> None:
    sent = [request(("Origin", HOST), ("X-Forwarded-For", f"10.0.{n}.1")) for n in range(200)]
    assert count(server, sent) == {"in": 60, "TooMany": 140}


def test_clients_behind_a_trusted_proxy_are_counted_one_by_one(tmp_path: Path) -> None:
    server = Server(tmp_path, proxies=("10.0.0.1",), per_minute=2)
    sent = [
        request(
            ("Origin", HOST),
            ("X-Forwarded-For", f"1.1.1.{n}, 203.0.113.{n % 3}"),
            client="10.0.0.1",
        )
        for n in range(30)
    ]
    assert count(server, sent) == {"in": 6, "TooMany": 24}


def test_guessing_keys_is_limited_and_does_not_lock_out_the_right_one(server: Server) -> None:
    guesses = [request(bearer(f"wk_{n:012x}_{'0' * 48}")) for n in range(100)]
    assert count(server, guesses, "api") == {"Unauthorized": 60, "TooMany": 40}
    assert server.ask(request(bearer(server.key()))).key == "portal"


def test_keys_are_counted_by_key_and_at_their_own_rate(server: Server) -> None:
    slow = server.keys.add("slow", scopes=("ask",), rate=3, days=None)
    usual = server.keys.add("usual", scopes=("ask",), rate=None, days=None)
    sent = [request(bearer(slow), client=f"203.0.113.{n}") for n in range(10)]
    assert count(server, sent, "api") == {"in": 3, "TooMany": 7}
    assert count(server, [request(bearer(usual))] * 70, "api") == {"in": 60, "TooMany": 10}


def test_exchanging_embed_ids_is_limited(server: Server) -> None:
    for _ in range(60):
        embed_token(server)
    with pytest.raises(TooMany) as raised:
        embed_token(server)
    assert raised.value.retry_after == 1


# --- what is said and logged -------------------------------------------------------------------


def test_the_log_says_why_without_the_secret_and_on_one_line(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot.access")
    key = server.key()
    server.keys.revoke("portal")
    with pytest.raises(Unauthorized):
        server.ask(request(bearer(key)))
    with pytest.raises(Forbidden):
        server.ask(request(("Origin", "https://a\nroot: logged in")))
    revoked, foreign = [record.getMessage() for record in caplog.records]
    assert "revoked" in revoked and key not in revoked and key.split("_")[2] not in revoked
    assert "is not allowed" in foreign and "\n" not in foreign


@pytest.mark.parametrize(
    "error, status", [(Unauthorized(), 401), (Forbidden(), 403), (TooMany(2.1), 429)]
)
def test_refusals_are_one_chinese_sentence_with_a_status(error: Refused, status: int) -> None:
    assert error.status == status
    assert str(error).endswith("。") and str(error).count("。") == 1


def test_the_open_gate_lets_everybody_ask() -> None:
    assert asyncio.run(OpenGate().needs("ask", "chat")(request())) == Caller("chat")
