"""HTML → lines of text: paragraphs, headings, rows of tables, each with where it stands.

What a reader would see, in order: no scripts, nothing hidden, no navigation. Which of the lines
are the article is corpus/webpage.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section "
    "summary table tbody td tfoot th thead tr ul".split()
)
_NEVER_TEXT = frozenset(
    "audio button canvas embed head iframe input map noscript object option script select "
    "style svg template textarea title video".split()
)
_SITE_PARTS = frozenset({"nav", "footer", "aside"})
_NEVER_NESTED = frozenset({"dd", "dt", "li", "p"})
_CELL_TAGS = frozenset({"td", "th", "tr"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
# A line break of the HTML source between two Chinese characters stands for nothing.
_SOURCE_BREAK = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u9fff\uff00-\uffef])"
)
_CELL_SEPARATOR = " | "


@dataclass
class Line:
    """A line of the page.

    Attributes:
        text: As a reader sees it, white space made single.
        inside: The block elements it stands in, outermost first, by identity.
        linked: How many of its characters are links.
        cells: How many cells it joins, where it is a row of a table; else 0.
        prose: Characters that count as running text; set by corpus/webpage.py.
    """

    text: str
    inside: tuple[int, ...]
    linked: int
    cells: int = 0
    prose: int = 0


def page_lines(soup: BeautifulSoup, *, hidden: bool) -> list[Line]:
    """The lines of a page; hidden: also those that its styles hide."""
    writer = _Writer(hidden=hidden)
    writer.write(soup)
    return writer.lines


@dataclass
class _Open:
    """An element being walked: its children still to come, the blocks it is or stands in."""

    name: str
    children: Iterator[PageElement]
    inside: tuple[int, ...]
    link: bool = False
    block: bool = True


class _Writer:
    """Walks the elements in order and writes lines.

    Without recursion: the parser knows no implied end tags, so a page that never closes its
    paragraphs is as deep as it is long.
    """

    def __init__(self, *, hidden: bool, ignore: frozenset[str] = frozenset()) -> None:
        self.lines: list[Line] = []
        self._hidden = hidden
        self._ignored = _NEVER_TEXT | _SITE_PARTS | ignore
        self._words: list[str] = []
        self._linked = 0

    def write(self, top: Tag) -> None:
        open_ = [_Open(top.name, iter(top.children), (id(top),))]
        while open_:
            here = open_[-1]
            child = next(here.children, None)
            if child is None:
                open_.pop()
                if here.block:
                    self._end_line(here.inside)
            elif isinstance(child, Tag):
                inner = self._opened(child, here)
                if inner is not None:
                    open_.append(inner)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._words.append(child)
                self._linked += len(child.strip()) if here.link else 0

    def _opened(self, element: Tag, here: _Open) -> _Open | None:
        """The element to walk into; None where there is nothing more to do for it."""
        if element.name in self._ignored or self._unseen(element):
            return None
        link = here.link or element.name == "a"
        if element.name not in _BLOCKS and element.name != "br":
            return _Open(here.name, iter(element.children), here.inside, link, block=False)
        self._end_line(here.inside)
        # A paragraph in a paragraph is the next one: the first was never closed.
        unclosed = element.name == here.name and element.name in _NEVER_NESTED
        inside = (*(here.inside[:-1] if unclosed else here.inside), id(element))
        if element.name == "table" and _holds_data(element):
            self._table(element, inside)
            return None
        return _Open(element.name, iter(element.children), inside, link)

    def _end_line(self, inside: tuple[int, ...]) -> None:
        text = clean("".join(self._words))
        if text:
            self.lines.append(Line(text, inside, min(self._linked, len(text))))
        self._words, self._linked = [], 0

    def _unseen(self, element: Tag) -> bool:
        if self._hidden:
            return False
        style = attribute(element, "style")
        return element.has_attr("hidden") or _HIDDEN_STYLE.search(style) is not None

    def _table(self, table: Tag, inside: tuple[int, ...]) -> None:
        for row in table.find_all(["caption", "tr"]):
            if not self._unseen(row):
                cells = [self._cell(cell) for cell in _cells(row) or [row]]
                if any(text for text, _ in cells):
                    words = _CELL_SEPARATOR.join(text for text, _ in cells).rstrip()
                    linked = sum(count for _, count in cells)
                    self.lines.append(Line(words, inside, linked, cells=len(cells)))

    def _cell(self, cell: Tag) -> tuple[str, int]:
        """The words of a cell on one line and how many of them are links."""
        inner = _Writer(hidden=self._hidden, ignore=_CELL_TAGS)
        inner.write(cell)
        return " ".join(line.text for line in inner.lines), sum(line.linked for line in inner.lines)


def _cells(row: Tag) -> list[Tag]:
    """The cells of a row; a row or cell inside another follows it and was never closed."""
    return [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row]


def clean(text: str) -> str:
    """The words as a browser shows them: white space made single, invisible signs left out."""
    return " ".join(_SOURCE_BREAK.sub("", _INVISIBLE.sub("", text)).split())


def attribute(element: Tag, name: str) -> str:
    """An attribute, "" where the element has none of that name."""
    value = element.get(name)
    return value if isinstance(value, str) else ""


def _holds_data(table: Tag) -> bool:
    """Whether a table is one: rows of several cells, no table inside. Others lay out the page."""
    if table.find("table"):
        return False
    return any(len(_cells(row)) > 1 for row in table.find_all("tr"))
