"""Noun phrases of Chinese policies: the head of a phrase, and the members of a coordination.

「对新认定的省级、国家级和世界级先进制造业集群,分别给予200万元、500万元、1000万元」 says three
things at once; `align` takes such a phrase apart into as many names as there are figures.
"""

from __future__ import annotations

import re

from corpus.figures import figures

_OPEN, _CLOSE = '(《["“', ')》]"”'
# The tiers Chinese policies grade things by; with them a shared ending is found for certain.
LEVEL = (
    r"(?:世界|国际|国家|全国|省部|省|市|县|区|州|镇|街道|校|院|厅)级|国际|国家|行业|地方|团体"
    r"|[1-9]A{0,4}级|A{2,5}级|[1-9一二三四五]星级|[特一二三四五]等奖?|[特一二三四五]级|[A-Z甲乙丙丁]类|[A-Z甲乙丙丁一二三四]档|特大型|大型|中型|小型|微型"
    r"|第[一二三四五六]名|首年|次年|第[一二三四五]年"
)
_JOINT = re.compile(
    "、|以及|及其|(?<![总共])和(?!谐)|(?<![涉普])及(?![时格])|(?<!参)与(?!会)|或者?|/"
)
_DID = re.compile(
    r"^(?:首次|全职|当年|本年度|年度|新|已|经|被|正式|成功|\d{4}年度?)*(?:主导|牵头|参与|承担|主持)?"
    r"(?:制修订|制订|制定|修订|升级为|升级成为|认定为|评定为|评为|评选为|获批|获评|获得|取得|入选|列入|纳入|"
    r"建设|开展|承担|实施|购买|采购|租赁|租用|引进|举办|承办|参加|设立|新设立?|通过|发表|完成|成为|获)(?:建设|成为|为)?"
)
_SUBJECT = re.compile(
    r"^([^的,]{2,24}?)(?=首次|(?:当年|上年|年度|自|按|经|被|已|获|未|不)?(?:符合|达到|通过|获得|取得|获批|入选|列入|纳入|超过|突破|满足|完成|具备|属于))"
)

_SOMEBODY = "(?:企业|单位|机构|人员|个人|高校|院所|园区|团队|平台|组织|毕业生|家庭)"
_WHO = re.compile(
    rf"^(?!在)((?:(?:(?!{_SOMEBODY})[^的,、]){{1,16}}{_SOMEBODY}、)*[^的,]{{0,16}}?{_SOMEBODY})(?=[^的,]{{4,}})"
)
_NAMES = re.compile(
    "(?:企业|单位|机构|人员|个人|高校|院所|园区|团队|平台|组织|毕业生|家庭|项目|主体|人才|劳动者|居民|老年人)$"
)


def head_of(receiver: str) -> tuple[str, str]:
    """A receiver phrase as (head, condition): what it names, and what must be fulfilled.

    >>> head_of("经认定的省级产业大脑")
    ('省级产业大脑', '经认定')
    >>> head_of("获批国家行业应用基地的")
    ('国家行业应用基地', '获批国家行业应用基地')
    """
    receiver = receiver.strip(" ,")
    if receiver.endswith("的"):
        condition = receiver[:-1]
        subject = _SUBJECT.match(condition)
        did = _DID.match(condition)
        if did and len(condition) - did.end() >= 2:
            name = re.split(r"且|并|,|;", condition[did.end() :])[0]
            return name.removeprefix("的"), condition  # 新引进的项目, 新引进项目
        if opened := _opened_by_name(condition):
            return opened
        if subject:
            return subject.group(1), condition[subject.end() :]
        if who := _WHO.match(condition):
            return who.group(1), condition[who.end() :]
        modified = _SUBJECT.match(condition[_last_de(condition) + 1 :])
        return (modified.group(1) if modified else condition), condition
    cut = _last_de(receiver)
    if cut < 0:
        return receiver, ""
    return receiver[cut + 1 :], receiver[:cut]


def _opened_by_name(condition: str) -> tuple[str, str] | None:
    """「新落户的整机企业,实缴资本1亿元以上」: a condition whose first part names who must fulfil
    the rest of it."""
    first, comma, rest = re.sub("^(?:支持|鼓励)", "", condition).partition(",")
    if not comma:
        return None
    name, before = head_of(first)
    if not _NAMES.search(name):
        who = _WHO.match(first)
        if not who:
            return None
        name, before = who.group(1), first[who.end() :]
    return name, f"{before},{rest}" if before else rest


def _last_de(phrase: str) -> int:
    depth, found = 0, -1
    for i, c in enumerate(phrase):
        depth += (c in _OPEN and c != '"') - (c in _CLOSE and c != '"')
        if c == "的" and depth == 0 and 0 < i < len(phrase) - 1:
            found = i
    return found


def align(phrase: str, k: int) -> list[str] | None:
    """The k names a coordinated phrase joins, its shared beginning and ending given to each.

    >>> align("省级、国家级和世界级先进制造业集群", 3)
    ['省级先进制造业集群', '国家级先进制造业集群', '世界级先进制造业集群']

    Returns:
        None where the phrase does not join exactly k members: then nothing may be aligned.
    """
    if names := _graded(phrase, k):
        return names
    members = [member.strip(" ,") for member in _JOINT.split(phrase)]
    if len(members) != k or any(not member for member in members):
        return None
    core, suffix = _shared_ending(members)
    bare = [member.removesuffix(suffix) or member for member in members[:-1]]
    prefix = _shared_beginning(bare[0], core) if core and bare else ""
    if not suffix and not prefix:
        return members
    bare[:1] = [name[len(prefix) :] for name in bare[:1]]
    return [prefix + name + suffix for name in (*bare, core or members[-1])]


