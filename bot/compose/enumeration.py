"""Things that one clause enumerates: 「哪些情况不批」「要带什么」「分哪几档各多少」.

Of all that the nearest clauses enumerate, the enumeration whose sentences answer the question
best is told whole: every member, in order, long ones shortened.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.compose.say import Piece
from bot.draft import cite
from bot.enumerations import Enumeration, Span, around, joined, opened_by, strung
from bot.question import Ask, Question
from bot.ranking import Reading, told_figures, wanted_kinds, wanted_units
from bot.statements import Statement
from bot.terms import content
from corpus.figures import figures
from corpus.text import fold

_EACH = re.compile(
    r"分别|各(?!部门|单位|[区县市省局地])[\u4e00-\u9fff]{0,8}?(?:多[少长久]|几|什么|怎)|怎么个\S{1,3}法"
    r"|每(?:一)?(?:[档类级等种关步道]|个?(?:环节|阶段|等级)).{0,4}(?:多少|几|什么|多久|多长)|[档等级类种].{0,4}各"
)
_SIDES = re.compile(r"[和跟与同比]|还是|两(?:个|张|种|项|者|样)")
_DIFFERING = re.compile(
    r"哪(?:些|几[个种类]?)[\u4e00-\u9fff]{2,12}[跟和与同][\u4e00-\u9fff]+(?:不一样|不同|一样|相同)"
)
_SOME = re.compile(
    r"哪些|哪几|哪[两二三四五六七八九十](?:类|种|项|个|档|样|步)|(?:包括|是指|指|有)(?:谁|什么|啥|哪)|从哪来|(?:什么|啥)(?:情[况形]|样?的?事(?!业))|一样样"
    r"|列(?:一下|出|个|举|全)|(?:都|全部?|逐[条一个])(?:说|讲|列|报)|(?:分|几)(?:成|为)?几?(?:档|类|等|级|种)|都(?:要|得|有|能|是|包|会|写|交|带|需).{0,6}(?:什么|啥|谁)|一步步"
)
_ONE_OF = re.compile(r"哪一?[类种档级等个项]")
_IN_PARTS = (Ask.LIST, Ask.MATERIALS, Ask.CONDITION, Ask.PROCEDURE)

# What is added to the score of a sentence (bot/ranking.py, whose scores of right and wrong
# sentences lie some 3 apart) because an enumeration is asked for.
_OPENS = 3.0
_JOINS = 1.5
_KIND_NAMED = 2.5  # it names the kind of thing that is asked for
_DEFINES = 6.0  # it says what the very thing asked about consists of
_REFUSES = 3.0  # it says what is not allowed, and that is asked; taken off where it is not
_REFUSING = re.compile(r"不(?:得|予|能|可|应|再|支付|享受|纳入|列入|属于|包括|给)|禁止|除外")
_REFUSED = re.compile(r"不|没|别|禁|拒|退|取消|停|除外|排除|例外")

_WHICH = r"(?:哪些|哪?几|哪[一二三四五六]|什么|啥子?)[个种类样项点]?"
# Words for kinds of things in a question, and in the sentence that enumerates such things.
_KINDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(asked), said)
    for asked, said in (
        (rf"{_WHICH}\S{{0,4}}?(?:人|对象|娃|孩子|学生|老人|群体|家庭)|包括谁", "人员|对象|人|家庭"),
        (rf"{_WHICH}(?:情况|情形|时候|事)", "情形|情况|行为"),
        (r"材料|东西|资料|证件|单据|手续|(?:交|带|准备|提交)[些点]?(?:什么|啥|哪)", "材料|资料|证件|证明|单据"),
        (r"条件|要求|资格", "条件|要求"),
        (r"钱|费用", "费用|资金"),
        (rf"{_WHICH}(?:事|行为)", "行为|活动|情形"),
        (r"哪?几?[类种]", "类"),
        (r"步骤|流程|程序|一步|[几每][关道步]|环节|阶段", "步骤|程序|流程|办理"),
        (r"[几每各](?:个?(?:等[级次]?|档次?|级别?|层次))", "等次|等级|档次|级别|标准"),
        (rf"{_WHICH}(?:方式|法子|办法|途径|渠道)", "方式|途径|渠道|方法"),
        (r"内容|写[些明清]|登记", "内容|事项"),
        (r"从哪来|来源|哪里来", "来源"),
        (rf"{_WHICH}(?:方面|领域|环节|功能|服务)", "方面|领域|环节|功能|服务|内容"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class _Choice:
    """An enumeration (None: a sentence that is none) and how well it answers."""

    found: Enumeration | None
    score: float


def of_each(question: Question) -> bool:
    """Whether something is asked of every member of one enumeration (「三个等级各补多少」) and not
    of two things named to be compared."""
    text = question.folded
    return bool(_EACH.search(text)) and not _SIDES.search(text)


def of_differing(question: Question) -> bool:
    """Whether those are asked for that differ: 「哪几个区农村跟城里不一样」 is answered by naming
    them, not by a comparison."""
    return bool(_DIFFERING.search(question.folded))


def wanted(question: Question) -> bool:
    """Whether the members of an enumeration may be wanted."""
    if question.english or of_each(question) or of_differing(question):
        return not question.english
    if question.wants(Ask.COMPARE) or question.asks == (Ask.AMOUNT,):
        return False
    some = bool(_SOME.search(question.folded))
    return some or not _ONE_OF.search(question.folded) and question.wants(*_IN_PARTS)


def find(question: Question, reading: Reading) -> Enumeration | None:
    """The enumeration that answers; None where a sentence that is none answers better.

    Args:
        question: One of which `wanted` holds.
        reading: The sentences of the nearest clauses, best first.
    """
    choices = list(_choices(question, reading))
    best = max(choices, key=lambda choice: choice.score, default=None)
    if best is None or best.found is None:
        return None
    loose = of_each(question) or _SOME.search(question.folded) or question.wants(Ask.MATERIALS)
    return best.found if loose or best.found.form == "parts" else None


def _choices(question: Question, reading: Reading) -> Iterator[_Choice]:
    each, defined = of_each(question), _defined(question)
    lists: dict[tuple[int, Span], Enumeration] = {}
    scores = list(zip(reading.statements, reading.scores.tolist(), strict=True))
    for statement, score in scores:
        clause, start, end = statement.clause, statement.start, statement.end
        parts = opened_by(clause, start, end)
        listed = parts or around(clause, start)
        if listed:
            lists.setdefault((clause.n, listed.opening), listed)
        if parts:
            continue
        run = strung(clause, start) if each else None
        own = run or joined(clause, start, end)
        if own and _fits(question, own):
            yield _Choice(own, score + _JOINS + _extra(question, own, defined))
        elif not _is_title(statement):
            yield _Choice(None, score)
    for found in lists.values():
        if _fits(question, found):
            told = _told(found, scores) + _OPENS
            yield _Choice(found, told + _extra(question, found, defined))


def _is_title(statement: Statement) -> bool:
    """Whether it is the heading over its clause, which answers nothing itself."""
    text = statement.clause.text
    return (
        statement.start == 0
        and statement.clause.title in statement.words
        and len(statement.words) <= _HEADING
        and statement.end < len(text.rstrip())
    )


def _told(found: Enumeration, scores: list[tuple[Statement, float]]) -> float:
    """How well an enumeration answers: as its opening does, or its second-best member; one that
    answers alone is meant alone, unless there are no others."""
    begin, end = found.opening
    opening, inside = -math.inf, []
    for statement, score in scores:
        if statement.clause.n != found.clause.n:
            continue
        if begin <= statement.start < end:
            opening = max(opening, score)
        elif any(a <= statement.start < b for a, b in found.members):
            inside.append(score)
    inside.sort(reverse=True)
    return max(opening, *inside[min(1, len(inside) - 1) :][:1])


def _fits(question: Question, found: Enumeration) -> bool:
    """Whether it has two figures of the kind that is asked of each; where a figure is told, that
    none of its own figures has to be picked by it."""
    inside = figures(fold(found.clause.text[slice(*found.span)]))
    if not of_each(question):
        told = {f.kind for f in told_figures(question)}
        return found.form == "parts" or sum(f.kind in told for f in inside) < 2
    kinds, units = wanted_kinds(question), wanted_units(question)
    return not kinds or sum(f.kind in kinds or f.unit in units for f in inside) > 1


def _extra(question: Question, found: Enumeration, defined: str) -> float:
    opening = found.said_first.strip(" \n。")
    named = any(
        asked.search(question.folded) and _names(kind, found.form, opening)
        for asked, kind in _KINDS
    )
    defines = bool(defined) and bool(
        re.search(rf"{re.escape(defined)}[\"”』]?[,，]?(?:是指|指|包括|分为|分成)", opening)
    )
    extra = named * _KIND_NAMED + defines * _DEFINES
    if not _REFUSING.search(opening):
        return extra
    return extra + (_REFUSES if _REFUSED.search(question.folded) else -_REFUSES)


def _names(kind: str, form: str, opening: str) -> bool:
    """「下列材料」, 「申请条件：」, 「…等方式」: the kind where a sentence names what it enumerates."""
    if form == "joined":
        return bool(re.search(rf"等[^,，;；。、]{{0,4}}(?:{kind})", opening))
    before = rf"(?:下列|以下)[^,，。:：]{{0,8}}?(?:{kind})"
    last = rf"(?:{kind})(?:之一|应当|主要|分别|包括|如下|为|有|是|的)*[:：]?$"
    return bool(re.search(f"{before}|{last}", opening))


_CONSISTS = re.compile(
    r"^(?P<what>.*?)(?:包括|是指|指的|指|分为|分成|算)\S{0,2}?(?:哪|几|什么|啥|谁)"
)


def _defined(question: Question) -> str:
    """「近亲属都包括谁」: what the question wants to see taken apart."""
    match = _CONSISTS.search(question.core)
    words = content(match["what"]).split() if match else []
    return re.sub(r"[都全又还]+$", "", words[-1]) if words else ""


_HEADING = 40  # characters of a heading at most
_ROOM = 600  # characters of all members together
_MOST, _LEAST = 90, 24  # characters of one of them
_OPENING = 80
_SENTENCE = 180
_NUMBER = re.compile(
    r"^\s*(?:第\S{1,6}条|[(（]\S{1,3}[)）]|\d{1,2}[.、．]|[①-⑳]|[一二三四五六七八九十]{1,3}、)\s*"
)


def said(found: Enumeration) -> Piece:
    """The enumeration in words, with the whole of it as the proof."""
    clause = found.clause
    proof = (cite(clause, *found.span),)
    if found.form == "joined":
        words = _NUMBER.sub("", clause.text[slice(*found.span)])
        return Piece(_within(words, _SENTENCE), proof)
    room = max(_LEAST, min(_MOST, _ROOM // len(found.members)))
    members = [_within(_NUMBER.sub("", clause.text[slice(*span)]), room) for span in found.members]
    return Piece(_opening(found.said_first) + "；".join(members), proof)


def _opening(words: str) -> str:
    """The end of the opening sentence that says what follows."""
    words = " ".join(_NUMBER.sub("", words).split()).rstrip("。；;")
    while len(words) > _OPENING and (cut := re.search(r"[,，；;。]", words)):
        words = words[cut.end() :]
    return words if not words or words.endswith((":", "：")) else f"{words}："


def _within(words: str, room: int) -> str:
    words = " ".join(words.split()).rstrip("。；;")
    if len(words) <= room:
        return words
    cut = max(words.rfind(mark, room // 2, room - 1) for mark in ",，；;、。")
    return f"{words[: cut if cut > 0 else room - 1]}…"
