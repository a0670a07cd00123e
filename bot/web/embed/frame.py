"""The parts of the embedded chat's page that are made by the server: words, turns, choices.

Turns that no answer has come for are there as templates, so that the page can show them at once
and without the server: one that waits, one that was stopped, one that failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from bot.web.markup import text_html
from bot.web.render import turn_html, waiting_html, welcome_html
from bot.web.turn import Turn
from bot.web.ui.files import read
from bot.web.ui.words import label, said, word
from corpus.model import Policy

_WORDS = ("history", "history-title", "history-note", "new", "close", "fold", "clauses")
_MORE_WORDS = ("back-to-chat", "send", "stop", "note", "export", "your-question")


class ChatParts:
    """The parts as the page has them: made once for the policies that are in use.

    To find questions to start with takes as long as many requests, and anybody may ask for the page.
    """

    def __init__(self) -> None:
        self._of: Sequence[Policy] | None = None
        self._parts: Mapping[str, str] = {}

    def of(self, policies: Sequence[Policy]) -> Mapping[str, str]:
        """HTML by the names that chat.html has for it; `policies` as an engine holds them."""
        if policies is not self._of:
            self._of, self._parts = policies, _made(policies)
        return self._parts


def _made(policies: Sequence[Policy]) -> dict[str, str]:
    return {
        **{key.replace("-", "_"): word(key) for key in (*_WORDS, *_MORE_WORDS)},
        "welcome": welcome_html(policies),
        "waiting": waiting_html(""),
        "stopped": turn_html(Turn(""), 0, {}),
        "failed": turn_html(Turn("", error=" "), 0, {}),
        "choice": _choice_html(policies),
        "dialogs": read("dialogs.html"),
    }


def _choice_html(policies: Sequence[Policy]) -> str:
    """Which policy to look in, where there are several."""
    if len(policies) < 2:
        return ""
    every = f'<option value="" data-word="all-policies">{escape(said("all-policies"))}</option>'
    rows = "".join(
        f'<option value="{escape(policy.id)}">{text_html(policy.title)}</option>'
        for policy in policies
    )
    return f'<select id="w-policy"{label("which-policy")}>{every}{rows}</select>'
