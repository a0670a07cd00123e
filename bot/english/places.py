"""Places of China by their English names: Beijing, Jiangsu, Hangzhou."""

from __future__ import annotations

import re
from functools import cache

from pypinyin import lazy_pinyin

from bot.places import Place, provinces_and_cities

# Names that are not the spelling of their sound.
_OWN_NAMES = {
    "陕西": "shaanxi",
    "西藏": "tibet",
    "内蒙古": "inner mongolia",
    "香港": "hong kong",
    "澳门": "macau",
}
# Where somebody is from or sits is no claim that the other place's policy is meant.
_ORIGIN = re.compile(r"(?:from|born in|graduated (?:in|from)|native of)\s$")


@cache
def _names() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for place in provinces_and_cities():
        name = _OWN_NAMES.get(place.name) or "".join(lazy_pinyin(place.name))
        found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def elsewhere(text: str, here: Place | None) -> str:
    """The other place an English question is about, in Chinese; "" if it is about none.

    Args:
        text: Folded question.
        here: The policy's place; without one no place is another.
    """
    if here is None:
        return ""
    lower, other = text.lower(), ""
    for match in re.finditer(r"[a-z]+(?: mongolia| kong)?", lower):
        places = _names().get(match.group()) if text[match.start()].isupper() else None
        if not places:
            continue
        if any(place in here or here in place for place in places):
            return ""
        if not _ORIGIN.search(lower[: match.start()]):
            other = other or places[0].name
    return other
