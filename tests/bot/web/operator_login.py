"""An operator who is logged in on a running server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

CSRF = "csrf_token"


@contextmanager
def logged_in(url: str, password: str) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    """A client with a session, and the field that each of its forms has to have."""
    with httpx.Client(base_url=url, timeout=60) as client:
        page = client.post("/admin/login", data={"password": password}, follow_redirects=True)
        [token] = set(re.findall(rf'name="{CSRF}" value="([^"]+)"', page.text))
        yield client, {CSRF: token}
