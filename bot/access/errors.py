"""Why a request was turned away. The sentences are for users and never say which part was wrong.

Which part it was stands in the log, for the operator.
"""

from __future__ import annotations

import math
from typing import ClassVar

from corpus.errors import WenceError


class Refused(WenceError):
    """A request that was turned away.

    Attributes:
        status: The HTTP status to answer with.
    """

    status: ClassVar[int]


class Unauthorized(Refused):
    """No key, token or session, or one that does not hold."""

    status = 401

    def __init__(self) -> None:
        super().__init__("身份验证没有通过，请检查密钥或重新登录后再试。")


class Forbidden(Refused):
    """The sender is known, or needs not be, and may still not do this."""

    status = 403

    def __init__(self) -> None:
        super().__init__("没有这样做的权限，请与管理员联系。")


class TooMany(Refused):
    """More requests than the limit allows.

    Attributes:
        retry_after: Whole seconds after which to try again, at least 1.
    """

    status = 429

    def __init__(self, wait_s: float) -> None:
        self.retry_after = max(1, math.ceil(wait_s))
        super().__init__(f"请求太频繁，请在{self.retry_after}秒后再试。")
