"""Names of a kind that a policy coins itself, but not this one: 数据券, where it has 算力券, 模型券
and 语料券.

Such a name is near to all of them in meaning and in words, so nothing else would tell that the
policy does not know it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_QUOTED = re.compile(r"[\"“]([\u4e00-\u9fff]{2,4})[\"”]")
_LEAST = 3  # names that end alike make a kind
# Characters that stand before a kind and are no part of a name: 哪些券, 四张券, 申请券.
_NO_NAME = frozenset(
    "哪些几种张这那个的有发领用各一二两三四五六每所全部是和与跟类拿给什么啥想申请按对该本说中叫做比还就又都能可要抵报补里边头带写"
)


def unknown_name(question: str, text: str) -> str:
    """The name in a question that is of a kind the text coins, yet not one of its names; "" for
    none.

    A name that differs from one of the text's in a single character is a slip of the pen (模形券).

    Args:
        question, text: Folded.
    """
    for kind, names in _kinds(text):
        for match in re.finditer(rf"(?=([\u4e00-\u9fff]{{2}}{kind}))", question):
            said = match[1]
            if set(said[:2]) & _NO_NAME or said in text:
                continue
            if not any(sum(a == b for a, b in zip(n[-3:], said, strict=False)) >= 2 for n in names):
                return said
    return ""


@lru_cache(maxsize=64)
def _kinds(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by_end: dict[str, set[str]] = {}
    for name in _QUOTED.findall(text):
        by_end.setdefault(name[-1], set()).add(name)
    return tuple((end, tuple(sorted(n))) for end, n in by_end.items() if len(n) >= _LEAST)
