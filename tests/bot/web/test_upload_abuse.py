"""Uploads that are meant to hurt, over HTTP to the operator's page of a server as it is set up."""

from __future__ import annotations

import io
import re
import socket
import time
import zipfile

import httpx
import pytest
from operator_login import CSRF, logged_in

from tests.bot.publishing.publishing_parts import policy_docx, policy_text
from tests.bot.web.conftest import PASSWORD

LARGE = 100 << 20
LIMIT = 20 << 20
HEAD = b'--x\r\nContent-Disposition: form-data; name="document"; filename="a.txt"\r\n\r\n'
MULTIPART = "multipart/form-data; boundary=x"


@pytest.fixture(scope="module")
def web(serve, password_hash):
    with serve(admin_password_hash=password_hash) as running:
        yield running


@pytest.fixture
def operator(web):
    with logged_in(f"http://127.0.0.1:{web.port}", PASSWORD) as (client, form):
        client.form = form
        client.headers["X-CSRF-Token"] = form[CSRF]
        yield client
    assert web.publisher.drafts() == []
    assert web.client.get("/api/v1/health/ready").status_code == 200


def memory_mib(name="VmRSS"):
    """Of this process, the server's too."""
    with open("/proc/self/status", encoding="ascii") as status:
        return int(re.search(rf"{name}:\s+(\d+) kB", status.read())[1]) / 1024


def test_an_upload_of_100_mb_that_says_so_is_refused_before_it_is_sent(web, operator):
    cookies = "; ".join(f"{name}={value}" for name, value in operator.cookies.items())
    head = (
        f"POST /admin/drafts HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\nCookie: {cookies}\r\n"
        f"Content-Type: {MULTIPART}\r\nContent-Length: {LARGE}\r\n\r\n"
    )
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as connection:
        connection.sendall(head.encode())
        said = connection.recv(65536)
    assert b" 413 " in said.split(b"\r\n", 1)[0]
    assert time.monotonic() - began < 5


def test_an_upload_of_100_mb_that_does_not_say_so_is_cut_off_at_the_limit(operator):
    sent = 0

    def parts():
        nonlocal sent
        yield HEAD
        for _ in range(LARGE >> 16):
            sent += 1 << 16
            yield b"x" * (1 << 16)

    before = memory_mib()
    try:
        headers = {"Content-Type": MULTIPART}
        said = operator.post("/admin/drafts", content=parts(), headers=headers)
        assert said.status_code == 413 and "20MB" in said.text
    except httpx.TransportError:  # the server hung up while more was coming
        pass
    assert sent < 2 * LIMIT
    assert memory_mib() - before < 64


def bomb(name, data):
    """A real document to which a part was added that packs a thousand times smaller."""
    file = io.BytesIO(policy_docx(policy_text()))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("word/media/image1.png", bytes(60 << 20)),
        ("word/other.xml", b"<a>" + b" " * (60 << 20) + b"</a>"),
    ],
)
def test_a_document_that_would_unpack_to_60_mb_is_refused_with_a_sentence(operator, name, data):
    file = bomb(name, data)
    assert len(file) < 1 << 20
    before, began = memory_mib("VmHWM"), time.monotonic()
    document = ("措施.docx", file)
    said = operator.post("/admin/drafts", data=operator.form, files={"document": document})
    assert said.status_code == 400
    assert "读不出来" in said.text
    assert time.monotonic() - began < 10
    assert memory_mib("VmHWM") - before < 40


def test_the_same_document_without_the_bomb_is_taken(web, operator):
    document = ("措施.docx", policy_docx(policy_text()))
    sent = operator.post("/admin/drafts", data=operator.form, files={"document": document})
    assert sent.status_code == 303
    web.publisher.discard(sent.headers["location"].rpartition("/")[2])
