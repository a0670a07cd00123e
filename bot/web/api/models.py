"""What is sent to /api/v1 and what comes back, with the limits that hold whatever is set.

Settings may set lower ones (WENCE_QUESTION_LIMIT, WENCE_HISTORY_LIMIT): the routes check them.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

# A NUL can be kept in no text column of PostgreSQL and means nothing to a reader.
_NO_NUL = r"^[^\x00]*$"
POLICY_ID = r"^[a-z0-9][a-z0-9._-]{0,63}$"
_KEPT_ID = r"^[A-Za-z0-9_-]{1,64}$"
PREFIX = "/api/v1"
LONGEST_QUESTION = 20_000
MOST_TURNS = 100
MOST_CLAUSES = 10_000  # in one policy

PolicyId = Annotated[str, Field(pattern=POLICY_ID, examples=["sd-ai-2025"])]
KeptId = Annotated[str, Field(pattern=_KEPT_ID)]
Text = Annotated[str, Field(pattern=_NO_NUL, max_length=LONGEST_QUESTION)]
Ordinal = Annotated[int, Field(ge=1, le=MOST_CLAUSES)]


class Problem(BaseModel):
    """An error, as application/problem+json (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["内容不合要求"])
    status: int = Field(examples=[422])
    detail: str = Field(
        description="一句话，说明该怎么办", examples=["问题是空的：请输入要问的内容。"]
    )
    instance: str = Field(description="请求编号，与响应头X-Request-ID相同")


class AskIn(BaseModel):
    """A question."""

    model_config = ConfigDict(extra="forbid")

    question: Text = Field(min_length=1, description="问题")
    history: list[Text] = Field(
        default=[],
        max_length=MOST_TURNS,
        description="同一对话中此前的提问，先问的在前；只看最后几条（WENCE_HISTORY_LIMIT）",
    )
    policy: PolicyId | None = Field(default=None, description="只在这份政策中查找")
    today: datetime.date | None = Field(
        default=None, description="按哪一天判断政策是否有效；默认今天"
    )
    conversation: KeptId | None = Field(
        default=None, description="接着哪个对话；不给则开始新的对话"
    )


class CitationOut(BaseModel):
    """A clause the summary rests on; clause.text[start:end] == quote."""

    policy: str
    clause: int | None = Field(description="条款序号；引文在文件首尾时为null")
    part: Literal["header", "closing"] | None = Field(
        default=None, description="引文在文件首部或尾部时给出"
    )
    label: str
    title: str
    quote: str
    start: int
    end: int


class ClauseRefOut(BaseModel):
    """A clause pointed at without a quote."""

    policy: str
    clause: int
    label: str
    title: str


class RetrievedOut(BaseModel):
    """A clause retrieval found, best first."""

    policy: str
    clause: int
    score: float


class AnswerOut(BaseModel):
    """An answer; every figure and agency in its summary stands in a cited clause."""

    question: str
    status: Literal["answered", "refused", "clarify", "chat"]
    summary: str
    citations: list[CitationOut]
    related: list[ClauseRefOut]
    notices: list[str]
    retrieved: list[RetrievedOut]
    timings_ms: dict[str, float]
    id: str = Field(description="回答编号，反馈时用；没有保存记录时为空")
    conversation: str = Field(description="对话编号，接着问时用；没有保存记录时为空")


class PolicyOut(BaseModel):
    """A policy."""

    id: str
    title: str
    document_number: str
    issuer: str
    # Always there. With defaults, since FastAPI leaves null out of the examples it shows.
    date: datetime.date | None = Field(default=None, description="没有写明的日期为null")
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    clauses: int = Field(description="条款数")


class PoliciesOut(BaseModel):
    """All policies that are answered from."""

    policies: list[PolicyOut]


class ClauseOut(BaseModel):
    """A clause; `start` and `end` are offsets in the policy's text."""

    model_config = ConfigDict(extra="allow")

    policy: str
    n: int
    id: str = Field(examples=["sd-ai-2025#(十七)"])
    label: str
    title: str
    section: str
    text: str
    lead_agencies: list[str]
    responsible_agencies: list[str]
    start: int
    end: int
    items: list[dict[str, Any]] = Field(description="条款内的款、项、目")


class ClausesOut(BaseModel):
    """A page of clauses, in the order of the policies."""

    total: int
    page: int
    pages: int
    clauses: list[ClauseOut]


class HitOut(BaseModel):
    """A clause that was found, with its nearness: the higher, the nearer."""

    score: float
    clause: ClauseOut


class HitsOut(BaseModel):
    """What was found, nearest first."""

    hits: list[HitOut]


class FeedbackIn(BaseModel):
    """What a user thinks of an answer."""

    model_config = ConfigDict(extra="forbid")

    answer: KeptId = Field(description="回答编号")
    vote: Literal["like", "dislike"]
    reason: Annotated[str, Field(pattern=_NO_NUL, max_length=2000)] = Field(
        default="", description="理由"
    )
    policy: PolicyId | None = Field(
        default=None, description="用户认为对的条款所在的政策；默认为回答所依据的政策"
    )
    clause: Ordinal | None = Field(default=None, description="用户认为对的条款的序号")


class HealthOut(BaseModel):
    """How the server is."""

    status: Literal["live", "ready"]
    policies: int | None = None
    under_way: int | None = Field(default=None, description="正在回答和等待的问题数")
