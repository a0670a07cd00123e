"""Two things asked of one matter in one breath: 「公示几天，公示完多久打钱」.

Each part is asked on its own, so that each finds its own sentence: the first with what stands
before both, the second with what the first is about too (公示，公示完多久打钱).
"""

from __future__ import annotations

import re

from bot.question import Ask, Question, understand

_ASKS = re.compile(
    r"多少|几(?!乎|个人|位)|什么|啥|哪|谁|多久|多长|多大|多高|怎么|咋|何时|吗(?=[?,。]|$)"
)
_VERB = 3  # characters of the verb before a word of asking: 最多奖多少
_BREAK = re.compile(r"[,;。?!]+\s*")


def asks_several(asked: Question) -> bool:
    """Whether a question asks more than one thing: 「一场多少钱，一年最多算几场」."""
    chunks = _BREAK.split(asked.core)
    return sum(bool(_ASKS.search(chunk)) for chunk in chunks) > 1


def parts(asked: Question) -> tuple[Question, Question] | None:
    """The two questions in a question; None where it asks one thing, or compares."""
    if asked.english or asked.wants(Ask.COMPARE, Ask.LIST):
        return None
    chunks = [chunk.strip() for chunk in _BREAK.split(asked.core) if chunk.strip()]
    if (
        len(chunks) >= 2
        and chunks[-1].endswith("呢")
        and not _ASKS.search(chunks[-1])
        and (ask := _ASKS.search(chunks[-2]))
    ):  # 「一等奖奖多少，二等奖呢」
        asked_for = chunks[-2][max(ask.start() - _VERB, 0) :]
        return (
            understand("，".join(chunks[:-1])),
            understand(f"{'，'.join((*chunks[:-2], chunks[-1].removesuffix('呢')))}{asked_for}"),
        )
    asking = [i for i, chunk in enumerate(chunks) if _ASKS.search(chunk)]
    if len(asking) != 2 or asking[1] != asking[0] + 1 or asking[1] != len(chunks) - 1:
        return None
    before, first, second = chunks[: asking[0]], chunks[asking[0]], chunks[asking[1]]
    about = _ASKS.split(first)[0]
    return (
        understand("，".join((*before, first))),
        understand("，".join(filter(None, (*before, about.strip(), second)))),
    )
