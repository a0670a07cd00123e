"""An answer that was shared: a page that anybody with its address may read."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.answer import Table
from bot.records.kept import SharedAnswer
from bot.records.records import open_records
from bot.service import Caller
from bot.web.shared import answer_html
from corpus.model import Policy
from tests.browser.conftest import Server, visiting
from tests.browser.test_chat import ROBOTS, ask
from tests.browser.test_render import EVIL, Elements, robots

pytestmark = pytest.mark.long(20)


def link_of(page: Page, question: str) -> str:
    """Ask, share the answer, and leave the dialog with its link."""
    ask(page, question).locator(".w-share").click()
    dialog = page.get_by_role("dialog", name="分享这个回答")
    expect(dialog).to_be_visible()
    return dialog.get_by_label("链接").input_value()


def test_shared_answer_shows_question_quote_and_policy_until_sharing_ends(
    browser: Browser, server: Server, page: Page, sd_policy: Policy
):
    link = link_of(page, ROBOTS)
    assert link.startswith(f"{server.url}a/")
    with visiting(browser, link, home=server.url) as other:
        expect(other.get_by_role("heading", level=1)).to_have_text(ROBOTS)
        expect(other.locator(".w-summary")).to_contain_text("800万元")
        quote = other.locator(".w-quote").inner_text().strip("“”")
        assert quote in sd_policy.clause(17).text
        expect(other.locator(".w-source")).to_contain_text(sd_policy.title)
        expect(other.locator(".w-source")).to_contain_text("2025年5月7日")
        other.get_by_role("link", name="继续提问").click()
        expect(other.locator("#w-present .w-example").first).to_be_visible()
        expect(other.locator(".w-question")).to_have_count(0)
    page.get_by_role("button", name="停止分享").click()
    expect(page.locator("#w-toast")).to_contain_text("已停止分享")
    with pytest.raises(urllib.error.HTTPError) as gone:
        urllib.request.urlopen(link, timeout=60)
    assert gone.value.code == 404


@pytest.mark.parametrize("id_", ["nothing", "x" * 3000, "%27%20OR%201=1", "%00"])
def test_unknown_address_is_a_page_that_says_so(server: Server, id_: str):
    with pytest.raises(urllib.error.HTTPError) as unknown:
        urllib.request.urlopen(f"{server.url}a/{id_}", timeout=60)
    assert unknown.value.code == 404
    assert "没有这个分享" in unknown.value.read().decode()


def test_shared_page_runs_nothing_of_its_own_text_and_is_in_no_search_engine(
    server: Server, sd_policy: Policy
):
    records = open_records(server.home)
    reply = records.keep_answer(Caller("chat"), robots(sd_policy, question=EVIL), ())
    share = records.share(reply.id)
    records.close()
    with urllib.request.urlopen(f"{server.url}a/{share}", timeout=60) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Cache-Control"] == "no-store"
        html = response.read().decode()
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_every_text_of_a_shared_answer_is_shown_as_text(sd_policy: Policy):
    [cited] = robots(sd_policy).citations
    evil = robots(
        sd_policy,
        question=EVIL,
        summary=EVIL,
        resolved=EVIL,
        notices=(EVIL,),
        citations=(replace(cited, policy=EVIL, label=EVIL, title=EVIL, quote=EVIL),),
        table=Table("list", (EVIL, "b"), ((EVIL, EVIL),), ((EVIL, 1),)),
    )
    elements = Elements(answer_html(SharedAnswer(datetime.now(UTC), evil), [sd_policy]))
    assert not elements.tags() & {"script", "button"}
    assert elements.text.count(EVIL) == 11
