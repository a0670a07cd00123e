"""Answer → HTML. Pure functions; every text that comes from a policy or a user is escaped.

What can be pressed carries data- attributes that chat.js acts on: data-open (a JSON object
{"policy", "clause" or "part", "spans"}) opens a clause beside the chat, data-ask asks a
question, data-vote and data-turn judge an answer, data-copy copies its text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bot.answer import Answer, Citation, ClauseRef
from bot.web.feedback import Vote
from bot.web.markup import PART_LABELS, clause_target, text_html
from bot.web.tables import table_html

# Up to this many citations show their quote at once; more are chips only, or the answer would
# be buried under its proof.
QUOTES_SHOWN = 3
# More chips than this are folded away, and a longer list is left to its table.
_CHIPS_SHOWN = 6
_LONG_SUMMARY = 120
_STATUS = {"refused": "政策未写明", "clarify": "请说得再具体些"}

Titles = Mapping[str, str]


@dataclass(frozen=True)
class Turn:
    """A question of the user and what came back.

    Attributes:
        question: As typed.
        answer: None until there is one, and where the user stopped it.
        error: What to tell the user where the engine could not take the question; "" otherwise.
    """

    question: str
    answer: Answer | None = None
    error: str = ""


def turn_html(turn: Turn, n: int, titles: Titles, *, vote: Vote | None = None) -> str:
    """A finished turn.

    Args:
        turn: The turn.
        n: Its place in the conversation, from 0: a vote names it.
        titles: Policy id → title of the loaded policies.
        vote: How the user judged the answer before, if they did.
    """
    if turn.error:
        body = _block("error", "没能回答", f'<p class="w-summary">{text_html(turn.error)}</p>')
    elif turn.answer is None:
        again = f'<button type="button" class="w-choice" data-ask="{escape(turn.question)}">'
        body = _block("stopped", "", f'<p class="w-summary">已停止回答</p>{again}重新回答</button>')
    else:
        body = answer_html(turn.answer, n, titles, vote=vote)
    resolved = turn.answer.resolved if turn.answer else ""
    return question_html(turn.question, resolved) + body


def question_html(question: str, resolved: str = "") -> str:
    """The user's side of a turn, with the question as understood where it differs."""
    note = f'<p class="w-resolved">理解为：{text_html(resolved)}</p>' if resolved else ""
    return (
        f'<div class="w-question"><h3 class="w-sr">您的问题</h3>'
        f"<p>{text_html(question)}</p></div>{note}"
    )


def waiting_html(question: str) -> str:
    """A turn whose answer is being looked for."""
    return question_html(question) + _block(
        "waiting", "", '<p class="w-status"><i></i><i></i><i></i>正在查找相关条款…</p>'
    )


def typing_html(turn: Turn, shown: int) -> str:
    """A turn whose answer is being typed out: the first `shown` characters of the summary."""
    if turn.answer is None:
        return waiting_html(turn.question)
    typed = text_html(spoken(turn.answer)[:shown])
    return question_html(turn.question, turn.answer.resolved) + _block(
        turn.answer.status,
        _STATUS.get(turn.answer.status, ""),
        f'<p class="w-summary w-typing">{typed}</p>',
    )


def answer_html(answer: Answer, n: int, titles: Titles, *, vote: Vote | None = None) -> str:
    """The whole answer: summary, table, citations, neighbours, notices, buttons."""
    parts = [f'<p class="w-summary">{text_html(spoken(answer))}</p>']
    if answer.table is not None:
        parts.append(table_html(answer.table, answer.citations))
    if answer.citations:
        parts.append(_citations_html(answer.citations, titles))
    if answer.related:
        choose = answer.status == "clarify"
        parts.append(_choices_html(answer) if choose else _related_html(answer.related, titles))
    parts += [f'<p class="w-notice">{text_html(notice)}</p>' for notice in answer.notices]
    if answer.status != "chat":
        parts.append(_buttons_html(answer, n, titles, vote))
    return _block(answer.status, _STATUS.get(answer.status, ""), "".join(parts))


def spoken(answer: Answer) -> str:
    """The summary, or of a long list its opening ("共23条："), the rest standing in the table."""
    summary = answer.summary
    if answer.table is None or answer.table.kind != "list" or len(summary) <= _LONG_SUMMARY:
        return summary
    opening, colon, _ = summary.partition("：")
    return opening + colon


