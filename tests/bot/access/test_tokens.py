"""Signed tokens: what holds, what does not, and for how long."""

from __future__ import annotations

import base64
import json

import pytest
from access_parts import PORTAL, SECRET, Clock
from hypothesis import given
from hypothesis import strategies as st

from bot.access.tokens import EMBED_LASTS_S, EMBED_RENEWED_FOR_S, EmbedTokens, Signer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def embeds(clock: Clock) -> EmbedTokens:
    return EmbedTokens(SECRET, ["portal"], now=clock)


def made(embeds: EmbedTokens) -> str:
    token = embeds.make("portal", PORTAL)
    assert token is not None
    return token


def test_what_was_signed_is_read_until_its_time_is_over(clock: Clock) -> None:
    signer = Signer(SECRET, "test", now=clock)
    token = signer.sign({"who": "甲"}, lasts_s=10)
    clock.at += 9.9
    assert signer.read(token) == {"who": "甲"}
    clock.at += 0.1
    assert signer.read(token) is None


def test_every_changed_character_makes_a_token_worthless() -> None:
    signer = Signer(SECRET, "test")
    token = signer.sign({"who": "a"}, lasts_s=60)
    for place, character in enumerate(token):
        other = "A" if character != "A" else "B"
        assert signer.read(token[:place] + other + token[place + 1 :]) is None, place


@given(st.text(max_size=200) | st.binary(max_size=100).map(lambda data: data.decode("latin-1")))
def test_no_made_up_text_is_a_token(text: str) -> None:
    assert Signer(SECRET, "test").read(text) is None
    assert EmbedTokens(SECRET, ["portal"]).read(f"we_{text}") is None


def test_other_spellings_of_a_token_are_none() -> None:
    signer = Signer(SECRET, "test")
    token = signer.sign({"who": "a"}, lasts_s=60)
    for other in (f"{token}=", f"{token}\n", f" {token}", f"{token}.", f".{token}", token * 2):
        assert signer.read(other) is None


def test_a_token_for_one_purpose_or_server_is_none_for_another() -> None:
    token = Signer(SECRET, "embed").sign({"who": "a"}, lasts_s=60)
    assert Signer(SECRET, "session").read(token) is None
    assert Signer(b"another secret of another server", "embed").read(token) is None


def test_claims_cannot_be_exchanged_under_a_signature(clock: Clock) -> None:
    signer = Signer(SECRET, "test", now=clock)
    _, signature = signer.sign({"who": "a"}, lasts_s=60).split(".")
    claims = json.dumps({"who": "admin", "until": str(clock.at + 1e9)}).encode()
    body = base64.urlsafe_b64encode(claims).rstrip(b"=").decode()
    assert signer.read(f"{body}.{signature}") is None
    assert signer.read(f"{body}.") is None


def test_a_derived_value_is_no_signature() -> None:
    signer = Signer(SECRET, "test")
    claims = '{"until": "9e9"}'
    body = base64.urlsafe_b64encode(claims.encode()).rstrip(b"=").decode()
    assert signer.read(f"{body}.{signer.derived(claims)}") is None


def test_an_embed_token_says_id_and_origin_for_a_quarter_of_an_hour(
    embeds: EmbedTokens, clock: Clock
) -> None:
    token = made(embeds)
    visit = embeds.read(token)
    assert visit is not None
    assert (visit.embed, visit.origin) == ("portal", PORTAL)
    clock.at += EMBED_LASTS_S
    assert EMBED_LASTS_S == 900
    assert embeds.read(token) is None
    assert embeds.renew(token) is None


def test_an_unknown_embed_id_gets_nothing(embeds: EmbedTokens) -> None:
    for embed in ("", "Portal", "portal ", "../portal", "portal\n"):
        assert embeds.make(embed, PORTAL) is None


def test_an_embed_id_that_is_withdrawn_takes_its_tokens_along(embeds: EmbedTokens) -> None:
    token = made(embeds)
    assert EmbedTokens(SECRET, ["other"], now=embeds._now).read(token) is None


def test_a_renewed_token_is_of_the_same_visit_and_visits_end(
    embeds: EmbedTokens, clock: Clock
) -> None:
    token: str | None = made(embeds)
    first = embeds.read(token or "")
    renewed = 0
    while token:
        assert embeds.read(token) == first
        clock.at += EMBED_LASTS_S - 1
        token = embeds.renew(token)
        renewed += 1
    assert renewed == EMBED_RENEWED_FOR_S // (EMBED_LASTS_S - 1) + 1


def test_two_visitors_of_one_page_are_told_apart(embeds: EmbedTokens) -> None:
    visitors = {visit.visitor for visit in map(embeds.read, [made(embeds), made(embeds)]) if visit}
    assert len(visitors) == 2
