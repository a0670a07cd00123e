"""Two things compared for one kind of people: the figures of that kind are set side by side."""

from __future__ import annotations

from pathlib import Path

from bot_answers import TODAY

from bot.engine import Engine
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

TEXT = """临江市上门护理办法

第一条 为了规范上门护理，制定本办法。

第二条 护理机构按照下列规定上门：
（一）夜班护理：由护理机构派护理员上门，其中职工参保人员每月上门不低于9次，每月服务时间为21小时；\
居民参保人员每月上门不低于4次，每月服务时间为11小时。
（二）日班护理：由护理机构派护理员上门，其中职工参保人员每月上门不低于5次，每月服务时间为13小时；\
居民参保人员每月上门不低于2次，每月服务时间为7小时。

第三条 护理员应当持证上岗。

第四条 本办法自印发之日起施行。
"""


def test_both_sides_are_those_of_the_people_that_the_question_names(
    encoder: Encoder, tmp_path: Path
) -> None:
    policy = parse(TEXT, policy_id="linjiang")
    engine = Engine([policy], open_index([policy], encoder, tmp_path, progress=False))
    answer = engine.ask("夜班和日班居民每月服务时间差多少", today=TODAY)
    assert "11小时" in answer.summary
    assert "7小时" in answer.summary
    assert "相差4小时" in answer.summary
    assert "21小时" not in answer.summary