_GRADES = re.compile(rf"(?:{LEVEL})(?:\s*(?:{_JOINT.pattern})\s*(?:{LEVEL}))+")


def _graded(phrase: str, k: int) -> list[str] | None:
    """「国家级、省级、市级重点实验室、技术创新中心」: k grades side by side, which share all that
    stands before and after them, even where that is itself a coordination."""
    for run in _GRADES.finditer(phrase):
        grades = re.findall(LEVEL, run.group())
        before, after = phrase[: run.start()], phrase[run.end() :]
        if bound := re.match("[及和]?以[上下]", after):  # 三级、四级及以上
            grades[-1] += bound.group()
            after = after[bound.end() :]
        if len(grades) == k and not _JOINT.search(before) and not _JOINT.match(after):
            return [before + grade + after for grade in grades]
    return None


def align_grades(phrase: str, k: int) -> list[str] | None:
    """As `align`, for k grades only: 「获得一等奖、二等奖」, 「制定国际标准、国家标准」."""
    if k < 2 or not re.match(LEVEL, _JOINT.split(phrase)[-1].strip()):
        return None
    return align(phrase, k)


def align_done(condition: str, k: int) -> list[str] | None:
    """The k things of which one has been done: 「取得甲、乙、丙证书」 once for each.

    Returns:
        None where the condition is no such thing, or does not list exactly that many.
    """
    did = _DID.match(condition)
    if not did or not did.group():
        return None
    listed = condition[did.end() :]
    if names := align(listed, k) or _last_alike(listed, k):
        also = _ALSO.search(names[-1])  # 「引进博士、硕士并签订五年以上合同」: both sign
        rest = names[-1][also.start() :] if also else ""
        first = [name if name.endswith(rest) else name + rest for name in names[:-1]]
        return [did.group() + name for name in (*first, names[-1])]
    return None


_ALSO = re.compile("[,]?(?:并|且)(?=[\u4e00-\u9fff]{2})")


def _last_alike(phrase: str, k: int) -> list[str] | None:
    """The last k of more members, where those end alike: in 「储能、氢能领域国际标准、国家标准」
    what comes before them only says of what."""
    members = [member.strip(" ,") for member in _JOINT.split(phrase)]
    tail = members[-k:]
    ends = {name[-_ENDING:] for name in tail}
    if not 1 < k < len(members) or len(ends) > 1 or members[-k - 1].endswith(tuple(ends)):
        return None
    longest = max(len(name) for name in tail[1:])
    return [tail[0][-longest:], *tail[1:]] if min(map(len, tail)) > _ENDING else None


_MEMBER = r"[^\s\d、,的]{1,10}"


def align_alike(phrase: str, k: int) -> list[str] | None:
    """A phrase once for each of k short members in it that end alike and stand side by side:
    「在新三板基础层、创新层挂牌」, 「评测达到二级、三级、四级」.

    Returns:
        None where it has no such members, or more than k of them.
    """
    joined = r"(?:、|和|及|与)"
    for run in re.finditer(rf"{_MEMBER}(?:{joined}{_MEMBER}){{{k - 1}}}", phrase):
        first, *others = re.split(joined, run.group())
        if len(others) != k - 1 or phrase[run.end() : run.end() + 1] == "、":
            continue
        end = first[-1]
        last = others[-1][: others[-1].find(end) + 1]
        rest = [*others[:-1], last]
        if not all(name.endswith(end) and 1 < len(name) <= _SHORT for name in rest):
            continue
        begin = run.start() + max(0, len(first) - max(map(len, rest)))
        names = [phrase[begin : run.start() + len(first)], *rest]
        after = phrase[run.end() - len(others[-1]) + len(last) :]
        return [phrase[:begin] + name + after for name in names]
    return None


_SHORT = 6  # characters of such a member
_ENDING = 2  # characters of the noun that members end in


def align_figures(phrase: str, k: int) -> list[str] | None:
    """A phrase that lists k figures, once for each: 「营业收入突破1亿元、5亿元、10亿元的企业」.

    Returns:
        None where it does not list exactly that many side by side.
    """
    inside = figures(phrase)
    for i in range(len(inside) - k + 1):
        run = inside[i : i + k]
        gaps = [phrase[a.end : b.start] for a, b in zip(run, run[1:], strict=False)]
        if all(re.fullmatch(r"(?:以上)?\s*(?:、|和|及|与)\s*", gap) for gap in gaps):
            before, after = phrase[: run[0].start], phrase[run[-1].end :]
            return [before + figure.text + after for figure in run]
    return None


def _shared_ending(members: list[str]) -> tuple[str, str]:
    """The last member as (its own part, the ending all share)."""
    last, others = members[-1], members[:-1]
    level = re.match(LEVEL, last)
    if level and all(_open_ended(other, last[level.end() :]) for other in others):
        return level.group(), last[level.end() :]
    ends = {other[-1] for other in others}
    if len(ends) == 1 and last[-1] not in ends:  # 中小企业、单项冠军企业: each has its noun
        at = last.find(ends.pop()) + 1
        if 1 < at < len(last):
            return last[:at], last[at:]
    return "", ""


def _open_ended(member: str, ending: str) -> bool:
    """Whether a member is a grade whose noun follows later (省级), or has that noun itself; a name
    that is whole (创新型中小企业, beside 国家级“小巨人”企业) takes no other's ending."""
    return bool(re.search(rf"(?:{LEVEL})$", member)) or member.endswith(ending)


def _shared_beginning(first: str, core: str) -> str:
    """What stands before the first member's own part and belongs to all of them."""
    level = re.search(rf"(?:{LEVEL})$", first)
    if level:
        return first[: level.start()]
    if core and first[-1] == core[-1] and len(first) > len(core):
        return first[: len(first) - len(core)]
    return ""