def plain_text(answer: Answer, titles: Titles) -> str:
    """The answer as people paste it: the summary and each citation with its quote."""
    lines = [answer.summary]
    for c in answer.citations:
        place = f"《{titles.get(c.policy, c.title)}》{c.label or PART_LABELS.get(c.part or '', '')}"
        lines.append(f"依据：{place}：“{c.quote}”")
    return "\n".join([*lines, *answer.notices])


def _citations_html(citations: Sequence[Citation], titles: Titles) -> str:
    """A button for each clause that is cited, its quotes together."""
    clauses: dict[tuple[str, int | None, str | None], list[Citation]] = {}
    for c in citations:
        clauses.setdefault((c.policy, c.clause, c.part), []).append(c)
    quotes = len(citations) <= QUOTES_SHOWN
    items = "".join(
        f"<li>{_citation_html(cited, titles, quotes=quotes)}</li>" for cited in clauses.values()
    )
    listed = f'<ul class="{"w-cards" if quotes else "w-chips"}">{items}</ul>'
    if len(clauses) > _CHIPS_SHOWN:
        return (
            f'<details class="w-fold"><summary class="w-caption">依据{len(clauses)}条</summary>'
            f"{listed}</details>"
        )
    return f'<h4 class="w-caption">依据</h4>{listed}'


def _citation_html(cited: Sequence[Citation], titles: Titles, *, quotes: bool) -> str:
    first = cited[0]
    label = first.label or PART_LABELS.get(first.part or "", "")
    spans = [(c.start, c.end) for c in cited]
    target = clause_target(first.policy, first.clause, part=first.part, spans=spans)
    chip = _chip(label, first.title) + _source(first.policy, titles)
    words = "".join(f'<q class="w-quote">{text_html(c.quote)}</q>' for c in cited)
    return (
        f'<button type="button" class="w-cite" data-open="{target}">'
        f"{chip}{words if quotes else ''}</button>"
    )


def _chip(label: str, title: str) -> str:
    return f'<span class="w-chip"><b>{text_html(label)}</b><span>{text_html(title)}</span></span>'


def _related_html(related: Sequence[ClauseRef], titles: Titles) -> str:
    items = "".join(
        '<li><button type="button" class="w-cite w-second" '
        f'data-open="{clause_target(r.policy, r.clause)}">'
        f"{_chip(r.label, r.title)}{_source(r.policy, titles)}</button></li>"
        for r in related
    )
    return f'<h4 class="w-caption">相关条款</h4><ul class="w-chips">{items}</ul>'


def _choices_html(answer: Answer) -> str:
    """The likely clauses of a vague question: pressing one asks it again of that clause."""
    items = "".join(
        f'<li><button type="button" class="w-choice" '
        f'data-ask="{escape(f"{ref.title}，{answer.question}")}">'
        f"<b>{text_html(ref.label)}</b>{text_html(ref.title)}</button></li>"
        for ref in answer.related
    )
    return f'<h4 class="w-caption">您问的是</h4><ul class="w-choices">{items}</ul>'


def _buttons_html(answer: Answer, n: int, titles: Titles, vote: Vote | None) -> str:
    copy = escape(plain_text(answer, titles))
    pressed = {kind: "true" if vote == kind else "false" for kind in ("like", "dislike")}
    return (
        '<div class="w-actions">'
        f'<button type="button" class="w-act w-copy" data-copy="{copy}">复制</button>'
        f'<button type="button" class="w-act w-like" data-vote="like" data-turn="{n}" '
        f'aria-pressed="{pressed["like"]}">有帮助</button>'
        f'<button type="button" class="w-act w-dislike" data-vote="dislike" data-turn="{n}" '
        f'aria-pressed="{pressed["dislike"]}">没帮助</button></div>'
    )


def _block(kind: str, tag: str, inner: str) -> str:
    label = f'<span class="w-tag">{tag}</span>' if tag else ""
    return f'<div class="w-answer w-{kind}"><h3 class="w-sr">回答</h3>{label}{inner}</div>'


def _source(policy: str, titles: Titles) -> str:
    """The policy's title, where more than one is loaded and a label alone would not do."""
    if len(titles) < 2:
        return ""
    return f'<span class="w-source">{text_html(titles.get(policy, policy))}</span>'
