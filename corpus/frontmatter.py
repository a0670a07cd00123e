"""Header and closing of a policy: title, document number, issuer, dates, validity."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, timedelta

from corpus.model import Closing, Header
from corpus.text import NUMERAL, dates, number

GENRES = (
    "办法|细则|条例|规定|措施|意见|通知|通告|公告|方案|政策|规划|计划|标准|决定|指南|规则|"
    "若干政策|指引|规程|章程|目录|要点|清单|问答|常见问题|法"
)
_NUMBER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,12}\s*\[\s*(?:19|20)\d\d\s*\]\s*第?\s*\d+\s*号"
    r"|(?!日)[\u4e00-\u9fff]{2,15}令\s*第\s*\d+\s*号)"
)
_ORGAN = r"[\u4e00-\u9fff]{2,30}?(?:人民政府(?:办公厅|办公室)?|政府|厅|局|委员会|委|办公厅|办公室|部|院|中心|银行|总局|管委会)"
_PUBLISHED = re.compile(r"(?:发布|发表|公布)(?:时间|日期)\s*:?\s*(?=\d{4})")
_ISSUED_AS = re.compile(
    r"(?<!根据)(?<!按照)(?<!依照)(?<!落实)《([^《》]+)》\s*(?:\([^()]{1,8}\))?\s*(?:已|业|印发|予以)[^。]{0,60}"
    r"(?:印发|公布|发布|施行|执行)"
)
_LONGEST_SIGNATURE = 300
_SIGNER = re.compile(
    r"[\u4e00-\u9fff]{1,40}(?:政府|厅|局|委|办|委员会|办公室|部|院|中心|银行|会|署)$"
)


def read_header(source: str, folded: str, end: int) -> Header:
    """Read the text before the first clause: source[0:end]."""
    head = folded[:end]
    number_match = _NUMBER.search(_without_titles(head))
    published = _published(head)
    signed = read_signature(head)
    title = _title(head, source)
    issuer = signed[0] if signed else _issuer_from_titles(head)
    return Header(
        title=title,
        document_number=re.sub(r"\s", "", source[slice(*number_match.span())])
        if number_match
        else "",
        issuer=issuer,
        date=signed[1] if signed else _promulgated(head, published),
        published=published,
        start=0,
        end=end,
    )


def _without_titles(text: str) -> str:
    """Book titles and what is quoted with them blanked: a number cited there is another's."""
    return re.sub(r"《[^》]*》(\s*\([^)]*\))?", lambda m: " " * len(m.group()), text)


def _published(head: str) -> date | None:
    match = _PUBLISHED.search(head)
    if match:
        for day, start, _ in dates(head[match.end() :]):
            return day if start == 0 else None
    return None


def read_signature(folded: str) -> tuple[str, date] | None:
    """The issuing body and date that sign a text: a notice may have them at its end."""
    found = _signatures(folded)
    return found[-1][:2] if found else None


def _signatures(folded: str) -> list[tuple[str, date, int]]:
    """Each organ, or several, standing right before a date: names, date, offset of the first.

    「某市民政局 某市财政局 2024年5月6日」, on one line or on several.
    """
    found = []
    for day, at, _ in dates(folded):
        names: list[str] = []
        begin = at
        for word in reversed(
            list(re.finditer(r"\S+", folded[max(0, at - _LONGEST_SIGNATURE) : at]))
        ):
            name = _SIGNER.search(word.group())
            if not name:
                break
            begin = max(0, at - _LONGEST_SIGNATURE) + word.start() + name.start()
            names.insert(0, name.group())
            if name.start() > 0:  # the word began with the end of a sentence
                break
        if names:
            found.append((" ".join(names), day, begin))
    return found


def _promulgated(head: str, published: date | None) -> date | None:
    """（2021年7月27日…令第746号公布）, or the last date that is not that of publication."""
    days = [day for day, _, _ in dates(head) if day != published]
    return days[-1] if days else None


def _issuer_from_titles(head: str) -> str:
    match = re.search(rf"(?:^|\s)({_ORGAN}(?:\s+{_ORGAN})*)\s*关于", head)
    if match:
        return " ".join(match.group(1).split())
    match = _NUMBER.search(_without_titles(head))
    if match and "令" in match.group():
        return re.sub(r"(?s)令.*", "", match.group()).strip()
    return ""


