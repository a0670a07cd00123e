"""Answers to English questions: English sentences, the Chinese words of the clause in brackets."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.answer import ClauseRef
from bot.compose.fact import Asked, Piece
from bot.draft import Draft
from bot.question import Ask, Question
from corpus.figures import Figure, figures

_BOUNDS = (("不超过", "no more than "), ("最高", "up to "), ("不低于", "at least "), ("最低", "at least "),
           ("超过", "more than "), ("首次突破", "more than "))  # fmt: skip
_COUNTED = {"家": "companies", "个": "", "项": "projects", "名": "people", "户": "households",
            "年": "years", "个月": "months", "日": "days", "个工作日": "working days", "工作日": "working days",
            "平方米": "square metres", "周岁": "years of age", "分": "points", "倍": "times", "条": "measures"}  # fmt: skip


def draft(question: Question, asked: Asked, piece: Piece, related: tuple[ClauseRef, ...]) -> Draft:
    """The piece in an English frame: each figure of it converted, then its Chinese words."""
    clause = asked.clause.clause
    said_only = re.sub(r"（条件[^）]*）", lambda m: " " * len(m.group()), piece.words)
    values = [in_english(f, piece.words) for f in figures(said_only) if f.kind != "year"]
    head = f"{clause.label} {clause.title}"
    if question.wants(Ask.AGENCY) and (clause.lead_agencies or clause.responsible_agencies):
        summary = f"The agencies in charge under clause {head} are: {piece.words}."
    elif values:
        said = "; ".join(dict.fromkeys(values))
        summary = f"Under clause {head}: {said}. In Chinese: {piece.words}。"
    else:
        summary = f"Clause {head} says: {piece.words}。"
    return Draft("answered", summary, piece.citations, related)


def in_english(figure: Figure, text: str) -> str:
    """最高500万元 -> "up to 5 million yuan"."""
    before = text[max(0, figure.start - 6) : figure.start]
    bound = next((english for chinese, english in _BOUNDS if chinese in before), "")
    after = text[figure.end : figure.end + 2]
    about = "about " if after == "左右" else ""
    if figure.kind == "money":
        value = money(figure.value)
        if figure.high is not None:
            value = f"{money(figure.value)} to {money(figure.high)}"
    elif figure.kind == "percent":
        value = f"{figure.value.normalize():f}%"
    elif figure.kind == "date":
        return figure.text
    else:
        number = f"{figure.value.normalize():f}"
        if figure.high is not None:
            number += f"-{figure.high.normalize():f}"
        value = f"{number} {_COUNTED.get(figure.unit, figure.unit)}".strip()
    return f"{about}{bound}{value}"


def money(yuan: Decimal) -> str:
    """5,000,000 yuan as people say it: 5 million yuan."""
    for word, size in (("billion", 10**9), ("million", 10**6)):
        if yuan >= size:
            return f"{(yuan / size).normalize():f} {word} yuan"
    return f"{int(yuan):,} yuan"
