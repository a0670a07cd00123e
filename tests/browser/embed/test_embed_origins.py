"""Who may embed the chat, and whom its two sides listen to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.embed.conftest import (
    EMBED_ID,
    Site,
    assert_not_framed,
    chat,
    complaints,
    launcher,
    post,
)

pytestmark = pytest.mark.long(60)


def test_a_site_that_is_not_allowed_gets_no_token_and_no_frame(
    visit: Callable[..., Page], stranger: Site, embedding: Server
) -> None:
    page = visit(stranger.url)
    said = complaints(page)
    launcher(page).click()
    assert_not_framed(page, said)
    fetched = page.evaluate(
        "url => fetch(url, {method: 'POST', headers: {'Content-Type': 'application/json'}, "
        "body: '{\"embed_id\": \"help-desk\"}'}).then(() => 'read', () => 'blocked')",
        embedding.url + "embed/token",
    )
    assert fetched == "blocked"
    status, body = post(embedding, "embed/token", {"embed_id": EMBED_ID}, Origin=stranger.origin)
    assert (status, "token" in body) == (403, False)


def test_a_frame_that_names_an_allowed_page_is_still_blocked_on_another(
    visit: Callable[..., Page], stranger: Site, partner: Site, embedding: Server
) -> None:
    page = visit(stranger.url)
    said = complaints(page)
    page.evaluate(
        "url => { const frame = document.createElement('iframe'); frame.src = url; "
        "document.body.append(frame); }",
        f"{embedding.url}embed?origin={partner.origin}",
    )
    assert_not_framed(page, said)


def test_a_token_is_good_for_the_page_it_was_made_for_and_can_be_renewed(
    embedding: Server, partner: Site, stranger: Site
) -> None:
    status, made = post(embedding, "embed/token", {"embed_id": EMBED_ID}, Origin=partner.origin)
    assert status == 200
    bears = {"Authorization": f"Bearer {made['token']}"}
    place = {"policy": "sd-ai-2025", "clause": 17}
    assert post(embedding, "embed/clause", place)[0] == 401
    status, clause = post(embedding, "embed/clause", place, Origin=partner.origin, **bears)
    assert (status, clause["label"]) == (200, "(十七)")
    assert post(embedding, "embed/clause", place, Origin=stranger.origin, **bears)[0] == 403
    status, renewed = post(embedding, "embed/renew", {}, Origin=partner.origin, **bears)
    assert status == 200
    bears = {"Authorization": f"Bearer {renewed['token']}"}
    part = {"policy": "sd-ai-2025", "part": "closing"}
    status, closing = post(embedding, "embed/clause", part, Origin=partner.origin, **bears)
    assert (status, "2026年12月31日" in closing["text"]) == (200, True)
    unknown = post(embedding, "embed/token", {"embed_id": "another"}, Origin=partner.origin)
    assert unknown[0] == 403


def test_messages_of_a_foreign_origin_are_ignored_on_both_sides(
    visit: Callable[..., Page], partner: Site, stranger: Site, embedding: Server
) -> None:
    page = visit(partner.url)
    launcher(page).click()
    expect(chat(page).get_by_role("textbox")).to_be_focused()
    # The launcher's frame, in its shadow root, cannot be reached from another window; this can.
    page.evaluate(
        "url => { const frame = document.createElement('iframe'); frame.src = url; "
        "frame.title = 'plain'; document.body.append(frame); }",
        f"{embedding.url}embed?origin={partner.origin}",
    )
    plain = page.frame_locator("iframe[title=plain]")
    expect(plain.locator("body:not([inert]) .w-welcome")).to_contain_text("您好")  # it listens
    before = page.locator("[data-wence] iframe").bounding_box()
    with page.expect_popup() as opened:
        page.evaluate("url => { window.open(url); }", stranger.url)
    other = opened.value
    other.wait_for_load_state()
    other.evaluate(
        "() => { const say = (to, type, more) => to.postMessage("
        "{source: 'wence', v: 1, type, ...more}, '*');"
        "say(window.opener, 'close', {}); say(window.opener, 'resize', {h: 9999});"
        "say(window.opener.frames[0], 'ask', {q: '外人的问题'}); }"
    )
    # Another version and another source are not ours either; the last of these is.
    page.evaluate(
        "() => { const say = (source, v, q) =>"
        "window.frames[0].postMessage({source, v, type: 'ask', q}, '*');"
        "say('wence', 2, '别的版本'); say('else', 1, '别的程序'); say('wence', 1, '自己的问题'); }"
    )
    expect(plain.locator(".w-question p")).to_have_text(["自己的问题"])
    page.wait_for_timeout(500)
    messages = page.evaluate("window.heard")
    forged = [message for origin, message in messages if origin == stranger.origin]
    assert [message["type"] for message in forged] == ["close", "resize"]
    assert page.locator("[data-wence] iframe").bounding_box() == before is not None
