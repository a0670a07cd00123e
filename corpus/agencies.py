"""Who is in charge: the agencies a clause names at its end.

The forms are those of Chinese policy documents: (牵头单位:甲、乙,责任单位:丙),
(甲牵头,乙、丙配合), (甲、乙按职责分工负责).
"""

from __future__ import annotations

import re
from functools import lru_cache

_LEAD = "牵头单位|牵头部门|主办单位|责任领导单位"
_OTHER = "责任单位|责任部门|配合单位|配合部门|协办单位|参与单位|实施单位"
_ROLE = re.compile(
    rf"({_LEAD}|{_OTHER})\s*:\s*((?:[^:;()]|\([^()]*\))*?)"
    rf"(?=[,;。\s]*(?:{_LEAD}|{_OTHER})|[;)。\n]|$)"
)
# A bracket, which may hold another one: (市发展改革委(市能源局)牵头).
_BRACKET = r"\((?P<round>(?:[^()]|\([^()]*\))*)\)|\[(?P<square>[^\[\]]*)\]"
# Some documents give the agencies a line of their own and no bracket.
_LINE = rf"(?:(?<=\n)|(?<=。))[^\S\n]*(?P<line>(?:{_LEAD}|{_OTHER})\s*:[^\n]*)"
_NOTE = re.compile(rf"{_BRACKET}|{_LINE}")
_AND_OTHERS = "(?:等(?:有关|相关)?(?:部门|单位)?)?"
_VERB_LEAD = re.compile(rf"^由?(.+?){_AND_OTHERS}(?:共同)?牵头(?:负责)?$")
_VERB_OTHER = re.compile(
    rf"^由?(.+?){_AND_OTHERS}(?:按照?(?:各自)?职责(?:分工)?|分工|共同)*(?:负责|配合|参与|参加)$"
)
_VERB_WITH = re.compile(rf"^由?(.+?)会同(.+?){_AND_OTHERS}(?:共同)?(?:负责|落实|实施)?$")
_AGENCY_END = (
    "(?:厅|局|委|办|办公室|部|院|政府|中心|行|队|集团|公司|会|处|署|组|社|部门|单位|海关|联|所|站"
    "|院校|大学|学校|司|馆|各市|各区|各县)"
)
# Between names, and not inside the bracket of 各县(市、区)人民政府.
_BETWEEN = re.compile(r"(?:[、\s]+|,(?=[^,]*$))(?![^()]*\))")
# What follows the last name of several.
_SHARED = re.compile(
    rf"{_AND_OTHERS}等?(?:(?:按照?)?(?:各自)?(?:职责)?分工|按照?(?:各自)?职责|共同)*(?:负责|配合|落实|实施)?$"
)
_AGENCY = re.compile(rf"^(?!第)[^\d,。;:]{{2,30}}?{_AGENCY_END}(?:\([^()]*\))?$")


def agencies(folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lead and the responsible agencies a folded clause text names, as printed, in order.

    A bracket that gives only 责任单位 names no lead; (甲、乙按职责分工负责) names two
    responsible agencies.
    """
    leads: list[str] = []
    others: list[str] = []
    for note in _NOTE.finditer(folded):
        words = note["round"] or note["square"] or note["line"] or ""
        roles = list(_ROLE.finditer(words))
        for role in roles:
            target = leads if re.fullmatch(_LEAD, role.group(1)) else others
            target.extend(_names(role.group(2)))
        if not roles:
            _verbs(words, leads, others)
    return tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(others))


def _verbs(words: str, leads: list[str], others: list[str]) -> None:
    """甲牵头,乙、丙配合: roles told by the verb that ends each part; 甲会同乙: 甲 leads."""
    for part in re.split(r"[,;]", words.strip("。 ")):
        for pattern, *targets in (
            (_VERB_WITH, leads, others),
            (_VERB_LEAD, leads),
            (_VERB_OTHER, others),
        ):
            match = pattern.match(part.strip())
            if not match:
                continue
            groups = [_names(group) for group in match.groups()]
            if all(names and all(map(_AGENCY.match, names)) for names in groups):
                for target, names in zip(targets, groups, strict=True):
                    target.extend(names)
            break


def _names(words: str) -> list[str]:
    cut = [_SHARED.sub("", name.strip(" ,;。")) for name in _BETWEEN.split(words)]
    return [name for name in cut if name]


def without_notes(folded: str) -> str:
    """The text with every bracket that names agencies blanked, each character in its place."""
    return _NOTE.sub(
        lambda note: " " * len(note.group()) if any(agencies(note.group())) else note.group(),
        folded,
    )


def stands_for(short: str, full: str) -> bool:
    """Whether a name people say stands for an agency: 省工信厅 for 省工业和信息化厅.

    The rule of Chinese abbreviation: the characters of the short name occur in the full name
    in order, both begin alike once the level (省 市 区 县 州) is set aside, and both end in the
    same kind of office; 委 stands for 委员会, 办 for 办公室. The kind of office may be left
    unsaid (工信, 发改委 -> 发展改革委).
    """
    return any(
        _abbreviates(short_core, full_core)
        for short_level, short_core in _readings(short)
        for full_level, full_core in _readings(full)
        if not short_level or not full_level or short_level == full_level
    )


def _abbreviates(short: str, full: str) -> bool:
    if len(short) < 2 or short[0] != full[:1]:
        return False
    if short[-1] in "厅局委办部院" and full[-1] != short[-1]:
        return False
    places = iter(full)
    return all(c in places for c in short)


_LEVEL = re.compile(r"^(省|市|区|县|州)委?(?=.{2,})")


@lru_cache(maxsize=4096)
def _readings(name: str) -> list[tuple[str, str]]:
    """(level, name without it): 市监局 is the 监局 of a 市, or 市(场)监(管)局 of any level."""
    name = name.replace("委员会", "委").replace("办公室", "办").replace("部门", "")
    level = _LEVEL.match(name)
    return [("", name)] + ([(level.group(1), name[level.end() :])] if level else [])
