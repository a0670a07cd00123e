"""A browser at the operator's page, as far as the server can tell, and a policy to upload."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from bot.engine import Engine
from bot.publishing.publisher import Publisher
from bot.records.records import Records
from bot.service import Service
from tests.bot.web.conftest import PASSWORD

UPLOAD_LIMIT = 64 << 10
POLICY = """关于支持集市的若干措施
临政办规〔2025〕7号
一、支持摊位。对新设的早市摊位,给予一次性补助300元。摊位应当办理登记。(牵头单位:市商务局)
二、支持夜市。对夜市经营者,每户最高奖励2000元。(牵头单位:市文旅局)
三、支持市集。每个市集最高补助5万元。本措施由市商务局解释。
本措施有效期至2027年12月31日。
"""


@dataclass
class Desk:
    """A browser at the operator's page, as far as the server can tell.

    Attributes:
        load: What publishing loads; a test may put another in its place.
    """

    client: TestClient
    service: Service
    records: Records
    publisher: Publisher
    home: Path
    load: Callable[[], Engine]
    csrf: str = field(default="")

    def get(self, path: str = "", **query: Any) -> httpx.Response:
        return self.client.get(f"/admin{path}", params=query)

    def post(self, path: str, files: Any = None, **fields: Any) -> httpx.Response:
        """Send a form with the token that all of our forms have."""
        data = {"csrf_token": self.csrf, **fields}
        return self.client.post(f"/admin{path}", data=data, files=files, follow_redirects=False)

    def login(self) -> None:
        sent = self.client.post("/admin/login", data={"password": PASSWORD})
        [self.csrf] = set(re.findall(r'name="csrf_token" value="([^"]+)"', sent.text))

    def upload(self, text: str = POLICY, name: str = "集市.txt") -> str:
        """Upload a document; gives the address of the draft below /admin."""
        sent = self.post("/drafts", files={"document": (name, text.encode(), "text/plain")})
        assert sent.status_code == 303, sent.text
        return sent.headers["location"].removeprefix("/admin")

    def ask(self, question: str) -> dict[str, Any]:
        """The answer of the REST interface."""
        return dict(self.client.post("/api/v1/ask", json={"question": question}).json())
