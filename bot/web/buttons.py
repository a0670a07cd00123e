"""The buttons under an answer: copy, share, Word file, answer again, votes.

The scripts act on data-copy (copies it), data-turn with data-do ("word", "again"), data-share (id
of the answer), data-vote with data-answer (id) and, for the form after a dislike, data-clauses: the
clauses that were retrieved as a JSON list of [policy, n, words].
"""

from __future__ import annotations

import json
from html import escape

from bot.answer import ClauseRef
from bot.web.turn import Titles, Turn, Vote, plain_text
from bot.web.ui.words import word


def buttons_html(turn: Turn, n: int, titles: Titles, vote: Vote | None) -> str:
    """The buttons of the answer of `turn`, the n-th of the conversation from 0.

    What needs the records (votes, sharing) is left out where they keep nothing. Only the last
    answer of a conversation can be made again: the style shows that button nowhere else.
    """
    assert turn.answer is not None
    copy = escape(plain_text(turn.answer, titles))
    buttons = [
        _button("copy", "copy", f'data-copy="{copy}"'),
        _button("word", "word-file", f'data-do="word" data-turn="{n}"'),
        _button("again", "regenerate", f'data-do="again" data-turn="{n}"'),
    ]
    if turn.id:
        answer = f'data-answer="{escape(turn.id)}"'
        like, dislike = (
            f'data-vote="{kind}" {answer} aria-pressed="{"true" if vote == kind else "false"}"'
            for kind in ("like", "dislike")
        )
        buttons[1:1] = [_button("share", "share", f'data-share="{escape(turn.id)}"')]
        buttons += [
            _button("like", "like", like),
            _button("dislike", "dislike", f'{dislike} data-clauses="{_clauses(turn, titles)}"'),
        ]
    return f'<div class="w-actions">{"".join(buttons)}</div>'


def _button(kind: str, key: str, attributes: str) -> str:
    return f'<button type="button" class="w-act w-{kind}" {attributes}>{word(key)}</button>'


def _clauses(turn: Turn, titles: Titles) -> str:
    rows = [[ref.policy, ref.clause, _words(ref, titles)] for ref in turn.retrieved]
    return escape(json.dumps(rows, ensure_ascii=False))


def _words(ref: ClauseRef, titles: Titles) -> str:
    source = f"《{titles.get(ref.policy, ref.policy)}》" if len(titles) > 1 else ""
    return f"{source}{ref.label} {ref.title}"
