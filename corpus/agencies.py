"""Who is in charge: the agencies a clause names at its end.

The forms are those of Chinese policy documents: (牵头单位:甲、乙,责任单位:丙),
(甲牵头,乙、丙配合), (甲、乙按职责分工负责).
"""

from __future__ import annotations

import re

_LEAD = "牵头单位|牵头部门|主办单位|责任领导单位"
_OTHER = "责任单位|责任部门|配合单位|配合部门|协办单位|参与单位|实施单位"
_ROLE = re.compile(
    rf"({_LEAD}|{_OTHER})\s*[::]\s*([^::;;()]*?)(?=[,;,;。\s]*(?:{_LEAD}|{_OTHER})|[;)。]|$)"
)
_NOTE = re.compile(r"\(([^()]*)\)")
_VERB_LEAD = re.compile(r"^(?:由)?(.+?)(?:等)?(?:共同)?牵头(?:负责)?$")
_VERB_OTHER = re.compile(
    r"^(?:由)?(.+?)(?:等)?(?:按照?(?:各自)?职责分工|分工|共同)?(?:负责|配合|参与|参加|按职责分工负责)$"
)
AGENCY_END = r"(?:厅|局|委|办|委员会|办公室|部|院|政府|中心|银行|支行|总队|管委会|集团|公司|协会|处|署|组|分局|社)"
_AGENCY = re.compile(rf"^(?!第)[^\d,。;:]{{2,30}}?(?:{AGENCY_END}|等)$")


def agencies(folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lead and the responsible agencies a folded clause text names, as printed, in order.

    A bracket that gives only 责任单位 names no lead; (甲、乙按职责分工负责) names two
    responsible agencies.
    """
    leads: list[str] = []
    others: list[str] = []
    for note in _NOTE.finditer(folded):
        words = note.group(1)
        roles = list(_ROLE.finditer(words))
        if roles:
            for role in roles:
                target = leads if re.fullmatch(_LEAD, role.group(1)) else others
                target.extend(_names(role.group(2)))
        else:
            _verbs(words, leads, others)
    return tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(others))


def _verbs(words: str, leads: list[str], others: list[str]) -> None:
    """甲牵头,乙、丙配合: roles told by the verb that ends each part."""
    for part in re.split(r"[,;]", words.strip("。 ")):
        for pattern, target in ((_VERB_LEAD, leads), (_VERB_OTHER, others)):
            match = pattern.match(part.strip())
            if match:
                names = _names(match.group(1))
                if names and all(_AGENCY.match(name) for name in names):
                    target.extend(names)
                break


def _names(words: str) -> list[str]:
    cut = [name.strip(" ,;。等") for name in re.split(r"[、\s]+|,(?=[^,]*$)", words)]
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
    short_core, full_core = _core(short), _core(full)
    if _level(short) and _level(full) and _level(short) != _level(full):
        return False
    if not short_core or short_core[0] != full_core[0] or len(short_core) < 2:
        return False
    end = short_core[-1]
    if end in "厅局委办部院" and full_core[-1] != end:
        return False
    places = iter(full_core)
    return all(c in places for c in short_core)


_LEVEL = re.compile(r"^(?:[\u4e00-\u9fff]{2,3})?(省|市|区|县|州|国家)(?=.{2,})")


def _level(name: str) -> str:
    match = re.match(r"(省|市|区|县|州|国家)(?:委(?!员))?", name)
    return match.group(1) if match else ""


def _core(name: str) -> str:
    name = name.replace("委员会", "委").replace("办公室", "办").replace("部门", "")
    return re.sub(r"^(省|市|区|县|州)委?(?=.{2,})", "", name)
