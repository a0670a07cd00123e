"""What an applicant says it is not, held against what a clause says it must be.

A demand that is one of several, any of which will do (本市户籍或者持有居住证), turns nobody
away by itself, and what is given to those who lack something (没有产权住房的) is no demand to
have it.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from bot.question import Question
from bot.terms import grams

Verdict = Literal["满足", "不满足", "待核实"]

# A word a clause demands, and words by which people say the contrary.
_CONTRARY: tuple[tuple[str, str], ...] = (
    (r"按时|按期", r"逾期|拖|晚(?:了|还)|延期|没按时|没有按时|欠"),
    (r"中小企业|小微企业|小型|微型", r"大型|大企业|集团|上万人|世界500强|巨头"),
    (
        r"新建|新设|新增",
        r"老(?![人年师板龄乡家])|原来就有|原有|(?<!以)旧(?!换)|不是新|改造|升级(?!为)",
    ),
    (
        r"新认定|新获|新升级|新入选",
        r"(?:[几三四五六七八两]|\d)年前|早就|以前(?:就)?认定|去年之前|老早",
    ),
    (r"主导|牵头制", r"参与|参编|不是主导|排第|配合|挂名"),
    (r"省级", r"市级|市里|区级|县级|省级还没|没评上省|未获省"),
    (r"国家级", r"(?<!国家级、)省级的|只是省级|市级|没上国家|国家(?:级)?(?:还)?没"),
    (r"自主研发", r"代工|贴牌|买来的|外购|不是自己研发|进口的"),
    (r"首次", r"第二次|(?:以前|之前|往年|早就).{0,8}(?:过了|突破过|达到过)"),
    (r"本市户籍|本市城镇户籍", r"外地户口|外地户籍|非本市|外省|没有本市户"),
    (r"无(?:自有)?(?:产权)?住房|没有住房", r"有(?:一套)?(?:房|住房)|买了房|名下有"),
)
_ANY_OF = re.compile(r"之一|下列人员|以下人员|下列对象|以下对象|下列(?:各类)?情形|其中一[项个]")
_STATE_REFUSES = re.compile(r"(?:不得|不予|不适用|禁止|除外)[^,，。;；]{0,12}$")
_NEGATION = re.compile(r"(?:还)?(?:没有?|未|不是|没能|从没|并非)(?P<what>[^,，。;；、??]{2,16})")


@dataclass(frozen=True)
class Check:
    """One demand held against the question."""

    demand: str
    said: str
    verdict: Verdict


def year_checks(question: Question, text: str) -> list[Check]:
    """「拿2024年的业绩来报」 against a clause that counts 2025年."""
    demanded = {int(y) for y in re.findall(r"(20\d\d)年", text)}
    told = {
        int(y) if len(y) == 4 else 2000 + int(y)
        for y in re.findall(r"(?<!\d)(20\d\d|2\d)年", question.folded)
    }
    if not demanded or not told or told & demanded:
        return []
    year = max(told)
    return [Check(f"要求是{min(demanded)}年的数", f"您说的是{year}年", "不满足")]


def contrary_checks(question: Question, text: str, over: str) -> list[Check]:
    """The first demand of a text that the question says is not met; none where it says none.

    Args:
        text: The words that demand.
        over: What stands over them: under 「下列人员」 each item is enough by itself.
    """
    if _ANY_OF.search(over):
        return []
    for find in (_said_contrary, _said_not, _said_to_have):
        if found := find(question, text):
            return [found]
    return []


def _said_contrary(question: Question, text: str) -> Check | None:
    for demand, contrary in _CONTRARY:
        wanted, said = re.search(demand, text), re.search(contrary, question.folded)
        if not wanted or not said or _affirmed(wanted.group(), question.folded):
            continue
        if _is_optional(text, wanted.start()) or _STATE_REFUSES.search(text[: wanted.start()]):
            continue
        if not re.search(rf"(?:没有?|不|未)(?:{contrary})", question.folded):
            return Check(f"要求“{wanted.group()}”", f"您的情况是“{said.group()}”", "不满足")
    return None


def _said_not(question: Question, text: str) -> Check | None:
    for match in _NEGATION.finditer(question.folded):
        shared = grams(match["what"]) & grams(text)
        if len(shared) < 2:
            continue
        if _NO_DEMAND.search(_part_with(text, shared)):
            continue
        at = min((text.find(pair) for pair in shared if pair in text), default=0)
        if re.search(r"没有|未", text[:at][-6:]) or _is_optional(text, at):
            continue
        return Check(f"要求{_around(text, shared)}", f"您说{match.group().strip()}", "不满足")
    return None


def _said_to_have(question: Question, text: str) -> Check | None:
    absent = re.search(r"(?:没有|未|无)([\u4e00-\u9fff]{2,10}?)(?:要求|的|,|，|;|$)", text)
    if not absent:
        return None
    wanted = grams(absent.group(1))
    shared = wanted & grams(question.folded)
    first = re.escape(absent.group(1)[:2])
    if len(shared) < 2 or 2 * len(shared) < len(wanted):
        return None
    if re.search(rf"(?:没|不|未|无)[^,，]{{0,6}}{first}", question.folded):
        return None
    return Check(f"要求{absent.group().strip('的,，;')}", "您说有此要求", "不满足")


def _is_optional(text: str, at: int) -> bool:
    """Whether the part of the text round an offset offers something else as well: 「…或…」."""
    begin = max((m.end() for m in re.finditer(r"[,，;；。并且]", text[:at])), default=0)
    end = re.search(r"[,，;；。并且]", text[at:])
    return bool(re.search(r"或", text[begin : at + end.start() if end else len(text)]))


def _affirmed(word: str, text: str) -> bool:
    """Whether a question itself says that the demand is met: 「给老小区新建的基站」 is 新建."""
    return any(
        not re.search(r"(?:不是|没有?|未|非|不算)\S{0,2}$", text[: m.start()])
        and not re.match(r"\S{0,2}(?:还没|没|未)", text[m.end() :])
        for m in re.finditer(re.escape(word), text)
    )


# What somebody may or must do, or is given, is no demand on an applicant.
_NO_DEMAND = re.compile(r"可以|应当|应于|不得|给予|予以|负责")


def _part_with(text: str, shared: AbstractSet[str]) -> str:
    """The part of a text between commas that holds most of the shared words."""
    return max(re.split(r"[,，;；。]", text), key=lambda part: len(grams(part) & shared))


def _around(text: str, shared: AbstractSet[str]) -> str:
    return f"“{_part_with(text, shared).strip()[:40]}”"
