"""One's own conversations, answering again, Word files, language and look, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PHONE, Server, visiting
from tests.browser.test_chat import ROBOTS, answer, ask, assert_fits

pytestmark = pytest.mark.long(40)

KEPT_IDS = "JSON.parse(localStorage['wence-conversations'] ?? '[]')"


def history(page: Page) -> Locator:
    """The list of conversations, opened."""
    page.get_by_role("button", name="历史", exact=True).click()
    return page.get_by_role("dialog", name="历史对话")


def test_conversations_are_listed_newest_first_opened_gone_on_with_and_deleted(page: Page):
    ask(page, ROBOTS)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#w-present .w-example").first).to_be_visible()
    ask(page, "省财政厅牵头哪些措施?")
    page.reload()
    page.wait_for_selector("#w-side[data-view]", state="attached")

    listed = history(page)
    expect(listed.locator(".w-entry > span")).to_have_text(["省财政厅牵头哪些措施?", ROBOTS])
    listed.get_by_role("button", name=ROBOTS, exact=False).first.click()
    expect(listed).to_be_hidden()
    expect(page.locator("#w-present .w-summary")).to_contain_text("800万元")
    follow_up = ask(page, "由谁牵头?")
    expect(follow_up.locator(".w-summary")).to_contain_text("省工业和信息化厅")
    expect(page.locator("#w-earlier .w-question")).to_have_text([f"您的问题{ROBOTS}"])

    listed = history(page)
    expect(listed.locator(".w-entry > span")).to_have_text([ROBOTS, "省财政厅牵头哪些措施?"])
    expect(listed.locator("small").first).to_contain_text("2个回答")
    listed.get_by_role("button", name=f"删除对话：{ROBOTS}").click()
    expect(listed.locator(".w-entry > span")).to_have_text(["省财政厅牵头哪些措施?"])
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(page.get_by_role("button", name="历史", exact=True)).to_be_focused()
    # The one that stood in the page was deleted: it holds a new one now.
    expect(page.locator("#w-present .w-example").first).to_be_visible()
    assert len(page.evaluate(KEPT_IDS)) == 1


def test_other_browsers_see_no_conversation_of_this_one(
    browser: Browser, server: Server, page: Page
):
    ask(page, ROBOTS)
    expect(history(page).locator(".w-entry")).to_have_count(1)
    with visiting(browser, server.url) as other:
        listed = history(other)
        expect(listed).to_contain_text("还没有对话")
        other.evaluate("localStorage['wence-conversations'] = JSON.stringify(['guess', '%', 7])")
        other.keyboard.press("Escape")
        expect(history(other)).to_contain_text("还没有对话")


def test_last_answer_is_made_again_in_its_place(page: Page):
    ask(page, ROBOTS)
    first = page.locator("#w-present .w-like").get_attribute("data-answer")
    page.get_by_role("button", name="重新生成").click()
    expect(page.locator(f'#w-present [data-answer="{first}"]')).to_have_count(0)
    expect(answer(page, ROBOTS).locator(".w-summary")).to_contain_text("800万元")
    assert page.locator("#w-present .w-like").get_attribute("data-answer") != first
    expect(page.locator(".w-question")).to_have_count(1)


def test_word_file_holds_the_conversation_with_its_table(page: Page, tmp_path: Path):
    ask(page, "省财政厅牵头哪些措施?")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出对话").click()
    assert download.value.suggested_filename == "问策对话.docx"
    download.value.save_as(tmp_path / "kept.docx")
    read = Document(str(tmp_path / "kept.docx"))
    assert "问：省财政厅牵头哪些措施?" in [paragraph.text for paragraph in read.paragraphs]
    assert len(read.tables[0].rows) == page.locator("#w-present tbody tr").count() + 1


def test_interface_speaks_english_where_the_browser_does_and_keeps_what_is_chosen(
    browser: Browser, server: Server
):
    with visiting(browser, server.url, locale="en-US") as page:
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        expect(page.locator("#w-head .w-validity")).to_contain_text("Valid until 31 December 2026")
        assert page.title() == "Wence · Policy answers"
        given = ask(page, ROBOTS)
        expect(given.locator(".w-caption").first).to_have_text("Sources")
        expect(given.locator(".w-summary")).to_contain_text("最高800万元")
        for question in ("由谁牵头?", "算力券最高补多少?", "申请算力券要交什么材料?"):
            ask(page, question)  # the answers before it are drawn anew
        # "resolved" quotes the user's own words
        words = page.locator("#w-log [data-word]:not([data-word=resolved])")
        chinese = words.filter(has_text=re.compile("[\u4e00-\u9fff]"))
        expect(chinese).to_have_count(0)
        page.get_by_role("tab", name="Figures").click()
        expect(page.get_by_label("Lead agency")).to_be_visible()
        expect(page.locator("#w-rows th").nth(1)).to_have_text("For")
        page.get_by_role("button", name="中文").click()
        expect(page.get_by_label("牵头单位")).to_be_visible()
        expect(page.locator("#w-rows th").nth(1)).to_have_text("对象")
        page.reload()
        page.wait_for_selector("#w-side[data-view]", state="attached")
        expect(page.get_by_role("button", name="发送")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_look_follows_the_system_until_one_is_chosen_and_is_kept(browser: Browser, server: Server):
    dark = "document.body.classList.contains('dark')"
    with visiting(browser, server.url, scheme="dark") as page:
        assert page.evaluate(dark)
        button = page.locator('[data-do="look"]')
        expect(button).to_have_text("外观：跟随系统")
        button.click()
        expect(button).to_have_text("外观：浅色")
        assert not page.evaluate(dark)
        page.emulate_media(color_scheme="light")
        page.emulate_media(color_scheme="dark")
        page.reload()
        expect(button).to_have_text("外观：浅色")
        page.wait_for_selector("#w-side[data-view]", state="attached")
        assert not page.evaluate(dark)
        button.click()
        expect(button).to_have_text("外观：深色")
        page.emulate_media(color_scheme="light")
        assert page.evaluate(dark)


def test_paper_gets_the_conversation_and_nothing_to_press(page: Page):
    ask(page, ROBOTS)
    page.emulate_media(media="print")
    expect(page.locator("#w-present .w-quote").first).to_be_visible()
    for pressed in ("#w-composer", "#w-side", "#w-bar", "#w-present .w-actions"):
        expect(page.locator(pressed)).to_be_hidden()


def test_phone_has_room_for_all_of_it_in_both_languages(phone: Page):
    for _ in range(2):
        assert_fits(phone)
        phone.locator('[data-do="history"]').click()
        drawer = phone.locator("#w-history")
        expect(drawer).to_be_visible()
        box = drawer.bounding_box()
        assert box is not None and box["width"] <= PHONE[0]
        phone.keyboard.press("Escape")
        phone.locator('[data-do="language"]').click()
        expect(phone.locator("#w-send")).to_be_visible()
