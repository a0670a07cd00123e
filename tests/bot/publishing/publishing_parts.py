"""What the tests of publishing share: documents, a quick encoder, an engine over a data folder, the
look at what a killed process left."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from docx import Document

from bot.engine import Engine, load_engine
from bot.publishing.publisher import Publisher
from bot.service import Service
from bot.settings import Settings
from corpus.library import Library
from index.encoder import Floats, TextEncoder

# The third clause is misprinted as (二), so that it is read as part of the second.
POLICY = """某市人民政府关于支持冰雪旅游的若干措施
某府办规〔2026〕{number}号
(一)补贴滑雪场。新建滑雪场每家补贴{yuan}万元。(牵头单位:市文化和旅游局)
(二)奖励旅行社。组织游客滑雪的旅行社每年奖励20万元。(牵头单位:市文化和旅游局)
(二)培训教练员。滑雪教练员取得证书的,每人补助3000元。(牵头单位:市体育局)
本措施自2026年8月1日起施行,有效期5年。
"""


def policy_text(yuan: int = 70, number: int = 13) -> str:
    return POLICY.format(yuan=yuan, number=number)


def policy_docx(text: str) -> bytes:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class PairCounter:
    """A text's vector counts its pairs of characters, hashed to 256 places, brought to length 1."""

    name, dim = "pairs", 256

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        counts = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            codes = np.frombuffer(f"\0{text}".encode("utf-32-le"), "<u4").astype(np.int64)
            places = (codes[:-1] * 8191 + codes[1:] * 127) % self.dim
            counts[row] = np.bincount(places, minlength=self.dim)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.asarray(counts / np.where(lengths == 0, 1, lengths), np.float32)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Floats:
        return self.encode_questions(texts)


def loading(home: Path, encoder: TextEncoder) -> Callable[[], Engine]:
    """What gives an engine over the library of a data folder as it is then."""
    settings = Settings(home=home)
    return lambda: load_engine(settings, encoder=encoder, progress=False)


def publisher_at(home: Path, encoder: TextEncoder) -> tuple[Publisher, Service]:
    """A server process as it starts on a data folder."""
    load = loading(home, encoder)
    service = Service(load())
    return Publisher(Settings(home=home), service, load=load), service


def leftovers(home: Path) -> list[Path]:
    """What only a process in the middle of its work has."""
    hidden = [path for path in home.rglob(".*") if not path.name.endswith(".lock")]
    known = {home / "policies" / ".current", home / "policies" / ".versions"}
    return [path for path in hidden if path not in known and "index" not in path.parts]


def assert_whole(home: Path, publisher: Publisher) -> None:
    """Every version is whole, the one in use is served, and nothing is half written."""
    versions = publisher.versions()
    assert [version.current for version in versions] == [True] + [False] * (len(versions) - 1)
    on_disk = {path.name for path in (home / "policies" / ".versions").iterdir()}
    assert on_disk == {f"{version.n:05}" for version in versions}
    policies = Library(home).policies()  # reads and compares every file
    assert [(p.id, p.title) for p in policies[1:]] == list(versions[0].policies)
    assert len(policies) <= 2  # an edition takes the place of the one before
    assert leftovers(home) == []
