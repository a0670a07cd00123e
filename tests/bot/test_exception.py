"""Which sentence changes the rule before it for those whom a question speaks of."""

from __future__ import annotations

import pytest

from bot.compose.exception import changed
from bot.engine import Engine
from bot.question import understand
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

TEXT = """枫溪市人民政府关于扶持商铺的若干措施

第一条 商铺新招用店员的，按每人1500元给予补助。其中招用退役军人的，每人提高至2600元。每年受理两次。
第二条 商铺应当报送信息。
"""


@pytest.mark.parametrize(
    "question, change",
    [
        ("招了个退役军人，一个人补多少", True),
        ("招了店员，一个人补多少", False),
        ("招的不是退役的，一个人补多少", False),
    ],
)
def test_the_next_sentence_changes_the_rule_for_whom_it_names(
    question: str, change: bool, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    policy = parse(TEXT, policy_id="shops")
    folder = tmp_path_factory.mktemp("shops")
    engine = Engine([policy], open_index([policy], encoder, folder, progress=False))
    sight = engine.sight(question)
    every = [s for s in sight.known.clause(1).statements if not s.facts]
    rule = next(s for s in every if "1500元" in s.words)
    found = changed(understand(question), rule, every, sight.known.weights)
    assert (found is not None) is change
    assert found is None or "2600元" in found.words
