"""Pages of other origins: what they may call, and who may show our pages in a frame."""

from __future__ import annotations

import json
import re

import gradio
import pytest

EVIL = "https://evil.example"
PARTNER = "https://www.partner.example"
# What a foreign page may show in place of the origin of a page of ours.
FORGED = [
    EVIL,
    "null",
    "file://",
    "https://www.partner.example.evil.example",
    "https://evil.example/https://www.partner.example",
    "http://www.partner.example",
    "https://www.partner.example:8443",
    "https://www.partner.example@evil.example",
    "http://localhost:1",
    "http://127.0.0.1",
    "*",
]
CHANGES = [
    ("POST", "/api/v1/ask"),
    ("POST", "/api/v1/feedback"),
    ("POST", "/embed/ask"),
    ("POST", "/embed/conversation"),
    ("POST", "/embed/forget"),
    ("POST", "/embed/share"),
    ("POST", "/embed/word"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/run/predict"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/login"),
    ("DELETE", "/api/v1/nothing"),
]
READS_OF_THE_CHAT = [
    "/",
    "/config",
    "/gradio_api/info",
    "/gradio_api/queue/data?session_hash=abc",
    "/gradio_api/heartbeat/abc",
    "/gradio_api/file=/etc/passwd",
    "/metrics",
    "/admin/",
]


def granted(response):
    """Whether the response lets the page of another origin have anything."""
    return "access-control-allow-origin" in response.headers


@pytest.mark.parametrize("origin", FORGED)
@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_a_forged_origin_changes_nothing(web, method, path, origin):
    body = {"question": "x", "session_hash": "abc", "fn_index": 0, "data": []}
    response = web.client.request(method, path, json=body, headers={"Origin": origin})
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert not granted(response)


@pytest.mark.parametrize("origin", [*FORGED, PARTNER])
@pytest.mark.parametrize("path", READS_OF_THE_CHAT)
def test_no_other_origin_reads_the_mounted_chat_or_the_operators_page(web, path, origin):
    response = web.client.get(path, headers={"Origin": origin})
    assert response.status_code == 403
    assert not granted(response)


def test_gradio_alone_would_have_granted_all_of_it():
    """What is closed here is really open without it: if this fails, Gradio has changed."""
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    with gradio.Blocks() as blocks:
        gradio.Textbox()
    client = TestClient(gradio.mount_gradio_app(FastAPI(), blocks, path="/"))
    response = client.get("http://www.example.org/config", headers={"Origin": EVIL})
    assert response.headers["access-control-allow-origin"] == EVIL
    assert response.headers["access-control-allow-credentials"] == "true"


def test_no_response_lets_other_origins_send_cookies(web):
    for origin in (EVIL, PARTNER, "null"):
        for path in ("/", "/config", "/api/v1/policies", "/gradio_api/info"):
            response = web.client.get(path, headers={"Origin": origin})
            assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("origin", FORGED)
def test_an_answer_is_kept_from_scripts_of_origins_that_are_not_allowed(web, origin):
    response = web.client.get("/api/v1/policies", headers={"Origin": origin})
    assert not granted(response)


def preflight(web, path, origin):
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    return web.client.options(path, headers={"Origin": origin, **asked})


def test_a_preflight_is_granted_to_the_allow_list_for_the_api_alone(web):
    response = preflight(web, "/api/v1/ask", PARTNER)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == PARTNER
    for path, origin in [
        ("/api/v1/ask", EVIL),
        ("/api/v1/ask", "null"),
        ("/gradio_api/queue/join", PARTNER),
        ("/gradio_api/queue/join", EVIL),
    ]:
        refused = preflight(web, path, origin)
        assert refused.status_code == 403
        assert not granted(refused)


def test_a_page_of_the_allow_list_asks(web):
    response = web.client.post(
        "/api/v1/ask", json={"question": "你好"}, headers={"Origin": PARTNER}
    )
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == PARTNER


def test_with_an_empty_allow_list_no_other_origin_asks(serve):
    with serve() as web:
        asked = {"question": "你好"}
        refused = web.client.post("/api/v1/ask", json=asked, headers={"Origin": PARTNER})
        assert refused.status_code == 403
        assert frame_ancestors(web, "/embed") == "'self'"


def test_our_own_page_asks_through_gradio(web):
    headers = {"Origin": f"http://127.0.0.1:{web.port}"}
    config = web.client.get("/config", headers=headers).json()
    assert config["components"]
    response = web.client.post("/gradio_api/reset", json={"event_id": "none"}, headers=headers)
    assert response.status_code == 200


def test_an_address_of_gradio_is_not_loaded_as_a_picture_of_another_site(web):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert web.client.get("/gradio_api/info", headers=headers).status_code == 403
    follow = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert web.client.get("/", headers=follow).status_code == 200


def test_two_origins_are_none(web):
    headers = [("Origin", PARTNER), ("Origin", EVIL)]
    response = web.client.post("/api/v1/ask", json={"question": "你好"}, headers=headers)
    assert response.status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "a b"]
)
def test_a_foreign_name_that_points_here_gets_nothing(web, host):
    headers = {"Host": host, "Origin": f"http://{host}"}
    for path in ("/", "/api/v1/policies", "/gradio_api/info", "/metrics"):
        assert web.client.get(path, headers=headers).status_code == 421


# --- frames ------------------------------------------------------------------------------------


def frame_ancestors(web, path):
    policy = web.client.get(path).headers["content-security-policy"]
    [directive] = re.findall(r"frame-ancestors ([^;]+)", policy)
    return directive


def test_who_may_frame_a_page_goes_by_its_path(web):
    assert frame_ancestors(web, "/embed") == f"'self' {PARTNER}"
    assert frame_ancestors(web, "/embed/anything") == f"'self' {PARTNER}"
    assert frame_ancestors(web, "/admin") == "'none'"
    assert frame_ancestors(web, "/admin/policies") == "'none'"
    for path in ("/", "/api/v1/policies", "/embedded", "/administration", "/nothing"):
        assert frame_ancestors(web, path) == "'self'"


def test_old_browsers_are_told_by_x_frame_options_except_where_it_would_refuse_all(web):
    assert "x-frame-options" not in web.client.get("/embed").headers
    assert web.client.get("/admin").headers["x-frame-options"] == "DENY"
    assert web.client.get("/").headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/", "/api/v1/policies", "/nothing", "/theme.css"])
def test_every_response_carries_the_security_headers(web, path):
    headers = web.client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "server" not in headers or "uvicorn" not in headers["server"]
    assert "strict-transport-security" not in headers


def test_https_is_demanded_where_users_come_by_https(serve):
    with serve(public_url="https://ask.example.org", require_keys=False) as web:
        headers = {"Host": "ask.example.org"}
        answer = web.client.get("/api/v1/policies", headers=headers)
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        own = {**headers, "Origin": "https://ask.example.org"}
        asked = web.client.post(
            "/api/v1/ask", content=json.dumps({"question": "你好"}), headers=own
        )
        assert asked.status_code == 422  # past the origin check; the content type is missing
        assert web.client.get("/", headers={"Host": "evil.example"}).status_code == 421
