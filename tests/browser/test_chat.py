"""The chat in a real browser, on the real server and the real engine.

Every page also checks, when it closes, that no other host was asked and that the browser's
console shows no error (conftest.py).
"""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from bot.records.records import open_records
from bot.records.tables import AnswerRow
from corpus.model import Policy
from tests.browser.conftest import DESKTOP, PHONE, Server, visiting

pytestmark = pytest.mark.long(80)

ROBOTS = "人形机器人整机企业能拿多少奖励?"
UNDER_WAY = "#w-present .w-waiting, #w-present .w-typing"


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter, and wait for the whole answer."""
    page.fill("#w-box textarea", question)
    page.keyboard.press("Enter")
    return answer(page, question)


def answer(page: Page, question: str) -> Locator:
    """The answer to a question that was sent, once it is complete."""
    asked = page.locator("#w-present .w-question p")
    expect(asked).to_have_text(question)
    expect(page.locator(UNDER_WAY)).to_have_count(0)
    # It comes back once the event is over: until then, Gradio drops another question.
    expect(page.locator("#w-send")).to_be_visible()
    return page.locator("#w-present .w-answer")


def test_page_names_the_policy_its_number_and_how_long_it_holds(page: Page, sd_policy: Policy):
    expect(page.locator("#w-head h1")).to_have_text(sd_policy.title)
    expect(page.locator("#w-head")).to_contain_text(sd_policy.header.document_number)
    expect(page.locator("#w-head .w-validity")).to_contain_text("2026年12月31日")


def test_answer_shows_the_figure_and_cites_its_clause(page: Page):
    given = ask(page, ROBOTS)
    expect(given.locator(".w-summary")).to_contain_text("800万元")
    expect(given.locator(".w-cite").first).to_contain_text("(十七)")


def test_citation_opens_the_clause_with_exactly_the_quote_marked(page: Page, sd_policy: Policy):
    given = ask(page, ROBOTS)
    quote = given.locator(".w-quote").first.inner_text()
    given.locator(".w-cite").first.click()
    expect(page.locator("#w-reader mark").first).to_be_in_viewport()
    expect(page.locator("#w-reader mark").first).to_have_text(quote)
    expect(page.locator("#w-reader .w-text")).to_have_text(sd_policy.clause(17).text)
    expect(page.locator("#w-reader dl")).to_contain_text("省工业和信息化厅")


def test_citation_opens_again_after_the_list_was_shown(page: Page):
    chip = ask(page, ROBOTS).locator(".w-cite").first
    for _ in range(2):
        chip.click()
        expect(page.locator("#w-reader mark").first).to_be_visible()
        page.click("#w-side .w-back")
        expect(page.locator("#w-found")).to_be_visible()


def test_keyboard_alone_asks_opens_a_citation_and_comes_back(page: Page):
    chip = ask(page, ROBOTS).locator(".w-cite").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#w-reader h3")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#w-found")).to_be_visible()
    expect(chip).to_be_focused()


def test_every_example_question_is_answered(page: Page):
    examples = page.locator("#w-present .w-example").all_inner_texts()
    assert len(examples) >= 4
    for example in examples:
        page.locator("#w-present .w-example", has_text=example).click()
        assert "w-answered" in (answer(page, example).get_attribute("class") or "")
        page.click("#w-new")
        expect(page.locator("#w-present .w-example")).to_have_count(len(examples))


def test_searching_the_clauses_narrows_the_list_and_marks_the_words(page: Page, sd_policy: Policy):
    expect(page.locator("#w-found .w-entry")).to_have_count(28)
    page.fill("#w-search textarea, #w-search input", "语料")
    holding = [clause for clause in sd_policy.clauses if "语料" in clause.text]
    expect(page.locator("#w-found .w-entry")).to_have_count(len(holding))
    expect(page.locator("#w-found mark").first).to_have_text("语料")
    page.locator("#w-found .w-entry").first.click()
    expect(page.locator("#w-reader .w-text")).to_have_text(holding[0].text)


def test_search_that_finds_nothing_says_so(page: Page):
    page.fill("#w-search textarea, #w-search input", "高速公路<b>")
    expect(page.locator("#w-found")).to_have_text("没有找到含“高速公路<b>”的条款")


def test_clearing_starts_a_new_conversation(page: Page):
    ask(page, ROBOTS)
    ask(page, "由谁牵头?")
    expect(page.locator("#w-earlier .w-question")).to_have_count(1)
    page.click("#w-new")
    expect(page.locator(".w-question")).to_have_count(0)
    expect(page.locator("#w-present .w-example").first).to_be_visible()


def test_follow_up_is_answered_from_the_turn_before_and_shows_how_it_was_understood(page: Page):
    ask(page, ROBOTS)
    given = ask(page, "由谁牵头?")
    expect(page.locator("#w-present .w-resolved")).to_contain_text("由谁牵头")
    expect(given.locator(".w-cite").first).to_contain_text("(十七)")
    expect(given.locator(".w-summary")).to_contain_text("省工业和信息化厅")


def test_users_do_not_see_each_others_conversation(browser: Browser, server: Server, page: Page):
    ask(page, ROBOTS)
    with visiting(browser, server.url) as other:
        expect(other.locator(".w-question")).to_have_count(0)
        given = ask(other, "由谁牵头?")
        expect(given).not_to_contain_text("(十七)")


def test_vague_question_offers_clauses_and_pressing_one_asks_about_it(page: Page):
    given = ask(page, "最高多少?")
    expect(given.locator(".w-tag")).to_have_text("请说得再具体些")
    choice = given.locator(".w-choice").first
    question = choice.get_attribute("data-ask")
    assert question is not None and question.endswith("，最高多少?")
    choice.click()
    assert "w-answered" in (answer(page, question).get_attribute("class") or "")


def test_list_is_a_table_whose_rows_open_their_clauses(page: Page, sd_policy: Policy):
    given = ask(page, "省财政厅牵头哪些措施?")
    led = [clause for clause in sd_policy.clauses if "省财政厅" in clause.lead_agencies]
    expect(given.locator(".w-table tbody tr")).to_have_count(len(led))
    given.locator(".w-link").nth(1).click()
    expect(page.locator("#w-reader .w-text")).to_have_text(led[1].text)


def test_refusal_is_told_apart_from_an_answer(page: Page):
    given = ask(page, "第九十九条讲了什么?")
    expect(given.locator(".w-tag")).to_have_text("政策未写明")
    expect(given.locator(".w-cards .w-cite")).to_have_count(0)


def test_markup_in_a_question_is_shown_as_text(page: Page):
    question = "<script>document.title='x'</script><img src=x onerror=alert(1)> {{1}} ${1} **b**"
    ask(page, question)
    expect(page.locator("#w-present .w-question p")).to_have_text(question)
    assert page.locator("#w-log img, #w-log script").count() == 0
    assert page.title() != "x"


def test_question_that_is_too_long_is_refused_in_words_and_given_back(page: Page):
    question = "补贴" * 1001
    given = ask(page, question)
    expect(given.locator(".w-tag")).to_have_text("没能回答")
    expect(given).to_contain_text("2002")
    expect(page.locator("#w-box textarea")).to_have_value(question)


def test_empty_question_changes_nothing(page: Page):
    page.fill("#w-box textarea", "  ")
    page.click("#w-send")
    page.wait_for_timeout(800)
    expect(page.locator("#w-present .w-example").first).to_be_visible()


def test_stopping_leaves_the_question_and_offers_to_ask_again(page: Page):
    # Pressed by the page itself in the first frame that shows the button: an answer takes less
    # time than a test needs to find it. On a busy machine the answer may still be first.
    for _ in range(5):
        page.evaluate(
            """() => {
                const press = () => document.querySelector("#w-present .w-waiting, .w-typing")
                    && document.getElementById("w-stop")?.offsetParent
                    ? document.getElementById("w-stop").click() : requestAnimationFrame(press);
                press();
            }"""
        )
        page.fill("#w-box textarea", ROBOTS)
        page.keyboard.press("Enter")
        expect(page.locator("#w-present")).to_contain_text(ROBOTS)
        expect(page.locator(UNDER_WAY)).to_have_count(0)
        expect(page.locator("#w-send")).to_be_visible()
        if page.locator("#w-present .w-stopped").count():
            break
        page.locator("#w-new").click()
        expect(page.locator("#w-present .w-example").first).to_be_visible()
    stopped = page.locator("#w-present .w-stopped")
    expect(stopped).to_contain_text("已停止回答")
    stopped.locator("button").click()
    expect(page.locator("#w-earlier .w-stopped")).to_have_count(1)
    expect(answer(page, ROBOTS).locator(".w-summary")).to_contain_text("800万元")


def test_copy_takes_the_answer_with_its_source(browser: Browser, server: Server):
    with visiting(browser, server.url) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        given = ask(page, ROBOTS)
        given.locator(".w-copy").click()
        expect(given.locator(".w-copy")).to_have_text("已复制")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "800万元" in copied
        assert "《关于支持人工智能全产业链创新发展的若干政策措施》(十七)" in copied


def test_votes_are_kept_with_the_reason_and_the_clause_the_user_thinks_right(
    page: Page, server: Server, sd_policy: Policy
):
    given = ask(page, ROBOTS)
    given.locator(".w-like").click()
    expect(given.locator(".w-like")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#w-toast")).to_have_text("谢谢，已记下。")
    given.locator(".w-dislike").click()
    form = page.get_by_role("dialog", name="哪里不对？")
    form.get_by_label("原因").fill("应看另一条" + "长" * 600)
    form.get_by_label("您认为对的条款").select_option(index=1)
    named = form.get_by_label("您认为对的条款").locator("option").nth(1).inner_text()
    form.get_by_role("button", name="提交").click()
    expect(form).to_be_hidden()
    # The next question moves the answer up: the vote is still shown, so the server has it.
    ask(page, "由谁牵头?")
    expect(page.locator("#w-earlier .w-dislike")).to_have_attribute("aria-pressed", "true")
    answer_id = page.locator("#w-earlier .w-dislike").get_attribute("data-answer")
    records = open_records(server.home)
    with records.reading() as session:
        row = session.scalar(select(AnswerRow).where(AnswerRow.id == answer_id))
        assert row is not None and row.feedback is not None
        assert (row.channel, row.question, row.feedback.vote) == ("chat", ROBOTS, "dislike")
        assert row.feedback.reason == ("应看另一条" + "长" * 600)[:500]
        assert row.feedback.clause is not None
        right = sd_policy.clause(row.feedback.clause)
        assert (row.feedback.policy, named) == (sd_policy.id, f"{right.label} {right.title}")
    records.close()


@pytest.mark.parametrize("question", [ROBOTS, "省财政厅牵头哪些措施?"])
def test_phone_shows_everything_without_scrolling_sideways(phone: Page, question: str):
    assert_fits(phone)
    given = ask(phone, question)
    assert_fits(phone)
    given.locator(".w-link, .w-cite").first.click()
    expect(phone.locator("#w-reader mark").first).to_be_in_viewport()
    assert_fits(phone)
    phone.click("#w-side .w-close")
    expect(phone.locator("#w-side")).not_to_be_visible()


def assert_fits(page: Page) -> None:
    """Nothing is wider than the window, nor cut off at its right edge."""
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    over = page.evaluate(
        """() => [...document.querySelectorAll("#w-head *, #w-left *, #w-side *")]
            .filter(e => e.offsetParent && !e.closest(".w-table, .w-sr"))
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert over == []


