"""Several things asked of one matter in one breath: 「公示几天，公示完多久打钱，打哪张卡」.

Each part is asked on its own, so that each finds its own sentence: the first with what stands
before all of them, the others with what the first is about too (公示，公示完多久打钱).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.question import Ask, Question, understand

ASKS = re.compile(
    r"多少|几(?!乎|个人|位)|什么|啥|哪|谁|多久|多长|多大|多高|怎么|咋|何时|吗(?=[?,。]|$)"
)
_VERB = 3  # characters of the verb before a word of asking: 最多奖多少
_BREAK = re.compile(r"[,;。?!]+\s*")
MOST = 3  # things asked at once; who asks more asks for an overview
# What is not meant, or how to answer: no part of what is asked.
REMARK = re.compile(
    r"^(?:不(?:是|算|含|包括)(?!.*(?:吗|么|多少|几|什么|啥|谁|哪))|(?:我)?不(?:问|是问|要|用)|别|麻烦|谢|列一?下|说一?下|打了好几|请(?:分别|一起)?(?:说|回答|告))"
)


@dataclass(frozen=True)
class Part:
    """One of the things asked: with what the others are about, and by itself."""

    whole: Question
    alone: Question


def without_remarks(asked: Question) -> str:
    """The words of a question without what it says is not meant: 「…？不是模型券」 is not about it."""
    first, *rest = (chunk.strip() for chunk in _BREAK.split(asked.folded))
    kept = [chunk for chunk in rest if chunk and not REMARK.match(chunk)]
    dropped = len(kept) < sum(map(bool, rest))
    return "，".join([first, *kept]) if dropped else asked.text


def asks_several(asked: Question) -> bool:
    """Whether a question asks more than one thing: 「一场多少钱，一年最多算几场」."""
    chunks = _BREAK.split(asked.core)
    return sum(bool(ASKS.search(chunk)) for chunk in chunks) > 1


def parts(asked: Question) -> tuple[Part, ...]:
    """The two or three questions in a question; none where it asks one thing, or compares."""
    if asked.english or asked.wants(Ask.COMPARE, Ask.LIST):
        return ()
    chunks = [chunk.strip() for chunk in _BREAK.split(asked.core)]
    chunks = [chunk for chunk in chunks if chunk and not REMARK.match(chunk)]
    asking = [i for i, chunk in enumerate(chunks) if ASKS.search(chunk)]
    if not asking:
        return ()
    told = [chunk for chunk in chunks[: asking[0]] if not chunk.endswith("呢")]
    told += [c for c in chunks[asking[-1] + 1 :] if not c.endswith("呢")]
    about = ASKS.split(chunks[asking[0]])[0].strip()
    found: list[Part] = []
    asked_for = ""
    for chunk in chunks[asking[0] :]:
        if ask := ASKS.search(chunk):
            asked_for = chunk[max(ask.start() - _VERB, 0) :]
            alone = chunk
        elif chunk.endswith("呢"):  # 「一等奖奖多少，二等奖呢」
            alone = f"{chunk.removesuffix('呢')}{asked_for}"
        else:
            continue
        before = (*told, about) if found else told
        found.append(Part(understand("，".join(filter(None, (*before, alone)))), understand(alone)))
    return tuple(found) if 2 <= len(found) <= MOST else ()