def _title(head: str, source: str) -> str:
    """The document's own title: what a notice issues as 《…》, else the last title line.

    Lines and, in a text scraped into one line, the words between white space are candidates.
    """
    issued = _ISSUED_AS.search(head)
    if issued:
        return source[slice(*issued.span(1))].strip()
    titled = [
        words
        for words in _title_candidates(source[: len(head)])
        if 4 < len(words) < 90
        and re.search(rf"(?:{GENRES})(?:[((][^()()]{{1,8}}[))])?$", words)
        and not re.search(r"[。;；:：,，]", words)
    ]
    if titled:
        return " ".join(titled[-1].strip("《》 ").split())
    line = next((line for line in source[: len(head)].splitlines() if line.strip()), "")
    return line.strip()[:80]


def _title_candidates(head: str) -> list[str]:
    """Lines; of a line too long to be one (a page scraped into a single line) its words."""
    found: list[str] = []
    for line in head.splitlines():
        found.extend([line.strip()] if len(line) < 90 else line.split())
    return found


_KINDS = "措施|办法|政策|意见|通知|细则|规定|方案|条例|通告|公告|标准|规程|指引|计划|文件"
_OPENER = re.compile(
    rf"(?:以上|上述|本)(?:若干|政策|{_KINDS}){{1,3}}(?=[^。]{{0,60}}(?:施行|实施|执行|有效|解释|为准|印发|公布))"
)
_TAIL = re.compile(
    r"(?:^|\n|(?<=[。)])\s+)[ \t]*(?:附件\s*\d*\s*[::]|附[::]|\(此件|抄送|公开方式|"
    r"责任编辑|相关(?:附件|链接|文档|解读)|扫一扫|分享到|打印本页|关闭窗口)"
)


def closing_start(folded: str, last_start: int, *, articles: bool) -> int:
    """Where the last clause ends and the closing begins; len(folded) if there is no closing.

    In a document of articles the words on validity stand in an article of their own, so only
    annexes, signatures and the like end the last one.
    """
    rest = folded[last_start:]
    ends = [len(folded)]
    if not articles:
        for match in _OPENER.finditer(rest):
            before = rest[: match.start()].rstrip()
            if before and before[-1] in "。)" and match.start() > len(before):
                ends.append(last_start + match.start())
                break
    tail = _TAIL.search(rest)
    if tail:
        ends.append(last_start + tail.start() + len(tail.group()) - len(tail.group().lstrip()))
    signed = [at for _, _, at in _signatures(rest) if _opens_line(rest, at)]
    if signed:
        ends.append(last_start + signed[-1])
    return min(ends)


def _opens_line(text: str, at: int) -> bool:
    return "\n" in text[len(text[:at].rstrip()) : at]


_UNTIL = re.compile(
    r"(?:有效期限?|执行期限?|实施期限?|执行|有效)[^。,;]{0,6}?(?:至|到)\s*(?=\d{4}年)|截至\s*(?=\d{4}年)"
)
_FROM = re.compile(r"自\s*(?=\d{4}年)[^。]{0,14}?起?\s*(?:施行|实施|执行|生效)")
_ON_ISSUE = re.compile(r"自(?:印发|公布|发布|颁布)之日(?:起|后)?\s*(?:施行|实施|执行|生效)?")
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
        for day, _, _ in dates(match.group()):
            since, span = day, _sentence(folded, match.start())
    if since is None and (match_issue := _last(_ON_ISSUE, folded)):
        since, span = issued, _sentence(folded, match_issue.start())
    for match in _UNTIL.finditer(folded):
        for day, offset, _ in dates(folded[match.end() : match.end() + 12]):
            if offset == 0:
                until, span = day, _sentence(folded, match.start())
    if until is None and (years := _last(_YEARS, folded)):
        span = _sentence(folded, years.start())
        since = since or issued  # a text that names no first day is in force when issued
        if since is not None:
            until = _last_day(since, years.group(1))
    if span[0] < start < span[1]:  # the sentence before the closing carried no full stop
        span = (start, span[1])
    return Closing(start, end, since, until, *span)


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
