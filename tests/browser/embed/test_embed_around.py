"""The launcher on the page around, the sample page, and the language they are in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Server, picture
from tests.browser.embed.conftest import (
    ANSWER_TIMEOUT_MS,
    EMBED_ID,
    QUESTION,
    Site,
    chat,
    complaints,
    heard,
    launcher,
)

pytestmark = pytest.mark.long(60)


def test_the_page_around_asks_and_takes_the_widget_away_again(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    expect(launcher(page)).to_be_visible()
    page.evaluate("question => window.wence.ask(question)", QUESTION)
    expect(chat(page).locator(".w-summary")).to_contain_text("800万元", timeout=ANSWER_TIMEOUT_MS)
    assert heard(page, "resize")["h"] > 0
    page.evaluate("window.wence.close()")
    expect(page.locator("iframe")).to_be_hidden()
    page.evaluate("window.wence.destroy()")
    expect(launcher(page)).to_have_count(0)
    assert page.evaluate("window.wence") is None


@pytest.mark.parametrize("size", [(1100, 780), PHONE])
def test_the_launcher_waits_for_a_body_where_it_runs_before_there_is_one(
    visit: Callable[..., Page],
    partner: Site,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Not asynchronous, it runs where it stands, in the head.
    monkeypatch.setitem(partner.page, "html", partner.page["html"].replace(" async>", ">"))
    page = visit("about:blank", size)
    said = complaints(page)
    # Whatever else stands in the head may call it at once.
    page.add_init_script(
        "let made; Object.defineProperty(window, 'wence', {configurable: true, get: () => made,"
        "set(value) { made = value; window.early = !document.body; value.open(); }});"
    )
    page.goto(partner.url)
    assert page.evaluate("window.early"), said
    expect(chat(page).get_by_role("textbox", name="您的问题")).to_be_visible()
    assert page.evaluate("document.querySelector('h1').inert") == (size == PHONE)
    assert said == []


def test_the_demo_page_asks_and_takes_a_hand_over(
    visit: Callable[..., Page], embedding: Server, tmp_path: Path
) -> None:
    page = visit(f"{embedding.url}demo")
    expect(launcher(page)).to_be_visible()
    page.get_by_role("button", name=QUESTION).click()
    frame = chat(page)
    expect(frame.locator(".w-summary")).to_contain_text("800万元", timeout=ANSWER_TIMEOUT_MS)
    expect(frame.get_by_role("button", name="转人工")).to_be_visible()
    picture(page, "embed.png", tmp_path)
    frame.get_by_role("button", name="转人工").click()
    expect(page.locator("#tickets")).to_contain_text(QUESTION)


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_demo_page_is_in_the_language_it_says(
    visit: Callable[..., Page], embedding: Server, lang: str, tag: str
) -> None:
    page = visit(f"{embedding.url}demo?lang={lang}")
    expect(launcher(page)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == tag
    ours = page.locator("body :not([lang]):not(script)").evaluate_all(
        "all => all.map(e => [...e.childNodes].filter(n => n.nodeType === 3)"
        ".map(n => n.data).join('')).join('')"
    )
    assert bool(re.search("[一-鿿]", page.title() + ours)) == (lang == "zh")
    name = {"zh": "政策助手", "en": "Policy assistant"}[lang]
    expect(launcher(page)).to_have_text(name)


def test_the_interface_is_english_where_the_page_says_so(
    visit: Callable[..., Page], embedding: Server
) -> None:
    page = visit(f"{embedding.url}embed?lang=en&id={EMBED_ID}")
    expect(page.get_by_role("heading", name="Policy assistant")).to_be_visible()
    page.get_by_role("textbox", name="Your question").fill(
        "What is the maximum reward for embodied AI companies?"
    )
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".w-answered")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
