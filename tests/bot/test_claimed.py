"""A claim with a question after it: both are answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY, clauses_of

from bot.engine import Engine
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """枫溪市护林员装备管理办法

第一条 护林员应当爱护装备。
第二条 装备费每人最高3000元，每队每年最高4万元。
第三条 护林员每年参加2次防火培训。
第四条 丢弃装备的，处500元以上2000元以下的罚款。
"""


@pytest.fixture(scope="module")
def forest(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="equipment")
    folder: Path = tmp_path_factory.mktemp("equipment")
    return Engine([policy], open_index([policy], encoder, folder, progress=False), refuse_below=0)


@pytest.mark.parametrize(
    "question, said",
    [
        ("听说装备费每人有5000元，对吧？一个队一年最多多少", ["不是5000元", "3000元", "4万元"]),
        ("装备费每人3000元，没错吧？每队每年最高多少", ["是的", "3000元", "4万元"]),
        ("装备费每人3000元对吧", ["是的", "3000元"]),
    ],
)
def test_a_claim_is_judged_and_what_is_asked_after_it_answered(
    question: str, said: list[str], forest: Engine
) -> None:
    answer = forest.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert [words for words in said if words not in answer.summary] == []
    assert clauses_of(answer)[0] == 2


@pytest.mark.parametrize(
    "question, opening",
    [
        ("丢弃装备罚500元，对吧", "不是500元"),
        ("丢弃装备罚2000元，对吧", "不是2000元"),
        ("丢弃装备最少罚500元，对吧", "是的"),
        ("丢弃装备最高罚2000元，对吧", "是的"),
        ("丢弃装备罚500元到2000元，对吧", "是的"),
        ("丢弃装备罚500到3000元，对吧", "不是"),
    ],
)
def test_the_end_of_a_range_is_confirmed_only_as_its_end(
    question: str, opening: str, forest: Engine
) -> None:
    summary = forest.ask(question, today=TODAY).summary
    assert summary.startswith(opening)
    assert "500元以上2000元以下" in summary


def test_what_is_asked_after_a_claim_is_not_held_against_its_figure(engine: Engine) -> None:
    answer = engine.ask("语料券一家最多200万，没错吧？那模型券呢，一个最多多少", today=TODAY)
    assert answer.summary.startswith("不是200万")
    assert answer.summary.count("不是") == 1
    assert "150万元" in answer.summary and "100万元" in answer.summary
