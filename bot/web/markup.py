"""What every piece of HTML here is made with: escaped text, and targets that panel.js opens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from bot.web.ui.words import said

# What is cited of a policy beside its clauses; also the keys of these words in words.json.
PART_LABELS = {part: said(part) for part in ("header", "closing")}


def text_html(text: str) -> str:
    """Text made safe to stand in HTML, its line breaks kept."""
    return escape(text).replace("\n", "<br>")


def clause_target(
    policy: str,
    clause: int | None,
    *,
    part: str | None = None,
    spans: Sequence[tuple[int, int]] = (),
) -> str:
    """The value of a data-open attribute: which clause (or part) to open, what to mark in it."""
    target: dict[str, object] = {"policy": policy}
    if clause is not None:
        target["clause"] = clause
    if part is not None:
        target["part"] = part
    if spans:
        target["spans"] = spans
    return escape(json.dumps(target, ensure_ascii=False))
