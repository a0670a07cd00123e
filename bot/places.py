"""Places of China named in a question: a policy speaks for its own place only.

`data/places.json` lists provinces with their prefecture-level cities, short names,
`data/counties.txt` the counties, districts and county-level cities in them, full names, both
from the administrative divisions that the Ministry of Civil Affairs (民政部) publishes.
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
# Districts whose names say a part of any town.
_ANY_TOWN = frozenset(
    "新城区 城中区 城东区 城西区 城北区 城关区 市中区 港口区 海港区 江北区 江南区 南山区".split()
)
# What a short name stands before that is no place's: 椒江路, 北仑港.
_NO_PLACE_AFTER = (
    r"路|街|镇|乡|村|桥|山|湖|河|江|港|站|公园|小区|大道|中学|小学|大学|学校|医院|银行"
)
_URBAN = "市区"  # of a policy for the districts of a city, not for its counties
# A neighbour that is not named.
_NEXT_DOOR = re.compile(r"(?:隔壁|邻近|相邻|兄弟)的?(?:省|城市|市(?!场|民|级)|县|区)")
_CAPITAL = re.compile("省城|省会")  # of which a city that is none is not
_OVER_THERE = re.compile("那[边儿里]|当地")  # takes up the place named before
# Where somebody or something comes from is no claim that the other place's policy is meant.
_ORIGIN_AFTER = r"(?:人(?!工)|籍|户籍|户口|来的|老家|过来|话|口音|毕业)"
_ORIGIN_BEFORE = r"(?:(?:之前|以前|原来|原先|原本|早先|先前|当年|前几年|去年|前年)[^,，。;；]{0,4}在|来自|老家(?:在|是)?|从|原籍|户籍(?:在|是)?|户口(?:在|是)?|毕业于)$"
# What people of a place do in another, of which a policy may speak: 「未备案自行到市外就医的」.
_GONE_BEFORE = re.compile(r"(?:到|去|在|往|赴|上)$")
_GONE_AFTER = re.compile(
    r"(?:的?省会|[省市])?(?:的?大?医院)?(?:去|来|那边|里)?(?:做|动|开)?了?(?:[个次场一几]{0,3})"
    r"(?:手术|住院|住了|看病|看[了过]?(?:门诊|医生|专家)|治|抢救|就医|就诊|转诊|生(?:孩子|娃)|走亲戚|探亲|旅游|玩|出差|打工|参[展加]|办展|布展"
    r"|路演|读|上大?学|念书|进修|培训|帮|带(?:孙|娃|孩)|照顾|[^,，。]{0,8}(?:店|门市|仓))"
)
_AWAY = re.compile(r"市外|省外|区外|县外|市域外|统筹区[以之]?外|异地|外地|外省|跨省|跨市|境外|域外")

_LOWER_LEVEL = re.compile(
    r"(?:市级|区级|县级|市里|区里|县里|市县)(?:层面|财政|政策|另外|自己|再|还|有没有|配套|额外).{0,14}(?:多少|几|吗|么|没|不|什么|哪些)"
)


@dataclass(frozen=True)
class Place:
    """A province ("山东", city ""), a city in it ("山东", "济南") or a county in that."""

    province: str
    city: str
    county: str = ""

    @property
    def name(self) -> str:
        """As people say it."""
        if self.county == _URBAN:
            return f"{self.city}{_URBAN}"
        return self.county or self.city or self.province

    def __contains__(self, other: Place) -> bool:
        """Whether the other place is this one or lies in it."""
        return (
            self.province == other.province
            and self.city in ("", other.city)
            and (
                self.county in ("", other.county)
                or (self.county == _URBAN and other.county.endswith("区"))
            )
        )


@cache
def _cities() -> dict[str, list[str]]:
    """The cities of each province, its capital first."""
    found: dict[str, list[str]] = json.loads(
        files("bot").joinpath("data/places.json").read_text(encoding="utf-8")
    )
    return found


def provinces_and_cities() -> list[Place]:
    """Every province, each before its cities."""
    found = []
    for province, cities in _cities().items():
        found += [Place(province, ""), *(Place(province, city) for city in cities)]
    return found


@cache
def _table() -> tuple[dict[str, tuple[Place, ...]], re.Pattern[str]]:
    """The places of each name (there is a 朝阳区 in two cities), and a pattern of all names."""
    data, cities = files("bot").joinpath("data"), _cities()
    found: dict[str, list[Place]] = {province: [Place(province, "")] for province in cities}
    for province, names in cities.items():
        for city in names:
            found.setdefault(city, []).append(Place(province, city))
    for line in data.joinpath("counties.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        above, _, counties = line.partition(": ")
        province, city = above.replace("-", "").split(" ")
        for county in counties.split():
            found.setdefault(county, []).append(Place(province, city, county))
    longest_first = sorted(found, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return {name: tuple(places) for name, places in found.items()}, pattern


def places(text: str) -> list[tuple[Place, int, int]]:
    """Places a text names, with their spans; of several of one name the one in the place named
    before it, else the first."""
    names, pattern = _table()
    found: list[tuple[Place, int, int]] = []
    for match in pattern.finditer(text):
        name, end = match.group(), match.end()
        if name in _EVERYDAY and not text.startswith("市", end):
            continue
        if name in _ANY_TOWN or (name.endswith("区") and re.match("[域分别间块县]", text[end:])):
            continue
        within = [p for p in names[name] if any(p in before for before, _, _ in found)]
        found.append(((within or list(names[name]))[0], match.start(), end))
    return found


def home(policy: Policy) -> Place | None:
    """The place a policy speaks for, from its issuer or title; None for a national one."""
    for words in (policy.header.issuer, policy.title):
        named = [place for place, _, _ in places(words)]
        if named:
            # 广州市天河区教育局: the smallest of places that lie in one another.
            inner = [place for place in named if place in named[0]]
            smallest = max(inner, key=lambda place: (bool(place.city), bool(place.county)))
            urban = smallest.city and f"{smallest.city}{_URBAN}" in policy.title
            return Place(smallest.province, smallest.city, _URBAN) if urban else smallest
    return None


def other_level(question: str, here: Place | None) -> bool:
    """Whether a question is about what cities or counties add to a province's policy."""
    return bool(here and not here.city and _LOWER_LEVEL.search(question))


