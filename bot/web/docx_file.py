"""Answers → the bytes of a Word document (.docx): questions, answers, tables, citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from bot.answer import Answer, Citation, Table
from bot.web.turn import place_words, spoken
from bot.web.ui.words import Lang, said
from corpus.model import Policy

_FONT = "微软雅黑"  # on every Chinese Windows; Word takes another where it is missing
_INK, _SOFT = RGBColor(0x1B, 0x2A, 0x2E), RGBColor(0x51, 0x64, 0x6A)
# What XML cannot hold (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(
    answers: Sequence[Answer], policies: Sequence[Policy], today: date, lang: Lang = "zh"
) -> bytes:
    """A document of one answer, or of a conversation from its beginning.

    Args:
        answers: In the order they were given.
        policies: Those that are loaded: what is cited is named by title and document number.
        today: The date that stands in it.
        lang: Of the words round the answers.
    """
    written = _Written({policy.id: policy for policy in policies}, lang)
    written.begin(today)
    for answer in answers:
        written.add(answer)
    written.text(said("docx-legal", lang), bold=True, before_pt=18)
    return written.bytes()


class _Written:
    """A document being written."""

    def __init__(self, policies: dict[str, Policy], lang: Lang) -> None:
        self._document = Document()
        self._policies = policies
        self._lang = lang
        for name in ("Normal", "Title", "Heading 1", "Heading 2"):
            style: Any = self._document.styles[name]
            style.font.name = _FONT
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)  # it would win over the font's name
            fonts.set(qn("w:eastAsia"), _FONT)
            style.font.color.rgb = _INK
        self._document.core_properties.author = ""

    def begin(self, today: date) -> None:
        """The title and the date."""
        title = said("docx-title", self._lang)
        self._document.core_properties.title = title
        self._document.add_heading(title, level=0)
        self.text(said("docx-date", self._lang, day=today), soft=True)

    def add(self, answer: Answer) -> None:
        """A question with its answer."""
        question = _legal(said("docx-question", self._lang, question=answer.question))
        self._document.add_heading(question, level=1)
        if answer.resolved:
            self.text(said("resolved", self._lang, question=answer.resolved), soft=True)
        self.text(spoken(answer))
        if answer.table is not None:
            self._table(answer.table)
        if answer.citations:
            self._document.add_heading(said("sources", self._lang), level=2)
        for citation in answer.citations:
            self._cite(citation)
        for notice in answer.notices:
            self.text(notice, soft=True)

    def text(
        self, text: str, *, soft: bool = False, bold: bool = False, before_pt: float = 0
    ) -> None:
        """A paragraph."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(before_pt)
        run = paragraph.add_run(_legal(text))
        run.bold = bold
        if soft:
            run.font.color.rgb = _SOFT
            run.font.size = Pt(9.5)

    def bytes(self) -> bytes:
        """The file."""
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _cite(self, citation: Citation) -> None:
        policy = self._policies.get(citation.policy)
        source = f"《{policy.title if policy else citation.policy}》"
        if policy is not None:
            source += self._origin(policy)
        place = place_words(citation.label, citation.part, self._lang)
        title = citation.title if citation.part is None else ""
        paragraph = self._document.add_paragraph(style="List Bullet")
        paragraph.add_run(_legal(f"{source}{place} {title}".strip())).bold = True
        paragraph.add_run().add_break()
        paragraph.add_run(_legal(said("docx-quote", self._lang, quote=citation.quote)))

    def _origin(self, policy: Policy) -> str:
        """（鲁政办字〔2025〕49号，2025年5月7日印发）"""
        header = policy.header
        dated = said("policy-date", self._lang, day=header.date) if header.date else ""
        known = [words for words in (header.document_number, dated) if words]
        return f"（{'，'.join(known)}）" if known else ""

    def _table(self, table: Table) -> None:
        written = self._document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
        for cell, column in zip(written.rows[0].cells, table.columns, strict=True):
            cell.paragraphs[0].add_run(_legal(column)).bold = True
        for row in table.rows:
            for cell, text in zip(written.add_row().cells, row, strict=True):
                cell.text = _legal(text)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
