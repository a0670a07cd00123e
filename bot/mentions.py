"""Agencies a question mentions, by any name people use for them: 工信厅, 发改委, 省科技厅, 金融办."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.agencies import stands_for

_LONGEST = 12
_OFFICE = "厅局委办部院"
_WHOSE_LEFT_OUT = 4  # characters of a name that leaves out whose it is: 供电公司


@dataclass(frozen=True)
class Mention:
    """An agency of the policy, as the question says it, and where."""

    agency: str
    said: str
    start: int


def mentions(text: str, agencies: tuple[str, ...]) -> list[Mention]:
    """Agencies named in a text, in the order they are said; the longest reading of each wins."""
    found: list[Mention] = []
    ends = {name[-2:] for name in agencies if name[-1] not in _OFFICE}  # 公司, 中心, 银行
    end = 0
    for start in range(min(len(text), 300)):
        if start < end:
            continue
        for stop in range(min(len(text), start + _LONGEST), start + 1, -1):
            said = text[start:stop]
            if said[-1] not in _OFFICE and (said[-2:] not in ends or said in ends):
                continue  # a bare 政府 or 银行 is none in particular
            agency = _standing_for(said, agencies)
            if agency:
                found.append(Mention(agency, said, start))
                end = stop
                break
    return found


# An office in the middle: two agencies said one after the other, not one long name.
_TWO = re.compile(r"(?:厅|局|委(?!员)|部(?!门)|办(?!公))(?=.)")


@lru_cache(maxsize=4096)
def _standing_for(said: str, agencies: tuple[str, ...]) -> str:
    fitting = [
        name
        for name in agencies
        if name == said
        or stands_for(said, name)
        or (said[-1] not in _OFFICE and len(said) >= _WHOSE_LEFT_OUT and name.endswith(said))
        or (len(said) > len(name) and not _TWO.search(said) and stands_for(name, said))
    ]
    return min(fitting, key=len, default="")
