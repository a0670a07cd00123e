"""Comparisons that ask two things: each is asked of both sides. Worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY

from bot.compose.each_asked import each_asked
from bot.compose.sides import sides
from bot.engine import Engine
from bot.question import understand
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

# question, what is asked in it
ASKED = [
    (
        "甲级和乙级每月补多少，发的年限一样吗",
        ["甲级和乙级每月补多少", "甲级和乙级，发的年限一样吗"],
    ),
    (
        "住宿券跟餐饮券每年各选几家、每家最多补多少",
        ["住宿券跟餐饮券每年各选几家", "住宿券跟餐饮券，每家最多补多少"],
    ),
    ("甲级和乙级每月差多少", []),
    ("看牙收多少、配镜收多少，分别是谁定的", []),
]


@pytest.mark.parametrize("question, asked", ASKED)
def test_each_thing_is_asked_of_both_sides(question: str, asked: list[str]) -> None:
    whole = understand(question)
    named = sides(whole, lambda word: False)
    assert [part.text for part in each_asked(whole, named)] == asked


TEXT = """临江市教练扶持办法

第一条 为了扶持教练员，制定本办法。

第二条 教练员按照下列标准享受津贴：A类每月9000元，B类每月7000元，C类每月5000元。\
A类津贴发放期限为48个月，C类津贴发放期限为30个月。

第三条 教练员应当持证上岗。

第四条 本办法自印发之日起施行。
"""


def test_both_things_are_told_of_both_sides(encoder: Encoder, tmp_path: Path) -> None:
    policy = parse(TEXT, policy_id="linjiang")
    engine = Engine([policy], open_index([policy], encoder, tmp_path, progress=False))
    answer = engine.ask("A类跟C类津贴一个月差多少，发的时间一样长吗", today=TODAY)
    assert answer.status == "answered"
    for words in ("9000元", "5000元", "相差4000元", "48个月", "30个月", "相差18个月"):
        assert words in answer.summary
