"""Policy and clauses → HTML: the head of the page, the list of clauses, one clause in full.

Pure functions; every text of a policy is escaped. The attributes the scripts act on are those
of bot/web/render.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

from bot.web.markup import PART_LABELS, clause_target, text_html
from bot.web.ui.words import Said, label, said, word
from corpus.model import Clause, Policy
from corpus.text import fold

Spans = Sequence[tuple[int, int]]

NOT_FOUND = f'<h3 tabindex="-1">{word("no-clause")}</h3>'
# Characters kept on either side of a word found inside a clause.
_AROUND = 16
# From here on the page warns that the policy is about to end.
_SOON_DAYS = 60


def head_html(policies: Sequence[Policy], today: date) -> str:
    """The top of the page: each policy's title, number, issuer, date and state on `today`."""
    if not policies:
        return _top('<div class="w-policy"><h1>' + word("no-policies") + "</h1></div>")
    first, *others = policies
    more = "".join(f"<li>{_policy_html(policy, today, 'h2')}</li>" for policy in others)
    count = f"<summary>{word('policies', count=len(policies))}</summary>"
    rest = f"<details>{count}<ul>{more}</ul></details>" if more else ""
    return _top(_policy_html(first, today, "h1") + rest)


def _top(policies: str) -> str:
    return (
        '<div class="w-top"><span class="w-brand">问策</span>'
        f'<div class="w-policies">{policies}</div></div>'
    )


def _policy_html(policy: Policy, today: date, heading: str) -> str:
    header = policy.header
    named = [text_html(header.document_number), text_html(header.issuer)]
    meta = [*named, word("day", day=header.date) if header.date else ""]
    kind, state = validity(policy, today)
    # On a phone the list of clauses is out of sight until it is asked for.
    browse = (
        '<button type="button" class="w-act w-browse" data-view="list">'
        + word("browse")
        + "</button>"
        if heading == "h1"
        else ""
    )
    return (
        f'<div class="w-policy"><{heading}>{text_html(policy.title)}</{heading}>'
        f'<p class="w-meta">{"".join(f"<span>{m}</span>" for m in meta if m)}'
        f'<span class="w-validity w-{kind}">{word(state.key, **state.args)}</span>{browse}</p></div>'
    )


def validity(policy: Policy, today: date) -> tuple[str, Said]:
    """The state of a policy on a day.

    Returns:
        A class for its colour ("valid", "soon", "over" or "open") and the words.
    """
    begin, end = policy.closing.valid_from, policy.closing.valid_until
    if end is not None and today > end:
        return "over", Said("over", {"until": end})
    if begin is not None and today < begin:
        return "soon", Said("coming", {"begin": begin})
    if end is None:
        return "open", Said("open-ended", {})
    days = (end - today).days
    left = {"until": end, "days": days}
    words = Said("until", left) if days else Said("until-last", {"until": end})
    return "soon" if days <= _SOON_DAYS else "valid", words


def list_html(policies: Sequence[Policy], search: str = "") -> str:
    """The clauses by section, or those that hold every word of `search`."""
    words = [word for word in fold(search).lower().split() if word]
    found = [(policy, [c for c in policy.clauses if _holds(c, words)]) for policy in policies]
    count = sum(len(clauses) for _, clauses in found)
    if not count:
        none = word("found-none", words=search.strip())
        return f'<p class="w-none" role="status">{none}</p>'
    total = word("found" if words else "all", count=count)
    several = len(policies) > 1
    return f'<p class="w-count" role="status">{total}</p>' + "".join(
        (f"<h3>{text_html(policy.title)}</h3>" if several else "") + _sections_html(clauses, words)
        for policy, clauses in found
        if clauses
    )


def _sections_html(clauses: Sequence[Clause], words: Sequence[str]) -> str:
    return "".join(
        f'<section class="w-section">{f"<h4>{text_html(section)}</h4>" if section else ""}'
        f"<ul>{''.join(_entry_html(clause, words) for clause in group)}</ul></section>"
        for section, group in groupby(clauses, key=lambda clause: clause.section)
    )


def _entry_html(clause: Clause, words: Sequence[str]) -> str:
    target = clause_target(clause.policy, clause.n)
    snippet = f'<span class="w-snippet">{_snippet(clause.text, words)}</span>' if words else ""
    return (
        f'<li><button type="button" class="w-entry" data-open="{target}">'
        f"<b>{text_html(clause.label)}</b><span>{text_html(clause.title)}{snippet}</span>"
        "</button></li>"
    )


def _holds(clause: Clause, words: Sequence[str]) -> bool:
    text = fold(clause.text).lower()
    return all(word in text for word in words)


