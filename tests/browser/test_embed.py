"""The chat in a frame on another site's page, with a strict Content-Security-Policy there."""

from __future__ import annotations

import http.server
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.conftest import PHONE, Server, picture, running
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.long(90)

EMBED_ID = "help-desk"
QUESTION = "具身智能整机企业最高奖励多少？"
ANSWER_TIMEOUT_MS = 60_000
# Keeps what the page hears, before any script of the page runs.
HEAR = """
window.heard = [];
window.addEventListener("message", (event) => window.heard.push([event.origin, event.data]));
"""


@dataclass(frozen=True)
class Site:
    """A site of somebody else: its address, and what its page and its headers are."""

    url: str
    origin: str
    page: dict[str, str]


@contextmanager
def site() -> Iterator[Site]:
    """A site on a port and under a name other than the server's."""
    page = {"html": "", "csp": "default-src 'none'"}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802  # the library's name
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", page["csp"])
            self.end_headers()
            self.wfile.write(page["html"].encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test's own output is enough."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        origin = f"http://localhost:{serving.server_address[1]}"
        yield Site(f"{origin}/", origin, page)
        serving.shutdown()


@pytest.fixture(scope="module")
def partner() -> Iterator[Site]:
    with site() as allowed:
        yield allowed


@pytest.fixture(scope="module")
def stranger() -> Iterator[Site]:
    with site() as other:
        yield other


@pytest.fixture(scope="module")
def embedding(home: Path, partner: Site, stranger: Site) -> Iterator[Server]:
    """A server that asks for keys and lets one site embed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WENCE_ALLOWED_ORIGINS", partner.origin)
        patch.setenv("WENCE_EMBED_IDS", EMBED_ID)
        patch.setenv("WENCE_REQUIRE_KEYS", "true")
        patch.setenv("WENCE_RATE_PER_MINUTE", "10000")
        with running(home, "-m", "bot.cli", "serve", "--port") as server:
            for host in (partner, stranger):
                _copy_the_two_lines(host, server)
            yield server


def _copy_the_two_lines(host: Site, server: Server) -> None:
    """Name the site on the server, and put the launcher's line into the head of its page."""
    ours = server.url.rstrip("/")
    host.page["csp"] = (
        f"default-src 'none'; script-src {ours}; frame-src {ours}; connect-src {ours}; "
        "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'"
    )
    host.page["html"] = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>服务台</title>"
        f'<script src="{ours}/embed.js" data-lang="zh" data-title="政策助手" async></script>'
        "</head><body><h1>服务台</h1><a href='#'>链接</a><p inert>早已停用</p></body></html>"
    )


@pytest.fixture
def visit(browser: Browser, embedding: Server) -> Iterator[Callable[..., Page]]:
    """visit(url, size=…): a page of a new user."""
    contexts = []

    def visiting(url: str, size: tuple[int, int] = (1100, 780)) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", color_scheme="light"
        )
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(HEAR)
        page.goto(url)
        return page

    yield visiting
    for context in contexts:
        context.close()


def complaints(page: Page) -> list[str]:
    """What the browser complains of from now on: scripts that fail, policies that block."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    return said


def assert_not_framed(page: Page, said: list[str]) -> None:
    """The browser says that it does not show the frame, and the page hears nothing of it."""
    deadline = time.monotonic() + 60
    while not any("frame-ancestors" in line for line in said) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert any("frame-ancestors" in line for line in said), said
    assert page.evaluate("window.heard") == []


def heard(page: Page, kind: str) -> dict[str, Any]:
    """The first message of a kind that the page around hears."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for _, message in page.evaluate("window.heard"):
            if message.get("type") == kind:
                return dict(message)
        time.sleep(0.1)
    raise AssertionError(f"no {kind!r} in {page.evaluate('window.heard')}")


def chat(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title=政策助手]")


def launcher(page: Page) -> Any:
    return page.locator("[data-wence] button")


def ask(page: Page, question: str = QUESTION) -> FrameLocator:
    """Open the chat, ask, and wait for the answer."""
    launcher(page).click()
    ask_again(chat(page), question)
    return chat(page)


