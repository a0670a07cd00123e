"""The article in a saved web page: HTML → text, without the site around it.

Works on what pages have in common and knows no site. The page becomes lines of text (a
paragraph, a heading, a row of a table); a line is prose when it holds a sentence or opens
with a clause number. The article is the part of the page in which the prose stands: the
innermost element with more than half of it, widened as long as what is added is mostly prose
too. A title and a publication date standing outside that element are put in front.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from corpus.pagelines import Line, attribute, clean, page_lines

_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+[条章节编]"
    r"|[(（]?[一二三四五六七八九十百]+(?:[)）]|、)"
    r"|[(（]?\d{1,3}(?:[)）]|[.．、](?!\d(?!\d{3}年)))|[①-⑳]"
)
_SENTENCE_STOP = re.compile("[。；]")
_LABEL_CELL = re.compile(r"[:：] \|")
_PUBLISHED = re.compile(
    r"(?:发布|发表|公布|公开)(?:时间|日期)\s*[:：]?\s*(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})"
)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_COPY_LENGTH = 20  # characters from which a line seen again is a copy, not a coincidence
_MAJORITY = 0.5


def article_text(html: str) -> str:
    """The article of a page as lines of text, "" where it has none.

    A line "发布时间:2025-05-13" and the title come first where the page gives them outside the
    article. Rows of a table are lines with " | " between their cells.
    """
    soup = BeautifulSoup(html, "html.parser")
    lines = _weighed(page_lines(soup, hidden=False))
    if not any(line.prose for line in lines):  # shown by a script that a saved page may have lost
        lines = _weighed(page_lines(soup, hidden=True))
    if not lines:
        return ""
    element = _article(lines)
    article = [line.text for line in lines if element in line.inside]
    return "\n".join([*_front(soup, lines, article, element), *article])


# --- where the article stands ------------------------------------------------------------------


def _weighed(lines: list[Line]) -> list[Line]:
    """Give each line its weight as prose; a long line seen before weighs nothing."""
    seen: set[str] = set()
    for line in lines:
        key = re.sub(r"\s", "", line.text)
        is_copy = len(key) >= _COPY_LENGTH and key in seen
        seen.add(key)
        # A row of labels (索引号: … 发布机构: …) describes the document and is no part of it.
        row = line.cells > 1 and not _LABEL_CELL.search(line.text)
        running = row or _SENTENCE_STOP.search(line.text) or _NUMBERED.match(line.text)
        if running and not is_copy and line.linked < _MAJORITY * len(line.text):
            line.prose = len(line.text)
    return lines


def _article(lines: list[Line]) -> int:
    """The element (its identity) in which the article stands."""
    prose: dict[int, int] = {}
    everything: dict[int, int] = {}
    for line in lines:
        for element in line.inside:
            prose[element] = prose.get(element, 0) + line.prose
            everything[element] = everything.get(element, 0) + len(line.text)
    total = sum(line.prose for line in lines)
    inmost = max(
        (line.inside for line in lines),
        key=lambda inside: sum(prose[element] > _MAJORITY * total for element in inside),
    )
    holders = [element for element in inmost if prose[element] > _MAJORITY * total] or [inmost[0]]
    chosen = holders[-1]
    for wider in reversed(holders[:-1]):
        added = everything[wider] - everything[chosen]
        if added and prose[wider] - prose[chosen] > _MAJORITY * added:
            chosen = wider
    return chosen


# --- title and date from outside the article -----------------------------------------------------


def _front(soup: BeautifulSoup, lines: list[Line], article: list[str], element: int) -> list[str]:
    head = re.sub(r"\s", "", "".join(article[:12]))
    title = _title(soup)
    bare = re.sub(r"\s", "", re.sub(r"^[(（][^()（）]{1,6}[)）]", "", title))  # （转载）
    published = _published(soup, [line.text for line in lines if element not in line.inside])
    front = [f"发布时间:{published}"] if published and not _PUBLISHED.search(head) else []
    return [*front, title] if bare and bare not in head else front


def _title(soup: BeautifulSoup) -> str:
    """ArticleTitle, the name government sites are told to give it, else the page's own heading."""
    named = _meta(soup, "ArticleTitle")
    if named:
        return named
    headings = [clean(heading.get_text()) for heading in soup.find_all("h1")]
    title = clean(soup.title.get_text()) if soup.title else ""
    return next((heading for heading in headings if heading), re.split(r"\s+[-_|]\s+|_", title)[0])


def _published(soup: BeautifulSoup, outside: list[str]) -> str:
    match = _DATE.match(_meta(soup, "PubDate")) or _PUBLISHED.search("\n".join(outside))
    if match is None:
        return ""
    year, month, day = (int(part) for part in match.groups())
    return f"{year:04}-{month:02}-{day:02}"


def _meta(soup: BeautifulSoup, name: str) -> str:
    tags = [tag for tag in soup.find_all("meta") if attribute(tag, "name").lower() == name.lower()]
    return next(filter(None, (clean(attribute(tag, "content")) for tag in tags)), "")
