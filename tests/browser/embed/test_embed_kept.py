"""What the embedded chat keeps or gives out: its history, files, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM, FLAGS, Server
from tests.browser.embed.conftest import (
    HEAR,
    LIST,
    QUESTION,
    Site,
    ask,
    ask_again,
    chat,
    heard,
    launcher,
    new,
)

pytestmark = pytest.mark.long(60)

# In place of what Playwright switches off, where ThirdPartyStoragePartitioning is among it: frames
# of other sites are then denied all storage. The rest would ask other hosts, or https of this one.
STORAGE_FOR_FRAMES = (
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)


@pytest.fixture
def keeping(browser: Browser, embedding: Server) -> Iterator[Page]:
    """A page of a browser as users have it, which keeps things for frames of other sites."""
    chromium = browser.browser_type.launch(
        executable_path=str(CHROMIUM), args=[*FLAGS, STORAGE_FOR_FRAMES]
    )
    page = chromium.new_page(locale="zh-CN")
    page.add_init_script(HEAR)
    yield page
    chromium.close()


def test_conversations_of_this_browser_are_listed_opened_and_deleted(
    keeping: Page, partner: Site
) -> None:
    page = keeping
    page.goto(partner.url)
    frame = ask(page)
    ask_again(frame, "由谁牵头？")
    new(frame)
    ask_again(frame, LIST)
    page.reload()
    launcher(page).click()
    frame = chat(page)
    frame.get_by_role("button", name="历史").click()
    entries = frame.locator("#w-history .w-entry > span")
    expect(entries).to_have_text([LIST, QUESTION])
    entries.nth(1).click()
    expect(frame.locator(".w-question p")).to_have_text([QUESTION, "由谁牵头？"])
    ask_again(frame, "算力券最高多少？")
    frame.locator("#w-earlier .w-actions").first.get_by_role("button", name="转人工").click()
    assert heard(page, "handoff")["question"] == QUESTION
    frame.get_by_role("button", name="历史").click()
    expect(entries).to_have_text([QUESTION, LIST])
    frame.locator("#w-history .w-forget").first.click()
    expect(entries).to_have_text([LIST])
    expect(frame.locator(".w-question")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(frame.locator("#w-history")).to_be_hidden()
    expect(page.locator("iframe")).to_be_visible()


def test_where_the_browser_lets_the_frame_keep_nothing_the_history_is_that_of_the_page(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit("about:blank")
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        "{get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    page.goto(partner.url)
    frame = ask(page)
    new(frame)
    ask_again(frame, LIST)
    frame.get_by_role("button", name="历史").click()
    entries = frame.locator("#w-history .w-entry > span")
    expect(entries).to_have_text([LIST, QUESTION])
    entries.nth(1).click()
    expect(frame.locator(".w-question p")).to_have_text([QUESTION])
    page.reload()
    launcher(page).click()
    frame.get_by_role("button", name="历史").click()
    expect(frame.locator("#w-history")).to_contain_text("还没有对话")
    assert failed == []


def test_an_answer_and_the_conversation_are_saved_as_word_files(
    visit: Callable[..., Page], partner: Site, tmp_path: Path
) -> None:
    page = visit(partner.url)
    frame = ask(page)
    ask_again(frame, LIST)
    for button, count in ((frame.locator("#w-present .w-word"), 1), (frame.locator("#w-save"), 2)):
        with page.expect_download() as saving:
            button.click()
        saving.value.save_as(tmp_path / "saved.docx")
        lines = [p.text for p in Document(str(tmp_path / "saved.docx")).paragraphs]
        assert sum(line.startswith("问：") for line in lines) == count
        assert any("《" in line and "(" in line for line in lines), "citations"


def test_an_answer_is_shared_on_a_page_that_opens_outside_the_frame(
    visit: Callable[..., Page], partner: Site, embedding: Server
) -> None:
    page = visit(partner.url)
    frame = ask(page)
    frame.locator("#w-present .w-share").click()
    link = frame.locator("#w-share-link")
    expect(link).to_have_value(re.compile(f"^{re.escape(embedding.url)}a/[A-Za-z0-9_-]{{32}}$"))
    with page.context.expect_page() as opened:
        frame.locator("#w-share-open").click()
    expect(opened.value.locator("h1")).to_have_text(QUESTION)
    frame.get_by_role("button", name="停止分享").click()
    expect(frame.locator("#w-toast")).to_contain_text("已停止分享")
    opened.value.reload()
    expect(opened.value.locator("h1")).to_have_text("没有这个分享")
