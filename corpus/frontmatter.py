"""Header of a policy: title, document number, issuer, dates. Its end is corpus/closing.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus.model import Header
from corpus.text import dates

GENRES = (
    "办法|细则|条例|规定|措施|意见|通知|通告|公告|方案|政策|规划|计划|标准|决定|指南|规则|"
    "若干政策|指引|规程|章程|目录|要点|清单|问答|常见问题|法"
)
_NUMBER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,12}\s*\[\s*(?:19|20)\d\d\s*\]\s*第?\s*\d+\s*号"
    r"|(?!日)[\u4e00-\u9fff]{2,15}令\s*第\s*\d+\s*号)"
)
_ORGAN = (
    r"[\u4e00-\u9fff]{2,30}?(?:人民政府(?:办公厅|办公室)?|政府|厅|局|委员会|委|办公厅|办公室|部|院|中心|银行"
    r"|总局|管委会)"
)
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
    found = signatures(folded)
    return (found[-1].names, found[-1].day) if found else None


@dataclass(frozen=True)
class Signature:
    """「某市民政局 某市财政局 2024年5月6日」, on one line or on several.

    Attributes:
        names: The organs, a space between two.
        day: The date.
        start, end: From the first organ to the end of the date, in the text read.
    """

    names: str
    day: date
    start: int
    end: int


def signatures(folded: str) -> list[Signature]:
    """Each organ, or several, that stands right before a date."""
    found = []
    for day, at, end in dates(folded):
        names: list[str] = []
        begin = at
        window = max(0, at - _LONGEST_SIGNATURE)
        for word in reversed(list(re.finditer(r"\S+", folded[window:at]))):
            name = _SIGNER.search(word.group())
            if not name:
                break
            begin = window + word.start() + name.start()
            names.insert(0, name.group())
            if name.start() > 0:  # the word began with the end of a sentence
                break
        if names:
            found.append(Signature(" ".join(names), day, begin, end))
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
