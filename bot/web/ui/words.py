"""The words of the interface in Chinese and English, from words.json.

Pages are made in Chinese, each word in an element that names its key; language.js puts the
English there where the user wants it. Answers and policies stay in their own language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, Literal

Lang = Literal["zh", "en"]

WORDS: Mapping[str, tuple[str, str]] = json.loads(
    Path(__file__).with_name("words.json").read_text("utf-8")
)
_MONTHS = "January February March April May June July August September October November December"


def said(key: str, lang: Lang = "zh", **args: Any) -> str:
    """A text of the interface.

    Args:
        key: Its key in words.json.
        args: What stands in for {name}; dates are written out.
    """
    text = WORDS[key][lang == "en"]
    return text.format(**{name: _written(value, lang) for name, value in args.items()})


@dataclass(frozen=True)
class Said:
    """A text of the interface that is not in a language yet.

    Attributes:
        key: Its key in words.json.
        args: What stands in it.
    """

    key: str
    args: Mapping[str, Any]

    def __str__(self) -> str:
        return said(self.key, **self.args)


def word(key: str, **args: Any) -> str:
    """A text of the interface as HTML that changes with the language."""
    return f"<span{_attributes('word', key, args)}>{escape(said(key, **args))}</span>"


def label(key: str, **args: Any) -> str:
    """The attribute aria-label, changing with the language, as HTML."""
    text = escape(said(key, **args))
    return f'{_attributes("label", key, args)} aria-label="{text}"'


def day_words(day: date, lang: Lang = "zh") -> str:
    """2025年5月7日, 7 May 2025."""
    if lang == "en":
        return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def _attributes(kind: str, key: str, args: Mapping[str, Any]) -> str:
    if not args:
        return f' data-{kind}="{key}"'
    data = json.dumps(args, ensure_ascii=False, default=date.isoformat)
    return f' data-{kind}="{key}" data-args="{escape(data)}"'


def _written(value: Any, lang: Lang) -> str:
    return day_words(value, lang) if isinstance(value, date) else str(value)
