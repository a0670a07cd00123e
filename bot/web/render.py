"""Answer → HTML. Pure functions; every text that comes from a policy or a user is escaped.

What can be pressed carries data- attributes that the scripts in bot/web/ui/ act on: data-open (a
JSON object {"policy", "clause" or "part", "spans"}) opens a clause beside the chat, data-ask asks
a question; those of the buttons under an answer are in bot/web/buttons.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.answer import Answer, Citation, ClauseRef
from bot.web.buttons import buttons_html
from bot.web.examples import example_questions
from bot.web.markup import PART_LABELS, clause_target, text_html
from bot.web.tables import table_html
from bot.web.turn import Titles, Turn, Vote, spoken
from bot.web.ui.words import Said, word
from corpus.model import Policy

# Up to this many citations show their quote at once; more are chips only, or the answer would
# be buried under its proof.
QUOTES_SHOWN = 3
# More chips than this are folded away, and a longer list is left to its table.
_CHIPS_SHOWN = 6
STATUS = {"refused": "refused", "clarify": "clarify"}  # status -> its word


def turn_html(turn: Turn, n: int, titles: Titles, *, vote: Vote | None = None) -> str:
    """A finished turn.

    Args:
        turn: The turn.
        n: Its place in the conversation, from 0: a vote names it.
        titles: Policy id → title of the loaded policies.
        vote: How the user judged the answer before, if they did.
    """
    if turn.error:
        body = _block("error", "failed", f'<p class="w-summary">{_error_html(turn.error)}</p>')
    elif turn.answer is None:
        again = f'<button type="button" class="w-choice" data-ask="{escape(turn.question)}">'
        said = f'<p class="w-summary">{word("stopped")}</p>'
        body = _block("stopped", "", f"{said}{again}{word('ask-again')}</button>")
    else:
        buttons = buttons_html(turn, n, titles, vote) if turn.answer.status != "chat" else ""
        body = answer_html(turn.answer, titles, buttons)
    resolved = turn.answer.resolved if turn.answer else ""
    return question_html(turn.question, resolved) + body


def welcome_html(policies: Sequence[Policy]) -> str:
    """What stands in an empty conversation: a greeting and questions to start with."""
    examples = "".join(
        f'<li><button type="button" class="w-example" data-ask="{text_html(question)}">'
        f"{text_html(question)}</button></li>"
        for question in example_questions(policies)
    )
    return (
        f'<div class="w-welcome"><h2>{word("welcome")}</h2>'
        f"<p>{word('welcome-note')}</p><ul>{examples}</ul></div>"
    )


def question_html(question: str, resolved: str = "") -> str:
    """The user's side of a turn, with the question as understood where it differs."""
    note = f'<p class="w-resolved">{word("resolved", question=resolved)}</p>' if resolved else ""
    return (
        f'<div class="w-question"><h3 class="w-sr">{word("your-question")}</h3>'
        f"<p>{text_html(question)}</p></div>{note}"
    )


def waiting_html(question: str) -> str:
    """A turn whose answer is being looked for."""
    return question_html(question) + _block(
        "waiting", "", f'<p class="w-status"><i></i><i></i><i></i>{word("waiting")}</p>'
    )


def typing_html(turn: Turn, shown: int) -> str:
    """A turn whose answer is being typed out: the first `shown` characters of the summary."""
    if turn.answer is None:
        return waiting_html(turn.question)
    typed = text_html(spoken(turn.answer)[:shown])
    return question_html(turn.question, turn.answer.resolved) + _block(
        turn.answer.status,
        STATUS.get(turn.answer.status, ""),
        f'<p class="w-summary w-typing">{typed}</p>',
    )


def answer_html(answer: Answer, titles: Titles, buttons: str = "") -> str:
    """The whole answer: summary, table, citations, neighbours, notices, and its `buttons`."""
    parts = [f'<p class="w-summary">{text_html(spoken(answer))}</p>']
    if answer.table is not None:
        parts.append(table_html(answer.table, answer.citations))
    if answer.citations:
        parts.append(_citations_html(answer.citations, titles))
    if answer.related:
        choose = answer.status == "clarify"
        parts.append(_choices_html(answer) if choose else _related_html(answer.related, titles))
    parts += [f'<p class="w-notice">{text_html(notice)}</p>' for notice in answer.notices]
    parts.append(buttons)
    return _block(answer.status, STATUS.get(answer.status, ""), "".join(parts))


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
            '<details class="w-fold"><summary class="w-caption">'
            f"{word('sources-count', count=len(clauses))}</summary>"
            f"{listed}</details>"
        )
    return f'<h4 class="w-caption">{word("sources")}</h4>{listed}'


def _citation_html(cited: Sequence[Citation], titles: Titles, *, quotes: bool) -> str:
    first = cited[0]
    part = first.part if first.part in PART_LABELS and not first.label else None
    label = word(part) if part else text_html(first.label)
    spans = [(c.start, c.end) for c in cited]
    target = clause_target(first.policy, first.clause, part=first.part, spans=spans)
    chip = _chip(label, first.title) + _source(first.policy, titles)
    words = "".join(f'<q class="w-quote">{text_html(c.quote)}</q>' for c in cited)
    return (
        f'<button type="button" class="w-cite" data-open="{target}">'
        f"{chip}{words if quotes else ''}</button>"
    )


def _chip(label: str, title: str) -> str:
    """label: HTML."""
    return f'<span class="w-chip"><b>{label}</b><span>{text_html(title)}</span></span>'


def _related_html(related: Sequence[ClauseRef], titles: Titles) -> str:
    items = "".join(
        '<li><button type="button" class="w-cite w-second" '
        f'data-open="{clause_target(r.policy, r.clause)}">'
        f"{_chip(text_html(r.label), r.title)}{_source(r.policy, titles)}</button></li>"
        for r in related
    )
    return f'<h4 class="w-caption">{word("related")}</h4><ul class="w-chips">{items}</ul>'


def _choices_html(answer: Answer) -> str:
    """The likely clauses of a vague question: pressing one asks it again of that clause."""
    items = "".join(
        f'<li><button type="button" class="w-choice" '
        f'data-ask="{escape(f"{ref.title}，{answer.question}")}">'
        f"<b>{text_html(ref.label)}</b>{text_html(ref.title)}</button></li>"
        for ref in answer.related
    )
    return f'<h4 class="w-caption">{word("choices")}</h4><ul class="w-choices">{items}</ul>'


def _error_html(error: str | Said) -> str:
    return word(error.key, **error.args) if isinstance(error, Said) else text_html(error)


def _block(kind: str, tag: str, inner: str) -> str:
    """tag: key of the word over it; "" for none."""
    over = f'<span class="w-tag">{word(tag)}</span>' if tag else ""
    heading = f'<h3 class="w-sr">{word("answer")}</h3>'
    return f'<div class="w-answer w-{kind}">{heading}{over}{inner}</div>'


def _source(policy: str, titles: Titles) -> str:
    """The policy's title, where more than one is loaded and a label alone would not do."""
    if len(titles) < 2:
        return ""
    return f'<span class="w-source">{text_html(titles.get(policy, policy))}</span>'
