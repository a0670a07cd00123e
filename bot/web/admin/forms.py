"""What forms say: words, numbers and files, read with care."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from starlette.datastructures import FormData, UploadFile

from corpus.errors import WenceError

LONGEST_NAME = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class NotGiven(WenceError):
    """A field of the form is missing or cannot be read."""


def word(form: FormData, field: str) -> str:
    """The text of a field without spaces around it; "" where there is none."""
    given = form.get(field)
    return given.strip() if isinstance(given, str) else ""


def number(form: FormData, field: str) -> int:
    """The number in a field.

    Raises:
        NotGiven: There is none.
    """
    given = word(form, field)
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise NotGiven("表单不完整，请返回后重新打开这一页。")
    return int(given)


def document(form: FormData, field: str) -> UploadFile:
    """The file in a field.

    Raises:
        NotGiven: None was chosen.
    """
    given = form.get(field)
    if not isinstance(given, UploadFile) or not given.filename:
        raise NotGiven("没有选择文件，请返回后先选一个文件。")
    return given


def plain_name(given: str) -> str:
    """A file's name without the folders a browser (or somebody else) put before it, without
    control characters and those that turn writing round; never empty, at most LONGEST_NAME long.
    """
    name = PurePosixPath(_CONTROL.sub("", given).replace("\\", "/")).name.strip(". ") or "document"
    stem, dot, kind = name.rpartition(".")
    if not dot:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - 10]}.{kind[:9]}"
