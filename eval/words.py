"""Whether words stand in a text: folding and matching for the `must` and `forbid` of a question.

Two spellings of the same words are one (full and half width, spaces, thousands commas, case), but
a figure is never found inside a longer one: "100万元" does not stand in "2100万元".
"""

from __future__ import annotations

import re
import unicodedata

_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_SPACES = re.compile(r"\s+")


def unify(text: str) -> str:
    """NFKC and numbers without thousands commas; spaces and case are left."""
    text = unicodedata.normalize("NFKC", text)
    return _THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)


def squeeze(text: str) -> str:
    """NFKC, no spaces, no thousands commas, one case: the form in which texts are compared."""
    # Spaces go last: "2025, 100家" must not turn into the number 2025,100.
    return _SPACES.sub("", unify(text)).casefold()


def stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text, both taken in the form of `squeeze`.

    Words that begin (or end) with a digit match only where the number begins (or ends) too, a
    decimal point included: "5万元" stands neither in "15万元" nor in "0.5万元".
    """
    pattern = re.escape(squeeze(words))
    if not pattern:
        return True
    before = r"(?<!\d)(?<!\d\.)" if pattern[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if pattern[-1].isdigit() else ""
    return re.search(before + pattern + after, squeeze(text)) is not None
