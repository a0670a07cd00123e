"""axe-core finds nothing against WCAG 2 A and AA, whatever the page shows and however it looks."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Server, come_to_rest, visiting
from tests.browser.test_chat import ROBOTS, ask
from tests.browser.test_share import link_of

pytestmark = pytest.mark.long(50)

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations', 'passes']})"


def violations(page: Page | Frame) -> list[str]:
    """What is wrong, rule by rule with the first element concerned."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, RULES)
    assert len(found["passes"]) >= 10, "the rules were really tried"
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


def test_rule_that_is_broken_is_found(page: Page):
    page.evaluate("document.getElementById('w-note').style.color = '#ddd'")
    page.evaluate("document.querySelector('#w-note p').style.color = '#ddd'")
    assert any(found.startswith("color-contrast") for found in violations(page))


def in_both_looks(page: Page) -> list[str]:
    """What is wrong in light or dark."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        dark = re.compile(r"\bdark\b")
        body = expect(page.locator("body"))
        body.to_have_class(dark) if scheme == "dark" else body.not_to_have_class(dark)
        come_to_rest(page)  # buttons change their colour gradually
        found += violations(page)
    return found


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_nothing_is_wrong_with_the_chat_its_panel_drawer_and_dialogs(
    browser: Browser, server: Server, size: tuple[int, int]
):
    with visiting(browser, server.url, size) as page:
        assert violations(page) == []
        ask(page, "第九十九条讲了什么?")
        given = ask(page, ROBOTS)
        assert in_both_looks(page) == []
        given.locator(".w-dislike").click()
        expect(page.locator("#w-reason")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.locator('[data-do="history"]').click()
        expect(page.locator("#w-history .w-entry")).to_have_count(1)
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.locator('[data-do="language"]').click()
        given.locator(".w-cite").first.click()
        expect(page.locator("#w-reader mark").first).to_be_visible()
        assert violations(page) == []


def test_nothing_is_wrong_with_the_figures(page: Page):
    page.click("#w-tab-glance")
    assert violations(page) == []


def test_nothing_is_wrong_with_a_shared_answer_and_its_dialog(
    browser: Browser, server: Server, page: Page
):
    link = link_of(page, "省财政厅牵头哪些措施?")
    assert violations(page) == []
    with visiting(browser, link, PHONE, home=server.url) as shared:
        assert in_both_looks(shared) == []


@pytest.mark.parametrize("path", ["embed", "demo"])
def test_nothing_is_wrong_with_the_embedded_chat_before_a_question(
    browser: Browser, server: Server, path: str
):
    with visiting(browser, server.url + path, home=server.url) as page:
        assert violations(page) == []


def test_everything_is_reached_by_tab_and_shows_where_it_is(page: Page):
    ask(page, ROBOTS)
    page.locator("#w-tab-chat").focus()
    seen: list[str] = []
    for _ in range(24):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => { const e = document.activeElement;
            const shows = (at) => getComputedStyle(at).outlineStyle !== "none";
            const line = e.closest("#w-line");
            return [e.dataset.do ?? e.id ?? "", e.className, e.textContent.trim().slice(0, 12),
                shows(e) || Boolean(line && shows(line))]; }"""
        )
        assert focus[3], f"no visible focus on {focus}"
        seen.append(f"{focus[0]} {focus[1]} {focus[2]}")
    reached = "\n".join(seen)
    for name in (
        "history",
        "look",
        "language",
        "w-cite",
        "w-share",
        "w-word",
        "again",
        "w-dislike",
    ):
        assert name in reached
