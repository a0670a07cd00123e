"""The operator's page in a real browser: a policy from its file to an answer, and back."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.access.passwords import hash_password
from tests.browser.conftest import DESKTOP, PHONE, Server, running

pytestmark = pytest.mark.long(50)

PASSWORD = "operator of the browser tests"
PUBLISH_TIMEOUT_MS = 120_000
QUESTION = "早市摊位一次性补助多少钱？"
POLICY = """关于支持集市的若干措施
临政办规〔2025〕7号
一、支持摊位。对新设的早市摊位，给予一次性补助300元。摊位应当办理登记。(牵头单位：市商务局)
二、支持夜市。对夜市经营者，每户最高奖励2000元。(牵头单位：市文旅局)
三、支持市集。每个市集最高补助5万元。
本措施有效期至2027年12月31日。
"""


@pytest.fixture(scope="module")
def desk(
    prepared: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server with an operator, in a data folder of its own: it publishes, which the chat's
    server would notice."""
    home = tmp_path_factory.mktemp("operator")
    prepared(home)
    settings = {"WENCE_ADMIN_PASSWORD_HASH": hash_password(PASSWORD)}
    with running(home, "-m", "bot.cli", "serve", "--port", **settings) as started:
        yield started


@contextmanager
def operating(
    browser: Browser,
    desk: Server,
    size: tuple[int, int] = DESKTOP,
    scheme: str = "light",
    scripts: bool = True,
) -> Iterator[Page]:
    """A page of the operator, logged in; no error of the browser's and no other host."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="zh-CN",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith(desk.url) else wrong.append(r.url))
    page.goto(f"{desk.url}admin")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="概览")).to_be_visible()
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A policy in a file."""
    path = tmp_path / "集市.txt"
    path.write_text(POLICY, "utf-8")
    return path


def upload(page: Page, document: Path) -> None:
    page.get_by_role("link", name="政策", exact=True).click()
    page.set_input_files("#document", document)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="关于支持集市的若干措施", level=1)).to_be_visible()


def post(desk: Server, path: str, **body: Any) -> Any:
    """What the REST interface says; None for nothing."""
    request = urllib.request.Request(
        f"{desk.url}api/v1/{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        said = response.read()
        return json.loads(said) if said else None


def cited(desk: Server) -> list[str]:
    """The titles of the clauses that the answer cites."""
    return [citation["title"] for citation in post(desk, "ask", question=QUESTION)["citations"]]


def done(page: Page) -> None:
    """Wait until what was begun is done."""
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("heading", name="完成了")).to_be_visible(timeout=PUBLISH_TIMEOUT_MS)
    expect(page.get_by_role("progressbar")).to_be_hidden()
    page.get_by_role("link", name="回到政策").click()


def test_an_uploaded_policy_is_put_right_published_asked_and_taken_back(
    browser: Browser, desk: Server, document: Path
):
    assert cited(desk) != ["支持摊位"]
    with operating(browser, desk) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        upload(page, document)
        clauses = page.locator("article.clause")
        expect(clauses).to_have_count(3)

        clauses.nth(1).locator("summary").click()
        clauses.nth(1).get_by_role("button", name="与上一条合并").click()
        expect(clauses).to_have_count(2)
        expect(clauses.first).to_contain_text("夜市经营者")

        clauses.first.locator("summary").click()
        clauses.first.get_by_role("button", name="在这一句前拆开：二、支持夜市").click()
        expect(clauses).to_have_count(3)
        expect(clauses.first).not_to_contain_text("夜市经营者")

        page.get_by_role("button", name="发布", exact=True).click(no_wait_after=True)
        done(page)
        assert cited(desk) == ["支持摊位"]

        page.get_by_role("button", name="恢复到第1版").click(no_wait_after=True)
        done(page)
        assert cited(desk) != ["支持摊位"]


def test_without_scripts_a_policy_is_uploaded_corrected_and_thrown_away(
    browser: Browser, desk: Server, document: Path
):
    with operating(browser, desk, PHONE, scripts=False) as page:
        upload(page, document)
        clauses = page.locator("article.clause")
        clauses.last.locator("summary").click()
        clauses.last.get_by_role("button", name="从这一句起是结尾：每个市集").click()
        expect(clauses.last).not_to_contain_text("5万元")
        page.get_by_role("button", name="丢掉草稿").click()
        expect(page.get_by_role("heading", name="未发布的草稿")).to_be_hidden()


@pytest.mark.parametrize("size, scheme", [(DESKTOP, "light"), (PHONE, "dark")])
def test_every_page_can_be_read_and_used_by_everybody(
    browser: Browser, desk: Server, document: Path, size: tuple[int, int], scheme: str
):
    answer = post(desk, "ask", question="北京市的算力券最高能补多少")
    post(desk, "feedback", answer=answer["id"], vote="dislike", reason="不是我问的", clause=6)
    with operating(browser, desk, size, scheme) as page:
        upload(page, document)
        below = ["admin", "admin/questions", "admin/policies", "admin/policies/sd-ai-2025"]
        for path in (page.url, *(desk.url + path for path in below)):
            page.goto(path)
            for summary in page.locator("summary").all():
                summary.click()
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, path
            found = Axe().run(page).response["violations"]
            assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == [], path
