"""Files → text: .txt, .md, .html and .htm, whatever Chinese encoding they are in, and .docx.

Turning the text into a Policy is corpus/parse.py; the article of a web page is found in
corpus/webpage.py, Word documents are read in corpus/docx.py. Nothing is fetched: a page is read
as it was saved.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.webpage import article_text

MAX_BYTES = 20 * 1024 * 1024
_TEXT_TYPES = frozenset({".txt", ".md"})
_PAGE_TYPES = frozenset({".html", ".htm"})
_WORD_TYPES = frozenset({".docx"})
TYPES = _TEXT_TYPES | _PAGE_TYPES | _WORD_TYPES
READABLE = "wence reads .txt, .md, .html, .htm and .docx files"

_MARKS_OF_ORDER = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKDOWN_LINE = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)", re.MULTILINE)
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MARKDOWN_ESCAPE = re.compile(r"\\([.()\[\]#*_>-])")


def read_text(path: Path) -> str:
    """The text of a document, lines ended by "\\n".

    Raises:
        UnreadableDocument: There is no such file, it is empty, larger than 20 MB, of a type
            we do not read, not text, or a page without an article.
    """
    path = Path(path)
    return text_of(_bytes(path), str(path))


def text_of(data: bytes, name: str) -> str:
    """The text of a document that was read already, lines ended by "\\n".

    Args:
        data: The file's content.
        name: The file's name, which tells its type.

    Raises:
        UnreadableDocument: As for `read_text`.
    """
    kind = Path(name).suffix.lower()
    if kind not in TYPES:
        raise UnreadableDocument(f"{name} is of a type that cannot be read: {READABLE}.")
    if kind in _WORD_TYPES:
        from corpus.docx import docx_text  # what only few commands need is imported by these

        text = docx_text(data, name)
    else:
        text = _decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    if kind in _PAGE_TYPES:
        text = article_text(text)
    elif kind == ".md":
        text = _without_markdown(text)
    if not text.strip():
        raise UnreadableDocument(f"{name} holds no text: save the document again and check it.")
    return text


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise UnreadableDocument(f"{path} does not exist: check the path.")
    if not path.is_file():
        raise UnreadableDocument(f"{path} is not a file: give the path of one document.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableDocument(
            f"{path} cannot be opened ({error.strerror}): check its permissions."
        ) from error
    if not data:
        raise UnreadableDocument(f"{path} is empty: give a file that holds the policy's text.")
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(
            f"{path} is larger than {MAX_BYTES // 1024 // 1024} MB: give the policy's text alone."
        )
    return data


def _decode(data: bytes, name: str) -> str:
    """By its byte order mark, else UTF-8, else what a page declares, else GB18030."""
    for mark, encoding in _MARKS_OF_ORDER:
        if data.startswith(mark):
            return _checked(data.removeprefix(mark), [encoding], name)
    return _checked(data, ["utf-8", *_declared(data), "gb18030"], name)


def _declared(data: bytes) -> list[str]:
    match = _DECLARED.search(data[:4096])
    try:
        return [codecs.lookup(match.group(1).decode("ascii")).name] if match else []
    except LookupError:
        return []


def _checked(data: bytes, encodings: list[str], name: str) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise UnreadableDocument(
        f"{name} is not a text file in UTF-8 or GB18030: {READABLE}, so save it as one of these."
    )


def _without_markdown(text: str) -> str:
    """Markdown's own signs taken out: they would stand in front of the clause numbers."""
    text = _MARKDOWN_STRONG.sub(r"\2", _MARKDOWN_LINE.sub("", text))
    return _MARKDOWN_ESCAPE.sub(r"\1", text)