def ask_again(frame: FrameLocator, question: str) -> None:
    """Ask in the opened chat and wait for the answer."""
    frame.get_by_role("textbox").fill(question)
    frame.get_by_role("button", name="发送").click()
    ended = frame.locator("article").last.locator(".answer[data-status], .failed")
    expect(ended).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    assert ended.get_attribute("data-status"), ended.inner_text()


def post(server: Server, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        server.url + path,
        json.dumps(body).encode(),
        {"Content-Type": "application/json"} | headers,
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_page_of_another_origin_with_a_strict_policy_gets_an_answer_with_its_citation(
    visit: Callable[..., Page], partner: Site, embedding: Server
) -> None:
    page = visit("about:blank")
    said = complaints(page)
    page.goto(partner.url)
    frame = ask(page)
    expect(frame.locator(".summary")).to_contain_text("800万元")
    frame.get_by_role("button", name="(十七)支持具身智能培育").click()
    expect(frame.locator("#reader mark")).to_contain_text("最高800万元奖励")
    expect(frame.locator("#reader-policy")).to_contain_text("人工智能全产业链")
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
    expect(frame.locator(".failed")).to_contain_text("data-embed-id")


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


def test_the_page_around_asks_and_takes_the_widget_away_again(
    visit: Callable[..., Page], partner: Site
) -> None:
    page = visit(partner.url)
    expect(launcher(page)).to_be_visible()
    page.evaluate("question => window.wence.ask(question)", QUESTION)
    expect(chat(page).locator(".summary")).to_contain_text("800万元", timeout=ANSWER_TIMEOUT_MS)
    assert heard(page, "resize")["h"] > 0
    page.evaluate("window.wence.close()")
    expect(page.locator("iframe")).to_be_hidden()
    page.evaluate("window.wence.destroy()")
    expect(launcher(page)).to_have_count(0)
    assert page.evaluate("window.wence") is None


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
    expect(frame.locator(".answer[data-status]")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    cited = frame.get_by_role("button", name="(十七)支持具身智能培育")
    for _ in range(20):
        if cited.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(cited).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.locator("#reader")).to_be_focused()
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
    expect(plain.locator("#welcome")).to_contain_text("您好")
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
    expect(plain.locator(".asked p")).to_have_text(["自己的问题"])
    page.wait_for_timeout(500)
    messages = page.evaluate("window.heard")
    forged = [message for origin, message in messages if origin == stranger.origin]
    assert [message["type"] for message in forged] == ["close", "resize"]
    assert page.locator("[data-wence] iframe").bounding_box() == before is not None


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
        papers.append(inside.evaluate("getComputedStyle(document.body).backgroundColor"))
        found += violations(inside) + violations(page)
        frame.get_by_role("button", name="(十七)支持具身智能培育").first.click()
        expect(frame.locator("#reader mark")).to_be_visible()
        found += violations(inside)
        frame.get_by_role("button", name="返回对话").click()
    assert papers == ["rgb(255, 255, 255)", "rgb(24, 33, 37)"]
    assert found == []


def test_what_is_typed_is_shown_as_text(visit: Callable[..., Page], partner: Site) -> None:
    page = visit(partner.url)
    frame = ask(page, "<img src=x onerror=alert(1)>机器人奖励多少")
    expect(frame.locator(".asked p")).to_have_text("<img src=x onerror=alert(1)>机器人奖励多少")
    expect(frame.locator("article img")).to_have_count(0)


def test_the_demo_page_asks_and_takes_a_hand_over(
    visit: Callable[..., Page], embedding: Server, tmp_path: Path
) -> None:
    page = visit(f"{embedding.url}demo")
    expect(launcher(page)).to_be_visible()
    page.get_by_role("button", name=QUESTION).click()
    frame = chat(page)
    expect(frame.locator(".summary")).to_contain_text("800万元", timeout=ANSWER_TIMEOUT_MS)
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
    expect(page.locator(".answer[data-status]")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
