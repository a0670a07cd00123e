"""An uploaded file → its text, or one sentence in Chinese that says why not."""

from __future__ import annotations

import logging

from corpus.errors import NoClauses, UnreadableDocument, WenceError
from corpus.parse import parse
from corpus.read import TYPES, text_of

logger = logging.getLogger(__name__)


class UploadRefused(WenceError):
    """The file is no document that can be published."""


def read_upload(name: str, data: bytes, *, limit: int) -> str:
    """The text of an uploaded file that holds a policy.

    Args:
        name: The file's name, which tells its type and is used for nothing else.
        data: Its content.
        limit: Most bytes that it may have.

    Raises:
        UploadRefused: It is too large, of a type that is not read, cannot be read, or holds no
            numbered clause.
    """
    if not name.lower().endswith(tuple(TYPES)):
        raise UploadRefused("只能上传 .docx、.txt、.md、.html 或 .htm 文件。")
    if not data:
        raise UploadRefused("这个文件是空的，请检查后再上传。")
    if len(data) > limit:
        raise UploadRefused(f"文件超过了{limit / (1 << 20):g} MB的上限，请只上传政策正文。")
    try:
        text = text_of(data, f"upload.{name.rsplit('.', 1)[1]}")
        parse(text, policy_id="new")
    except UnreadableDocument as error:
        logger.info("an upload was refused: %s", error)
        raise UploadRefused(
            "这个文件里的文字读不出来：可能已损坏、有密码、展开后过大，或者内容和扩展名不符，"
            "请打开检查，另存一份再上传。"
        ) from error
    except NoClauses as error:
        raise UploadRefused(
            "这个文件里没有找到编号的条款（如“第一条”“一、”“（一）”“1.”），请检查是不是政策原文。"
        ) from error
    return text
