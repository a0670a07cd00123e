"""What an operator sees: a draft with its policy, and a version of what is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from corpus.model import Policy


@dataclass(frozen=True)
class Draft:
    """A document that was uploaded and is not published yet.

    Attributes:
        id: 16 hexadecimal digits.
        name: The file's name as uploaded; to be escaped where it is shown.
        made: When it was uploaded, with a time zone.
        policy: As it will be published, corrections included.
        replaces: Id of the policy in whose place it will be answered from; None for none.
        starts: Offsets in `policy.source` where its clauses begin.
        end: Where the last one ends.
    """

    id: str
    name: str
    made: datetime
    policy: Policy
    replaces: str | None
    starts: tuple[int, ...]
    end: int


@dataclass(frozen=True)
class Version:
    """The added policies as they were from one publication to the next.

    Attributes:
        n: Its number, from 1.
        made: When, with a time zone.
        what: What was done, 发布《…》 or 恢复到第2版.
        policies: Id and title of each policy in it; bundled ones are in all versions.
        current: Whether it is in use.
    """

    n: int
    made: datetime
    what: str
    policies: tuple[tuple[str, str], ...]
    current: bool
