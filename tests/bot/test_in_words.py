"""Times and sums that a text says in words where a figure is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY, clauses_of

from bot.engine import Engine
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """枫溪市护林员补助管理办法

第一条 护林员每人每月补助1800元。护林员调整巡护等级的，自核定之次月起按新等级发放补助。
第二条 护林员服务不满1年离岗的，已领取的装备费全额退还；满1年不满3年的，按剩余月数退还。
第三条 护林站年巡护里程首次突破1万公里、3万公里的，分别给予5万元、12万元奖励。
第四条 林场年产值首次突破2000万元、5000万元的，分别给予30万元、80万元奖励。
第五条 护林员每年参加2次防火培训。
第六条 年满50周岁不满55周岁的护林员每年体检一次，费用减半。55周岁以上的护林员每年免费体检。
第七条 巡护津贴自到岗之日起按一年期标准计算，每年12月20日结清。
"""


@pytest.fixture(scope="module")
def forest(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="forest")
    folder: Path = tmp_path_factory.mktemp("forest")
    return Engine([policy], open_index([policy], encoder, folder, progress=False), refuse_below=0)


@pytest.mark.parametrize(
    "question, clause, said",
    [
        ("巡护等级调整了，新的补助从哪个月开始发", 1, "次月"),
        ("护林员干了不到1年就离岗，装备费要退多少", 2, "全额退还"),
        ("护林员一个月补助多少", 1, "1800元"),
        ("我53了，体检要交多少", 6, "减半"),
        ("我58了，体检要交多少", 6, "免费"),
        ("巡护津贴哪天结清", 7, "12月20日"),
        ("林场产值破2000万、5000万分别奖多少，列一下", 4, "80万元"),
    ],
)
def test_what_is_said_in_words_is_told(
    question: str, clause: int, said: str, forest: Engine
) -> None:
    answer = forest.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert clauses_of(answer) == [clause]
    assert said in answer.summary


def test_a_sum_that_is_given_still_picks_clauses(forest: Engine) -> None:
    for question in ("有哪些措施最高能给80万元", "首次突破后能拿80万元的有哪些"):
        assert clauses_of(forest.ask(question, today=TODAY)) == [4]


def test_a_time_that_is_not_said_is_refused(forest: Engine) -> None:
    assert forest.ask("防火培训从哪个月开始", today=TODAY).status == "refused"
