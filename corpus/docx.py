"""Word documents (.docx) → text: a paragraph a line, a row of a table a line, in their order.

A .docx is a zip of XML. It is unpacked here under limits, in memory and nowhere else, before
python-docx sees any of it; the numbers that Word counts itself are worked out in
corpus/docx_numbering.py. Inserted text counts, deleted text, field codes and text boxes do not.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from corpus.docx_numbering import Numbering
from corpus.errors import UnreadableDocument

# A document of 300 pages with pictures has some 100 entries, its XML takes some 10 MB and was
# packed 10 to 30 times; what a bomb holds was packed about 1000 times.
MAX_ENTRIES = 2000
MAX_UNPACKED = 64 << 20
MAX_XML = 16 << 20
MAX_RATIO = 200
_SMALL = 1 << 20  # bytes up to which any ratio is harmless
_CHUNK = 1 << 16

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_PROPERTIES = qn("w:pPr")
_TEXT, _TAB = qn("w:t"), qn("w:tab")
_BREAKS = frozenset({qn("w:br"), qn("w:cr")})
_NO_TEXT = frozenset(
    {
        _PROPERTIES,
        qn("w:rPr"),
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:instrText"),
        qn("w:txbxContent"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)


def docx_text(data: bytes, name: str) -> str:
    """The text of a Word document.

    Args:
        data: The file.
        name: What it is called in an error.

    Raises:
        UnreadableDocument: It is no .docx, is damaged or locked, or would unpack to more than
            a document can be.
    """
    try:
        document = Document(io.BytesIO(_unpacked(data, name)))
        numbering = Numbering(document.part)
        return "\n".join(_lines(document.element.body, numbering))
    except (
        zipfile.BadZipFile,
        zlib.error,
        PackageNotFoundError,
        SyntaxError,  # lxml: the XML is damaged
        NotImplementedError,  # a way of packing that Python lacks
        RuntimeError,  # zipfile: the entry is encrypted
        KeyError,  # python-docx: a part that another names is missing
        AttributeError,  # python-docx: a part of another kind than its name says
        ValueError,
        EOFError,
    ) as error:
        raise UnreadableDocument(
            f"{name} is no Word document that can be read: it may be damaged or locked with a "
            "password, so open it in Word or WPS and save it as .docx again."
        ) from error


# --- unpacking -----------------------------------------------------------------------------------


def _unpacked(data: bytes, name: str) -> bytes:
    """The same package without compression, read entry by entry under the limits."""
    whole = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as packed,
        zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as plain,
    ):
        entries = packed.infolist()
        _check_directory(entries, name)
        left = MAX_UNPACKED
        for entry in entries:
            content = _read(packed, entry, left, name)
            left -= len(content)
            plain.writestr(zipfile.ZipInfo(entry.filename), content)
    return whole.getvalue()


def _check_directory(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse by what the zip says of itself, before anything is unpacked."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_large(name)
    for entry in entries:
        if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
            raise _too_large(name)
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise UnreadableDocument(
                f"{name} holds the name of a place outside it, which no Word document does: "
                "open it in Word or WPS and save it as .docx again."
            )
    if len({entry.filename for entry in entries}) < len(entries):
        raise zipfile.BadZipFile("an entry comes twice")


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, name: str) -> bytes:
    """An entry, whatever the directory says of its size."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    limit = min(left, MAX_XML) if is_xml else left
    content = bytearray()
    with packed.open(entry) as file:
        while chunk := file.read(_CHUNK):
            content += chunk
            too_dense = len(content) > max(_SMALL, MAX_RATIO * entry.compress_size)
            if len(content) > limit or too_dense:
                raise _too_large(name)
    # No entity is expanded (python-docx's parser), and Word declares none: in any encoding.
    if is_xml and b"<!DOCTYPE" in content.replace(b"\0", b""):
        raise zipfile.BadZipFile("the XML has a document type")
    return bytes(content)


def _too_large(name: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"{name} would unpack to more than a Word document holds: save the policy's text alone, "
        "without pictures, as .docx again."
    )


# --- text ----------------------------------------------------------------------------------------


def _lines(container: Any, numbering: Numbering) -> Iterator[str]:
    """The lines of a body or a cell; content controls and the like are looked into."""
    for element in container:
        if element.tag == _PARAGRAPH:
            yield from _paragraph(element, numbering)
        elif element.tag == _TABLE:
            for row in _rows(element):
                yield from _row(row, numbering)
        elif element.tag not in _NO_TEXT:
            yield from _lines(element, numbering)


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == _ROW:
            yield element
        elif element.tag not in _NO_TEXT:
            yield from _rows(element)


def _row(row: Any, numbering: Numbering) -> Iterator[str]:
    """A row as one line; a table of one cell that frames text gives its lines."""
    cells = [list(_lines(cell, numbering)) for cell in row.iter(_CELL) if _row_of(cell) is row]
    if len(cells) == 1:
        yield from cells[0]
    elif any("".join(cell).strip() for cell in cells):
        yield " | ".join(" ".join(" ".join(cell).split()) for cell in cells)


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(_ROW))


def _paragraph(paragraph: Any, numbering: Numbering) -> Iterator[str]:
    words = "".join(_words(paragraph))
    number = numbering.label(paragraph) if words.strip() else ""
    gap = " " if re.search(r"[\u4e00-\u9fffA-Za-z0-9]$", number) else ""  # 第一条 …, but 一、…
    yield from f"{number}{gap}{words}".split("\n")


def _words(element: Any) -> Iterator[str]:
    for part in element:
        if part.tag == _TEXT:
            yield part.text or ""
        elif part.tag == _TAB:
            yield "\t"
        elif part.tag in _BREAKS:
            yield "\n"
        elif part.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif part.tag not in _NO_TEXT:
            yield from _words(part)
