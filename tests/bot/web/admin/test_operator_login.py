"""Who gets in: the password, the cookie, the forms' token; what the browser may load."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from operator_desk import PASSWORD
from starlette.testclient import TestClient

from bot.access.setup import open_access
from bot.service import Service
from bot.settings import Settings
from bot.web import problems
from bot.web.admin import routes

PAGES = ["", "/", "?days=90", "/questions", "/policies", "/policies/sd-ai-2025", "/nothing-here"]
HANDLER = re.compile(r"<[^>]+\s(style|on[a-z]+)=")


@pytest.fixture
def fresh(engine, tmp_path, password_hash):
    """A server of the page alone that nobody tried to log in to: fresh(public_url=…)"""

    def make(**given):
        usual = {"admin_password_hash": password_hash, "require_keys": False}
        settings = Settings(home=tmp_path, **{**usual, **given})
        app = FastAPI()
        problems.install(app)
        access = open_access(settings)
        app.include_router(routes.router(Service(engine), access, None, None, settings))
        address = settings.public_url.removesuffix("/ask") or "http://127.0.0.1"
        return TestClient(app, base_url=address, follow_redirects=False)

    return make


@pytest.mark.parametrize("path", PAGES)
def test_without_a_password_hash_the_page_says_how_to_set_one(fresh, path):
    said = fresh(admin_password_hash="").get(f"/admin{path}")
    assert said.status_code == 404
    assert "wence password" in said.text and "WENCE_ADMIN_PASSWORD_HASH" in said.text
    assert "<form" not in said.text


@pytest.mark.parametrize("path", PAGES)
def test_without_a_session_every_page_leads_to_the_login_page(fresh, path):
    said = fresh().get(f"/admin{path}")
    assert (said.status_code, said.headers["location"]) == (303, "/admin/login")
    assert not said.text


def test_without_a_session_nothing_is_changed(desk, password_hash):
    draft = desk.upload()
    cookies = dict(desk.client.cookies)
    desk.client.cookies.clear()
    try:
        for path in (
            f"{draft}/discard",
            f"{draft}/publish",
            f"{draft}/clauses",
            "/versions/1/back",
        ):
            said = desk.post(path, merge=0)
            assert (said.status_code, said.headers["location"]) == (303, "/admin/login")
    finally:
        desk.client.cookies.update(cookies)
    assert [f"/drafts/{kept.id}" for kept in desk.publisher.drafts()] == [draft]


def test_a_wrong_password_is_told_and_lets_nobody_in(fresh, caplog):
    client = fresh()
    with caplog.at_level("INFO", "bot.web.admin.audit"):
        said = client.post("/admin/login", data={"password": "not this one, surely"})
    assert said.status_code == 401 and "密码不对" in said.text
    assert "set-cookie" not in said.headers
    assert client.get("/admin").status_code == 303
    [line] = [r for r in caplog.records if r.name == "bot.web.admin.audit"]
    assert (line.action, line.failed, line.address) == ("login", "Unauthorized", "testclient")


def test_guessing_is_stopped_after_a_few_tries(fresh):
    client = fresh()
    said = [client.post("/admin/login", data={"password": f"{n}"}) for n in range(6)]
    assert [s.status_code for s in said] == [401] * 5 + [429]
    assert int(said[-1].headers["retry-after"]) > 0 and "秒后再试" in said[-1].text


@pytest.mark.parametrize(
    "url, name, secure",
    [("", "wence", False), ("https://ask.example.org", "__Host-wence", True)],
)
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(fresh, url, name, secure):
    client = fresh(public_url=url)
    cookie = client.post("/admin/login", data={"password": PASSWORD}).headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert ("Secure" in cookie) == secure


def test_below_a_path_of_the_public_address_links_keep_it(fresh):
    said = fresh(public_url="https://gov.example.org/ask").get("/admin/login")
    assert 'action="/ask/admin/login"' in said.text
    assert 'href="/ask/admin/files/admin.css"' in said.text


def test_after_logging_out_the_old_cookie_opens_nothing(desk):
    cookies = dict(desk.client.cookies)
    assert desk.post("/logout").headers["location"] == "/admin/login"
    desk.client.cookies.update(cookies)
    try:
        assert desk.client.get("/admin", follow_redirects=False).status_code == 303
    finally:
        desk.login()


@pytest.mark.parametrize(
    "token, headers",
    [
        ("", {}),
        ("0" * 64, {}),
        (None, {"Origin": "https://evil.example"}),
        (None, {"Origin": "null"}),
        (None, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}),
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(desk, token, headers):
    draft = desk.upload()
    data = {"csrf_token": desk.csrf if token is None else token}
    said = desk.client.post(f"/admin{draft}/discard", data=data, headers=headers)
    assert said.status_code == 403
    assert len(desk.publisher.drafts()) == 1


@pytest.mark.parametrize("path", [*PAGES, "/login"])
def test_a_page_has_no_script_and_no_style_in_it_and_the_browser_is_told(desk, path):
    said = desk.client.get(f"/admin{path}")
    policy = dict(part.strip().split(" ", 1) for part in said.headers[
        "content-security-policy"].split(";"))  # fmt: skip
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert said.headers["cache-control"] == "no-store"
    assert not HANDLER.search(said.text)
    assert "<style" not in said.text
    for script in re.findall(r"<script[^>]*>(.*?)</script>", said.text, re.S):
        assert script == ""


def test_what_is_done_is_in_the_log_with_who_did_it(desk, caplog):
    with caplog.at_level("INFO", "bot.web.admin.audit"):
        draft = desk.upload()
        desk.post(f"{draft}/discard")
    uploaded, discarded = [r for r in caplog.records if r.name == "bot.web.admin.audit"]
    assert (uploaded.action, uploaded.file) == ("upload", "集市.txt")
    assert (discarded.action, f"/drafts/{discarded.draft}") == ("discard", draft)
    assert uploaded.session == discarded.session != ""
    assert discarded.address == "testclient"
