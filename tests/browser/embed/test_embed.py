"""The chat in a frame on another site's page: answers, clauses, votes, keyboard, phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Server
from tests.browser.embed.conftest import (
    CITED,
    QUESTION,
    Site,
    answered,
    ask,
    ask_again,
    chat,
    complaints,
    heard,
    launcher,
)
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.long(60)


def test_a_page_of_another_origin_with_a_strict_policy_gets_an_answer_with_its_citation(
    visit: Callable[..., Page], partner: Site, embedding: Server
) -> None:
    page = visit("about:blank")
    said = complaints(page)
    page.goto(partner.url)
    frame = ask(page)
    expect(frame.locator(".w-summary")).to_contain_text("800万元")
    frame.get_by_role("button", name=CITED).click()
    expect(frame.locator("#w-reader mark")).to_contain_text("最高800万元奖励")
    expect(frame.locator("#w-reader .w-eyebrow")).to_contain_text("人工智能全产业链")
    frame.get_by_role("button", name="返回对话").click()
    answer = heard(page, "answer")
    assert answer["status"] == "answered"
    assert [c["clause"] for c in answer["citations"]] == [17]
    assert {origin for origin, _ in page.evaluate("window.heard")} == {embedding.url.rstrip("/")}
    assert page.context.cookies() == []
    assert said == []


def test_a_page_that_names_none_of_several_ids_says_so_in_the_chat(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    # As the server answers where it has several: tests/bot/web/test_embed_ids.py.
    allowed = {"Access-Control-Allow-Origin": partner.origin}
    page.route("**/embed/token", lambda route: route.fulfill(status=422, headers=allowed))
    launcher(page).click()
    frame = chat(page)
    frame.get_by_role("textbox").fill(QUESTION)
    frame.get_by_role("button", name="发送").click()
    expect(frame.locator(".w-error .w-summary")).to_contain_text("data-embed-id")


def test_votes_and_the_wish_for_a_person_reach_the_page_around(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    frame = ask(page)
    frame.get_by_role("button", name="有帮助", exact=True).click()
    expect(frame.get_by_role("status")).to_have_text("谢谢，已记下。")
    assert heard(page, "feedback")["vote"] == "like"
    frame.get_by_role("button", name="转人工").click()
    handoff = heard(page, "handoff")
    assert handoff["question"] == QUESTION
    assert handoff["page"] == {"url": partner.url, "title": "服务台"}
    assert handoff["id"] == heard(page, "answer")["id"] != ""


def test_the_keyboard_alone_opens_asks_reads_and_closes(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")
    frame = chat(page)
    expect(frame.get_by_role("textbox", name="您的问题")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answered(frame, QUESTION)
    cited = frame.get_by_role("button", name=CITED)
    for _ in range(20):
        if cited.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(cited).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.locator("#w-reader h3")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cited).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(launcher(page)).to_be_focused()


def test_on_a_phone_the_chat_fills_the_screen_and_can_be_left(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url, PHONE)
    frame = ask(page)
    box = page.locator("iframe").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *PHONE)
    expect(page.get_by_role("dialog", name="政策助手")).to_have_attribute("aria-modal", "true")
    wide = frame.locator("body").evaluate("() => document.documentElement.scrollWidth")
    assert wide <= PHONE[0]
    reached = "[...document.body.children].filter(e => !e.inert).map(e => e.localName)"
    assert page.evaluate(reached) == ["div"], "nothing behind the chat"
    frame.get_by_role("button", name="收起").click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(launcher(page)).to_be_visible()
    assert page.evaluate(reached) == ["h1", "a", "div"], "what was inert before stays so"
    launcher(page).click()
    page.set_viewport_size({"width": 1100, "height": 780})
    expect(page.get_by_role("dialog", name="政策助手")).to_have_attribute("aria-modal", "false")
    assert page.evaluate(reached) == ["h1", "a", "div"]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect(page.get_by_role("dialog", name="政策助手")).to_have_attribute("aria-modal", "true")
    page.evaluate("window.wence.destroy()")
    assert page.evaluate(reached) == ["h1", "a"]


@pytest.mark.parametrize("size", [(1100, 780), PHONE])
def test_nothing_is_wrong_with_answers_and_clauses_in_the_frame_or_with_the_page_around(
    visit: Callable[..., Page], partner: Site, size: tuple[int, int]
) -> None:
    page = visit(partner.url, size)
    expect(launcher(page)).to_be_visible()
    found = violations(page)
    frame = ask(page)
    frame.get_by_role("button", name="有帮助", exact=True).click()
    ask_again(frame, "申报截止到哪一天？")
    inside = page.frames[1]
    papers = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(frame.locator("body.dark")).to_have_count(int(scheme == "dark"))
        papers.append(inside.evaluate("getComputedStyle(document.body).backgroundColor"))
        found += violations(inside) + violations(page)
        frame.get_by_role("button", name=CITED).first.click()
        expect(frame.locator("#w-reader mark")).to_be_visible()
        found += violations(inside)
        frame.get_by_role("button", name="返回对话").click()
    assert papers == ["rgb(255, 255, 255)", "rgb(24, 33, 37)"]
    assert found == []


def test_what_is_typed_is_shown_as_text(visit: Callable[..., Page], partner: Site) -> None:
    page = visit(partner.url)
    typed = "<img src=x onerror=alert(1)>机器人奖励多少"
    frame = ask(page, typed)
    expect(frame.locator(".w-question p")).to_have_text(typed)
    expect(frame.locator("#w-log img")).to_have_count(0)