_SET_BESIDE = re.compile(r"[跟和与同比].{1,12}比|相比|对比")


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
        same_name = _table()[0][question[start:end]]
        if here is None:
            if place.name in text or not text:
                return ""
        elif any(one in here or here in one for one in same_name):
            if not _SET_BESIDE.search(question):
                return ""
            continue
        before, after = question[:start], question[end:]
        if not (_is_origin(before, after) or _is_trip(before, after, text)):
            others.append(place.name)
    return others[0] if others else _sister(question, here, text)


def _sister(question: str, here: Place | None, text: str) -> str:
    """A county of the same city without its 区 or 县 (椒江那边, asked of 路桥区), a neighbour that
    is not named (隔壁市), or the capital of the province of a city (省城); "" for none."""
    beside = [
        (short, match)
        for short in (_short_sisters(here) if here and here.county else ())
        if here and short not in text and short not in here.county
        for match in re.finditer(rf"{short}(?!{_NO_PLACE_AFTER})", question)
    ]
    beside += [(match.group(), match) for match in _NEXT_DOOR.finditer(question)]
    if text and not _holds_capital(here):
        beside += [(match.group(), match) for match in _CAPITAL.finditer(question)]
    for name, match in beside:
        before, after = question[: match.start()], question[match.end() :]
        before = _NEXT_DOOR.sub("", before)  # 在隔壁省省会
        there = before.endswith(("在", "到", "去")) and not _OVER_THERE.search(after)
        if not (there or _is_origin(before, after) or _is_trip(before, after, text)):
            return name
    return ""


def _holds_capital(here: Place | None) -> bool:
    """Whether the capital of its province is the place itself, or lies in it."""
    if here is None:
        return False  # every capital is known
    return here.city in ("", *_cities()[here.province][:1])


@cache
def _short_sisters(here: Place) -> tuple[str, ...]:
    """The counties of a county's city without the words for their kind."""
    every = [place for group in _table()[0].values() for place in group]
    names = [
        place.county for place in every
        if (place.province, place.city) == (here.province, here.city) and place.county
    ]  # fmt: skip
    shorts = [re.sub(r"[市县区]$", "", name) for name in names if name not in _ANY_TOWN]
    return tuple(short for short in shorts if len(short) > 1)


def _is_origin(before: str, after: str) -> bool:
    """Whether the place between two texts is where somebody or something comes from."""
    return bool(
        re.match(_ORIGIN_AFTER, after.lstrip("省市县区")) or re.search(_ORIGIN_BEFORE, before)
    )


def _is_trip(before: str, after: str, text: str) -> bool:
    """Whether somebody only goes to the place between two texts, and the policy's text speaks of
    what is done in other places."""
    return bool(_GONE_BEFORE.search(before) and _GONE_AFTER.match(after) and _AWAY.search(text))
