"""Closing of a policy: where its last clause ends, and from when to when it is in force."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, timedelta

from corpus.frontmatter import Signature, signatures
from corpus.model import Closing
from corpus.text import NUMERAL, dates, number

_KINDS = "措施|办法|政策|意见|通知|细则|规定|方案|条例|通告|公告|标准|规程|指引|计划|文件"
_OPENER = re.compile(
    rf"(?:以上|上述|本)(?:若干|政策|{_KINDS}){{1,3}}(?=[^。]{{0,60}}(?:施行|实施|执行|有效|解释|为准|印发|公布))"
)
_TAIL = re.compile(
    r"(?:^|\n|(?<=[。)])\s+)[ \t]*(?:附件\s*\d*\s*[::]|附件[ \t]*\d*[ \t]*(?=\n)|附[::]|"
    r"\(此件|抄送|公开方式|"
    r"责任编辑|相关(?:附件|链接|文档|解读)|扫一扫|分享到|打印本页|关闭窗口)"
)


def closing_start(folded: str, last_start: int, *, articles: bool) -> int:
    """Where the last clause ends and the closing begins; len(folded) if there is no closing.

    In a document of articles 「本办法自…起施行」 is an article or a paragraph of one, so only
    「以上…」, annexes, signatures and the like end the last one.
    """
    rest = folded[last_start:]
    ends = [len(folded)]
    for match in _OPENER.finditer(rest):
        before = rest[: match.start()].rstrip()
        opens = before.endswith(("。", ")")) and match.start() > len(before)
        if opens and not (articles and match.group().startswith("本")):
            ends.append(last_start + match.start())
            break
    tail = _TAIL.search(rest)
    if tail:
        ends.append(last_start + tail.start() + len(tail.group()) - len(tail.group().lstrip()))
    signed = [s.start for s in signatures(rest) if _stands_alone(rest, s)]
    if signed:
        ends.append(last_start + signed[0])
    return min(ends)


def _stands_alone(text: str, signature: Signature) -> bool:
    """A signature has lines of its own, so that 「市民政局2024年5月6日印发的…」 is none."""
    opens = "\n" in text[len(text[: signature.start].rstrip()) : signature.start]
    return opens and bool(re.match(r"\s*(?:印发)?[^\S\n]*(?:\n|\(|$)", text[signature.end :]))


_DAY = (
    r"[\d零一二三四五六七八九]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月"
    r"\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
_TERM = "(?:有效期限?|执行期限?|实施期限?|施行期限?)"
_IN_FORCE = "(?:施行|实施|执行|生效|试行|有效)"
_UNTIL = re.compile(
    rf"(?:{_TERM}[^。,;]{{0,24}}?|(?:执行|有效)[^。,;]{{0,6}}?)(?:至|到)\s*(?P<day>{_DAY})"
)
_FROM = re.compile(
    rf"自\s*(?P<from>{_DAY})\s*(?:起|开始)?\s*(?:至\s*(?P<to>{_DAY})\s*止?)?[\s,]*(?:正式)?{_IN_FORCE}"
    rf"|{_TERM}[^。,;]{{0,4}}?\s*(?P<first>{_DAY})\s*起?\s*(?:至|到)\s*(?P<last>{_DAY})"
)
_ON_ISSUE = re.compile(rf"自(?:印发|公布|发布|颁布)之日(?:起|后)?\s*{_IN_FORCE}?")
_YEARS = re.compile(rf"有效期(?:限)?\s*(?:为|是)?\s*({NUMERAL})\s*年(?!\d*月)")


def read_validity(folded: str, issued: date | None, start: int, end: int) -> Closing:
    """Validity as a text says it: 有效期至…, 自…起施行,有效期5年 (a last day, included).

    Args:
        folded: The whole folded text; validity is looked for in all of it, last mention wins.
        issued: Day that 自印发之日起 counts from.
        start, end: Span of the closing.
    """
    since = until = None
    span = (start, start)
    for match in _FROM.finditer(folded):
        since = _day(match["from"] or match["first"]) or since
        until = _day(match["to"] or match["last"]) or until
        span = _sentence(folded, match.start())
    if since is None and (match_issue := _last(_ON_ISSUE, folded)):
        since, span = issued, _sentence(folded, match_issue.start())
    for match in _UNTIL.finditer(folded):
        if day := _day(match["day"]):
            until, span = day, _sentence(folded, match.start())
    if until is None and (years := _last(_YEARS, folded)):
        span = _sentence(folded, years.start())
        since = since or issued  # a text that names no first day is in force when issued
        if since is not None:
            until = _last_day(since, years.group(1))
    if span[0] < start < span[1]:  # the sentence before the closing carried no full stop
        span = (start, span[1])
    return Closing(start, end, since, until, *span)


def _day(printed: str | None) -> date | None:
    return next((day for day, _, _ in dates(printed or "")), None)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)


def _last_day(since: date, years: str) -> date | None:
    """The last day of a term of so many years; None for no numeral or beyond the calendar."""
    try:
        year = since.year + number(years)
        leap = (since.month, since.day) == (2, 29)
        end = date(year, 2, 28) if leap and not isleap(year) else since.replace(year=year)
        return end - timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _sentence(folded: str, at: int) -> tuple[int, int]:
    begin = max(folded.rfind(stop, 0, at) for stop in "。\n;") + 1
    ends = [i for i in (folded.find(stop, at) for stop in "。\n") if i >= 0]
    end = min(ends) + 1 if ends else len(folded)
    while begin < end and folded[begin].isspace():
        begin += 1
    while end > begin and folded[end - 1].isspace():
        end -= 1
    return begin, end
