"""Everyday words beside the official ones: 卡脖子 is 关键核心技术 in a policy.

The groups are in `data/synonyms/`, a file for each field of life. Only words that the policies
really hold are added to a question, so a group does nothing where it does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files


@cache
def _groups() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    found = []
    folder = files("bot").joinpath("data/synonyms")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for line in file.read_text(encoding="utf-8").splitlines():
            said, equals, written = line.partition("=")
            if equals and not line.startswith("#"):
                found.append((_words(said.lower()), _words(written)))
    return tuple(found)


@cache
def _by_beginning() -> dict[str, frozenset[int]]:
    """Places of the groups in `_groups` by the first two characters of their everyday words."""
    found: dict[str, set[int]] = {}
    for place, (said, _) in enumerate(_groups()):
        for word in said:
            found.setdefault(word[:2], set()).add(place)
    return {beginning: frozenset(places) for beginning, places in found.items()}


def groups_in(lower: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The groups of which a question may say an everyday word, in their order."""
    index = _by_beginning()
    begun = {lower[i : i + 2] for i in range(len(lower))} | set(lower)
    places = set().union(*(index[b] for b in begun if b in index))
    return [_groups()[place] for place in sorted(places)]


def _words(side: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in side.split("、") if word.strip())


def _said(word: str, question: str) -> bool:
    """Whether a question says a word; an English one only at the beginning of a word."""
    if word not in question:
        return False
    if word.isascii():
        return re.search(rf"(?<![a-z]){re.escape(word)}", question) is not None
    return True


def everyday(question: str, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """The everyday words of a question that have an official word in the policies.

    Args: As `official`.
    """
    lower = question.lower()
    return tuple(
        one
        for said, written in groups_in(lower)
        for one in said
        if _said(one, lower) and any(holds(word) for word in written)
    )


def official(question: str, holds: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
    """The official words for the everyday ones in a question, those for one word together.

    Args:
        question: Folded question text.
        holds: Whether the policies hold a word.
    """
    lower = question.lower()
    added = [
        tuple(word for word in written if word not in question and holds(word))
        for said, written in groups_in(lower)
        if any(_said(one, lower) for one in said)
    ]
    return tuple(dict.fromkeys(group for group in added if group))
