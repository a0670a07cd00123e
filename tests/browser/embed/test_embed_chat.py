"""The embedded chat can what the chat's own page can: tables, choices, stop, answering again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect

from bot.web.embed.frame import ChatParts
from corpus.model import Policy
from tests.browser.conftest import PHONE, Server
from tests.browser.embed.conftest import (
    EMBED_ID,
    LIST,
    QUESTION,
    Site,
    answered,
    ask,
    ask_again,
    chat,
    launcher,
    new,
    until,
)
from tests.browser.test_accessibility import in_both_looks

pytestmark = pytest.mark.long(90)

COMPARE = "人形机器人整机企业和骨干企业的奖励有什么不同？"
ELIGIBLE = "我公司2025年整机年销售额6000万元，能拿到人形机器人整机企业奖励吗？"
VAGUE = "最高多少？"


class Held:
    """Questions of a page that are held back on their way to the server, until they are let go."""

    def __init__(self, page: Page) -> None:
        self.routes: list[Route] = []
        self._is_open = False
        page.route("**/embed/ask", self._take)

    def _take(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self.routes.append(route)

    def let_go(self, *, dropping: bool = False) -> None:
        """Let those that are held go on, or with `dropping` none; hold no more."""
        self._is_open = True
        for route in [] if dropping else self.routes:
            route.continue_()


@pytest.mark.parametrize("size", [(1100, 780), PHONE])
def test_lists_comparisons_checks_and_choices_are_shown_and_pressed(
    visit: Callable[..., Page], partner: Site, size: tuple[int, int]
) -> None:
    page = visit(partner.url, size)
    frame = ask(page, LIST)
    expect(frame.locator("#w-present .w-list tbody tr")).not_to_have_count(0)
    new(frame)
    ask_again(frame, COMPARE)
    expect(frame.locator("#w-present .w-table tbody tr")).to_have_count(2)
    new(frame)
    ask_again(frame, ELIGIBLE)
    expect(frame.locator("#w-present .w-checklist .w-yes")).to_have_text("满足")
    expect(frame.locator("#w-present .w-checklist")).to_contain_text("待核实")
    frame.locator("#w-present .w-checklist .w-link").first.click()
    expect(frame.locator("#w-reader h3")).to_contain_text("(十七)")
    frame.get_by_role("button", name="返回对话").click()
    new(frame)
    ask_again(frame, VAGUE)
    choice = frame.locator("#w-present .w-clarify .w-choice").first
    expect(choice).to_be_visible()
    asked = choice.get_attribute("data-ask") or ""
    choice.click()
    answered(frame, asked)
    expect(frame.locator("#w-earlier .w-question p")).to_have_text([VAGUE])
    wide = frame.locator("body").evaluate("() => document.documentElement.scrollWidth")
    assert wide <= min(size[0], 400)


def test_the_question_as_understood_is_shown_and_the_last_answer_is_made_again(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    frame = ask(page)
    ask_again(frame, "由谁牵头？")
    expect(frame.locator("#w-present .w-resolved")).to_contain_text("理解为")
    expect(frame.locator("#w-earlier .w-again")).to_be_hidden()
    frame.locator("#w-present .w-again").click()
    given = answered(frame, "由谁牵头？")
    expect(given).to_contain_text("工业和信息化厅")
    expect(frame.locator(".w-question p")).to_have_text([QUESTION, "由谁牵头？"])


def test_stopping_ends_the_request_and_leaves_a_turn_to_ask_again(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    held = Held(page)
    launcher(page).click()
    frame = chat(page)
    frame.get_by_role("textbox").fill(QUESTION)
    frame.get_by_role("button", name="发送").click()
    expect(frame.locator(".w-waiting")).to_be_visible()
    expect(frame.locator("#w-stop")).to_be_focused()
    until(page, lambda: held.routes)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("embed/ask")):
        page.keyboard.press("Enter")
    expect(frame.locator("#w-present .w-stopped")).to_contain_text("已停止回答")
    expect(frame.get_by_role("button", name="发送")).to_be_visible()
    held.let_go(dropping=True)
    frame.get_by_role("button", name="重新回答").click()
    expect(answered(frame, QUESTION)).to_contain_text("800万元")


def test_a_question_of_the_page_around_waits_and_a_new_chat_drops_what_is_under_way(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    held = Held(page)
    page.evaluate("q => { window.wence.ask(q); window.wence.ask('由谁牵头？'); }", QUESTION)
    frame = chat(page)
    expect(frame.locator(".w-waiting")).to_be_visible()
    until(page, lambda: held.routes)
    held.let_go()
    expect(answered(frame, "由谁牵头？")).to_contain_text("工业和信息化厅")
    again = Held(page)
    frame.get_by_role("textbox").fill("算力券最高多少？")
    page.keyboard.press("Enter")
    until(page, lambda: again.routes)
    new(frame)
    expect(frame.locator(".w-question")).to_have_count(0)
    expect(frame.get_by_role("button", name="发送")).to_be_visible()


def test_a_question_of_the_page_around_is_answered_in_sight(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    frame = ask(page)
    frame.locator("#w-present .w-cite").first.click()
    expect(frame.locator("#w-reader h3")).to_be_visible()
    page.evaluate("q => window.wence.ask(q)", LIST)
    answered(frame, LIST)
    expect(frame.locator("#w-reader")).to_be_hidden()
    expect(frame.get_by_role("textbox")).to_be_focused()
    frame.get_by_role("button", name="历史").click()
    expect(frame.locator("#w-history .w-entry")).to_have_count(1)
    page.evaluate("q => window.wence.ask(q)", QUESTION)
    answered(frame, QUESTION)
    expect(frame.locator("#w-history")).to_be_hidden()
    frame.locator("#w-present .w-share").click()
    expect(frame.locator("#w-share")).to_be_visible()
    page.evaluate("q => window.wence.ask(q)", LIST)
    answered(frame, LIST)
    expect(frame.locator("#w-share")).to_be_hidden()
    expect(frame.get_by_role("textbox")).to_be_focused()


def test_a_dislike_takes_a_reason_of_which_the_page_around_is_not_told_again(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    frame = ask(page)
    frame.locator("#w-present .w-dislike").click()
    expect(frame.locator("#w-reason-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(frame.locator("#w-reason")).to_be_hidden()
    expect(page.locator("iframe")).to_be_visible()
    frame.locator("#w-present .w-dislike").click()
    votes = "window.heard.map(([, said]) => said).filter((said) => said.vote).map((v) => v.vote)"
    until(page, lambda: len(page.evaluate(votes)) == 2)  # one for each press
    page.frames[1].evaluate("document.getElementById('w-toast').textContent = ''")
    frame.locator("#w-reason-text").fill("应看另一条")
    frame.locator("#w-reason-clause").select_option(index=1)
    with page.expect_response("**/api/v1/feedback") as sent:
        frame.get_by_role("button", name="提交").click()
    assert sent.value.status == 204
    body = sent.value.request.post_data_json
    assert (body["reason"], body["clause"]) == ("应看另一条", 17)
    expect(frame.locator("#w-toast")).to_have_text("谢谢，已记下。")
    assert page.evaluate(votes) == ["dislike", "dislike"]


@pytest.mark.parametrize("size", [(400, 600), (375, 700), (1100, 780)])
def test_nothing_is_wrong_with_the_chat_its_drawer_and_dialogs(
    visit: Callable[..., Page], embedding: Server, size: tuple[int, int]
) -> None:
    page = visit(f"{embedding.url}embed?id={EMBED_ID}", size)
    frame = page.main_frame
    assert in_both_looks(page) == []
    for question in (ELIGIBLE, VAGUE, "申报截止到哪一天？"):
        page.fill("#w-question", question)
        page.keyboard.press("Enter")
        expect(page.locator("#w-present .w-question p")).to_have_text(question)
        expect(page.locator(".w-waiting")).to_have_count(0)
    expect(frame.locator("#w-log")).to_have_attribute("role", "log")
    assert in_both_looks(page) == []
    page.get_by_role("button", name="历史").click()
    expect(page.locator("#w-history .w-entry")).to_have_count(1)
    assert in_both_looks(page) == []
    page.keyboard.press("Escape")
    page.locator("#w-present .w-dislike").click()
    expect(page.locator("#w-reason")).to_be_visible()
    assert in_both_looks(page) == []


def test_the_policy_that_was_chosen_is_the_one_looked_in(
    visit: Callable[..., Page], embedding: Server, sd_policy: Policy
) -> None:
    page = visit(f"{embedding.url}embed?id={EMBED_ID}", (400, 600))
    expect(page.locator("body:not([inert])")).to_be_visible()
    # As the server has it where there are several.
    choice = ChatParts().of([sd_policy, replace(sd_policy, id="another")])["choice"]
    page.locator("#w-line").evaluate(
        "(e, html) => e.insertAdjacentHTML('beforebegin', html)", choice
    )
    page.get_by_role("combobox").select_option("sd-ai-2025")
    page.fill("#w-question", QUESTION)
    with page.expect_request("**/embed/ask") as asked:
        page.keyboard.press("Enter")
    assert asked.value.post_data_json["policy"] == "sd-ai-2025"
    expect(page.locator("#w-present .w-answered")).to_contain_text("800万元")
    assert in_both_looks(page) == []


def test_on_paper_there_is_the_conversation_and_nothing_to_press(
    visit: Callable[..., Page], embedding: Server
) -> None:
    page = visit(f"{embedding.url}embed?id={EMBED_ID}", (400, 600))
    page.emulate_media(color_scheme="dark")
    page.fill("#w-question", LIST)
    page.keyboard.press("Enter")
    expect(page.locator("#w-present .w-answered")).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    for gone in ("#w-composer", ".w-actions", "[data-do=history]", "#w-history"):
        expect(page.locator(gone).first).to_be_hidden()
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    whole = "document.documentElement.scrollHeight > 600"
    assert page.evaluate(whole), "nothing is cut off"