def test_phone_opens_the_list_of_clauses_from_the_head(phone: Page):
    expect(phone.locator("#w-found")).not_to_be_visible()
    phone.click("#w-head .w-browse")
    expect(phone.locator("#w-found .w-entry").first).to_be_in_viewport()
    phone.keyboard.press("Escape")
    expect(phone.locator("#w-found")).not_to_be_visible()


# Text and background as the browser draws them; the nearest background that is not see-through.
CONTRAST = """() => {
    const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((v) => {
            v /= 255;
            return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = (e) => {
        for (; e; e = e.parentElement) {
            const color = rgb(getComputedStyle(e).backgroundColor);
            if (color.length === 3 || color[3] === 1) return color;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll("#w-head *, #w-left *, #w-side *")]
        .filter((e) => e.offsetParent && [...e.childNodes].some(
            (n) => n.nodeType === 3 && n.textContent.trim()))
        .map((e) => {
            const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            return [ratio, e.className + ": " + e.textContent.trim().slice(0, 20)];
        });
}"""
LEAST_CONTRAST = 4.5  # WCAG 2.2, level AA, 1.4.3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(browser: Browser, server: Server, scheme: str):
    with visiting(browser, server.url, DESKTOP, scheme) as page:
        ask(page, "第九十九条讲了什么?")
        ask(page, "最高多少?")
        ask(page, ROBOTS).locator(".w-cite").first.click()
        expect(page.locator("#w-reader mark").first).to_be_visible()
        measured = page.evaluate(CONTRAST)
        assert len(measured) > 30
        assert [row for row in measured if row[0] < LEAST_CONTRAST] == []


def test_other_origins_get_no_access_and_the_browser_is_told_to_ask_no_other_host(server: Server):
    request = urllib.request.Request(server.url, headers={"Origin": "https://elsewhere.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)
    assert refused.value.code == 403
    assert refused.value.headers["Access-Control-Allow-Origin"] is None
    with urllib.request.urlopen(server.url, timeout=60) as response:
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
