"""Places of China named in a question: a policy speaks for its own place only.

`data/places.json` lists provinces with their prefecture-level cities, short names, from the
administrative divisions that the Ministry of Civil Affairs (民政部) publishes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.model import Policy

# City names that are everyday words too: they count only with 市 behind them.
_EVERYDAY = frozenset(
    "东方 白银 朝阳 安康 大同 兴安 红河 文山 三明 海东 海北 海西 山南 黄南 保山 黄山 大理 武威 定西 阿里 "
    "丽水 金华 南通 商洛 长治 中卫 平凉 固原 自贡 开封 来宾 通化 和田 文昌".split()
)
# Where somebody or something comes from is no claim that the other place's policy is meant.
_ORIGIN_AFTER = r"(?:人(?!工)|籍|户籍|户口|来的|老家|过来|话|口音|毕业)"
_ORIGIN_BEFORE = r"(?:来自|老家(?:在|是)?|从|原籍|户籍(?:在|是)?|户口(?:在|是)?|毕业于)$"


_LOWER_LEVEL = re.compile(
    r"(?:市级|区级|县级|市里|区里|县里|市县)(?:层面|财政|政策|另外|自己|再|还|有没有|配套|额外).{0,14}(?:多少|几|吗|么|没|不|什么|哪些)"
)


@dataclass(frozen=True)
class Place:
    """A province ("山东", city "") or a city in it ("山东", "济南")."""

    province: str
    city: str

    @property
    def name(self) -> str:
        """As people say it."""
        return self.city or self.province


@cache
def _table() -> tuple[dict[str, Place], re.Pattern[str]]:
    data: dict[str, list[str]] = json.loads(
        files("bot").joinpath("data/places.json").read_text(encoding="utf-8")
    )
    names = {city: Place(province, city) for province, cities in data.items() for city in cities}
    names |= {province: Place(province, "") for province in data}
    longest_first = sorted(names, key=len, reverse=True)
    return names, re.compile("|".join(map(re.escape, longest_first)))


def places(text: str) -> list[tuple[Place, int, int]]:
    """Places a text names, with their spans."""
    names, pattern = _table()
    found = []
    for match in pattern.finditer(text):
        if match.group() in _EVERYDAY and not text.startswith("市", match.end()):
            continue
        found.append((names[match.group()], match.start(), match.end()))
    return found


def home(policy: Policy) -> Place | None:
    """The place a policy speaks for, from its issuer or title; None for a national one."""
    for words in (policy.header.issuer, policy.title):
        named = places(words)
        if named:
            return named[0][0]
    return None


def other_level(question: str, here: Place | None) -> bool:
    """Whether a question is about what cities or counties add to a province's policy."""
    return bool(here and not here.city and _LOWER_LEVEL.search(question))


def elsewhere(question: str, here: Place | None, text: str = "") -> str:
    """The other place a question is about, as said; "" if it is about none.

    A province's policy covers its cities; a city's policy is not that of a sister city. A
    question that names the policy's own place as well is about that.

    Args:
        question: Folded question text.
        here: The policy's place; None where its issuer names none that we know.
        text: The policy's text: without a place of its own, one it names is no other place.
    """
    others = []
    for place, start, end in places(question):
        if here is None:
            if place.name in text or not text:
                return ""
        elif place.province == here.province and (not here.city or place.city in ("", here.city)):
            return ""
        origin = re.match(_ORIGIN_AFTER, question[end:].lstrip("省市")) or re.search(
            _ORIGIN_BEFORE, question[:start]
        )
        if not origin:
            others.append(place.name)
    return others[0] if others else ""
