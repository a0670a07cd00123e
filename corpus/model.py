"""What a policy is: Policy, Section, Clause, Item.

Plain data: no files, no models, nothing imported but the standard library, so that every
other module can rest on this one. Turning text into a Policy is corpus/parse.py; reading
figures out of a Clause is corpus/facts.py. Offsets everywhere are in characters, half-open,
as in text[start:end].
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Item:
    """A numbered or unnumbered part inside a clause: 款, 项, 目, "1.", "①".

    Attributes:
        label: As printed, "(三)" or "2."; "" for a paragraph (款) that carries no number.
        level: What kind of part it is: "款", "项" or "目" in a document of articles (条);
            elsewhere the form of its number, such as "(一)" or "1.".
        n: Its ordinal among its siblings, from 1.
        start, end: Offsets in the text of its clause.
        items: Parts below it.
    """

    label: str
    level: str
    n: int
    start: int
    end: int
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Clause:
    """One numbered measure of a policy: the smallest thing an answer can cite.

    Attributes:
        policy: Id of the policy it stands in, such as "sd-ai-2025".
        n: Its place in the policy, counted from 1: 17 for (十七).
        label: The number as printed, "(十七)": shown to people, never parsed again.
        title: First sentence without its full stop, "支持具身智能培育".
        section: The heading it stands under as printed, "三、深化拓展赋能应用"; "" if none.
        text: The clause as printed, label included: source[start:end] == text.
        lead_agencies: 牵头单位, as printed, in order.
        responsible_agencies: 责任单位 (also 配合单位), as printed, in order.
        start, end: Offsets in the source text of the policy.
        items: The parts inside it, outermost first.
    """

    policy: str
    n: int
    label: str
    title: str
    section: str
    text: str
    lead_agencies: tuple[str, ...]
    responsible_agencies: tuple[str, ...]
    start: int
    end: int
    items: tuple[Item, ...] = ()

    @property
    def id(self) -> str:
        """Stable id, "sd-ai-2025#(十七)"."""
        return f"{self.policy}#{self.label}"


@dataclass(frozen=True)
class Section:
    """A heading over clauses.

    Attributes:
        label: The number as printed, "三、".
        title: "深化拓展赋能应用".
        start, end: Offsets of the heading itself in the source text.
        level: 1 for the outermost headings, 2 for those below them.
    """

    label: str
    title: str
    start: int
    end: int
    level: int = 1

    @property
    def heading(self) -> str:
        """The heading as people write it: "三、深化拓展赋能应用", "第一章 总则"."""
        gap = "" if self.label.endswith(("、", ".", ")", "）")) else " "
        return f"{self.label}{gap}{self.title}"


@dataclass(frozen=True)
class Header:
    """What stands before the first clause.

    Attributes:
        title: "关于支持人工智能全产业链创新发展的若干政策措施".
        document_number: 发文字号, "鲁政办字〔2025〕49号"; "" where the text gives none.
        issuer: 发文机关, "山东省人民政府办公厅"; "" where the text gives none.
        date: 成文日期, the date under the issuer's name; None where the text gives none.
        published: 发布时间 of the page it was taken from; None where the text gives none.
        start, end: Offsets in the source text.
    """

    title: str
    document_number: str
    issuer: str
    date: datetime.date | None
    published: datetime.date | None
    start: int
    end: int


@dataclass(frozen=True)
class Closing:
    """What stands after the last clause; start == end where there is nothing.

    Attributes:
        valid_from, valid_until: First and last day of validity as the text gives them (both
            days included); None where it gives none. They may come from a clause
            ("本办法自…起施行,有效期5年") as well as from the closing.
        validity_start, validity_end: Offsets in the source of the words that say so.
    """

    start: int
    end: int
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    validity_start: int = 0
    validity_end: int = 0


@dataclass(frozen=True)
class Policy:
    """A policy document read into its parts; the parts cover `source` without gap or overlap.

    Attributes:
        id: "sd-ai-2025".
        source: The whole text, verbatim.
        header, sections, clauses, closing: Its parts in the order of the text.
    """

    id: str
    source: str = field(repr=False)
    header: Header
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]
    closing: Closing

    @property
    def title(self) -> str:
        """The title of the policy, without 《》."""
        return self.header.title

    def clause(self, n: int) -> Clause:
        """The n-th clause, counted from 1.

        Raises:
            IndexError: There is no such clause.
        """
        if not 1 <= n <= len(self.clauses):
            raise IndexError(f"{self.id} has clauses 1 to {len(self.clauses)}, not {n}")
        return self.clauses[n - 1]

    def part_text(self, part: str) -> str:
        """The text of "header" or "closing", whose offsets a citation of that part counts in."""
        span = self.header if part == "header" else self.closing
        return self.source[span.start : span.end]

    def spans(self) -> Iterator[tuple[int, int]]:
        """Every part's span in the order of the text: put together they give `source`."""
        parts: list[Header | Section | Clause | Closing] = [
            self.header,
            *self.sections,
            *self.clauses,
            self.closing,
        ]
        for part in sorted(parts, key=lambda part: (part.start, part.end)):
            yield part.start, part.end