def _snippet(text: str, words: Sequence[str]) -> str:
    """The first place of the first word, marked, with a little of what stands round it."""
    # fold() changes characters one for one, and lower() does for all that folding leaves here
    # but a few foreign letters, so the place is clamped rather than trusted.
    at = min(max(fold(text).lower().find(words[0]), 0), len(text))
    end = at + len(words[0])
    before, after = text[max(0, at - _AROUND) : at], text[end : end + _AROUND]
    return (
        f"{'…' if at > _AROUND else ''}{text_html(before)}<mark>{text_html(text[at:end])}</mark>"
        f"{text_html(after)}{'…' if end + _AROUND < len(text) else ''}"
    )


def clause_html(policy: Policy, n: int, spans: Spans = ()) -> str:
    """A clause in full, with the words of `spans` (offsets in its text) marked.

    Raises:
        IndexError: The policy has no n-th clause.
    """
    clause = policy.clause(n)
    agencies = _agencies_html("lead", clause.lead_agencies) + _agencies_html(
        "responsible", clause.responsible_agencies
    )
    return (
        f'<article class="w-clause">{_eyebrow(policy, clause.section)}'
        f'<h3 tabindex="-1"><b>{text_html(clause.label)}</b>{text_html(clause.title)}</h3>'
        f'<p class="w-text">{_marked(clause.text, spans)}</p>'
        f"{f'<dl>{agencies}</dl>' if agencies else ''}"
        f"{_copy_html(policy, clause.label, clause.text)}</article>{_neighbours_html(policy, n)}"
    )


def place_html(policies: Sequence[Policy], wanted: Mapping[str, Any]) -> str:
    """The clause or part that a data-open names; what a page sends is checked here."""
    policy = next((p for p in policies if p.id == wanted.get("policy")), None)
    if policy is None:
        return NOT_FOUND
    spans = [(start, end) for start, end in wanted.get("spans", []) if 0 <= start < end]
    if wanted.get("part") in PART_LABELS:
        return part_html(policy, wanted["part"], spans)
    n = wanted.get("clause")
    if not isinstance(n, int) or not 1 <= n <= len(policy.clauses):
        return NOT_FOUND
    return clause_html(policy, n, spans)


def part_html(policy: Policy, part: str, spans: Spans = ()) -> str:
    """The "header" or "closing" of a policy in full, with the words of `spans` marked."""
    text = policy.part_text(part)
    return (
        f'<article class="w-clause">{_eyebrow(policy, "")}<h3 tabindex="-1">{word(part)}</h3>'
        f'<p class="w-text">{_marked(text, spans)}</p>{_copy_html(policy, said(part), text)}'
        "</article>"
    )


def _eyebrow(policy: Policy, section: str) -> str:
    place = f"<span>{text_html(section)}</span>" if section else ""
    return f'<p class="w-eyebrow"><span>{text_html(policy.title)}</span>{place}</p>'


def _marked(text: str, spans: Spans) -> str:
    """The text with spans marked; where two overlap, what was marked before is not marked twice."""
    parts, at = [], 0
    for start, end in sorted(spans):
        start = max(start, at)
        if start >= min(end, len(text)):
            continue
        parts += [text_html(text[at:start]), f"<mark>{text_html(text[start:end])}</mark>"]
        at = end
    return "".join([*parts, text_html(text[at:])])


def _agencies_html(name: str, agencies: Sequence[str]) -> str:
    """name: key of the word over them."""
    if not agencies:
        return ""
    return (
        f"<dt>{word(name)}</dt><dd>{''.join(f'<span>{text_html(a)}</span>' for a in agencies)}</dd>"
    )


def _copy_html(policy: Policy, place: str, text: str) -> str:
    copy = escape(f"《{policy.title}》{text if text.startswith(place) else place + '：' + text}")
    return (
        '<div class="w-actions"><button type="button" class="w-act w-copy" '
        f'data-copy="{copy}">{word("copy-clause")}</button></div>'
    )


def _neighbours_html(policy: Policy, n: int) -> str:
    links = "".join(
        f'<button type="button" class="w-act w-{where}" '
        f'data-open="{clause_target(policy.id, clause.n)}">'
        f"{word(where, label=clause.label)}</button>"
        for where, clause in (
            ("before", policy.clause(n - 1) if n > 1 else None),
            ("after", policy.clause(n + 1) if n < len(policy.clauses) else None),
        )
        if clause is not None
    )
    return f'<nav class="w-neighbours"{label("neighbours")}>{links}</nav>'
