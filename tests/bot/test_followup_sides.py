"""Follow-ups that exchange one side of a contrast, ask on about the sentence just told, or ask
two things at once. A small policy written for the test, the real encoder."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY

from bot.context import is_told
from bot.engine import Engine
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

TEXT = """宁川市扶持办法

第一条 为了扶持本市企业和人才，制定本办法。

第二条 租房合同期限，见习医师一般为2年，乡村教师和社区护士一般为4年。

第三条 参加行业年会的企业，境内年会按照场地费的40%给予补助，每次最高2万元；
境外年会按照场地费的70%给予补助，每次最高9万元。

第四条 专家可以申请入住专家楼：A类面积不超过170平方米，前6年免收租金；
B类面积不超过130平方米，租金按照市场价的60%收取。

第五条 支持建设和使用检测站：自建检测站的，按实际投资额的25%给予补助，最高160万元；
租赁检测站的，按年度租金的35%给予补助，每年最高70万元。

第六条 养殖场购买保险的，首年、次年分别按保费的80%、50%给予补贴，每场最高3万元。
新建沼气池的，按每立方米100元给予补贴，最高12万元。

第七条 主管部门应当在20个工作日内完成评审，将名单公示5日。公示无异议的，应当在8个工作日内拨付资金。

第八条 水库垂钓园年接待3000人次以上的，每人次补贴2元，每个经营者每年最高45万元。

第九条 民宿年营业300天以上的，每间补贴500元，每个经营者每年最高80万元。

第十条 本办法自2026年1月1日起施行。
"""


@pytest.fixture(scope="module")
def aid(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the policy above."""
    policy = parse(TEXT, policy_id="ningchuan")
    folder: Path = tmp_path_factory.mktemp("ningchuan")
    return Engine([policy], open_index([policy], encoder, folder, progress=False))


@pytest.mark.parametrize(
    "turns, question, clause, said, unsaid",
    [
        (["见习医师的租房合同签几年"], "那乡村教师的呢", 2, ["4年"], "2年"),
        (["参加国内行业年会，场地费报多少"], "国外的呢", 3, ["9万元"], "2万元"),
        (["A类专家楼多大"], "那B类呢，多大", 4, ["130平方米"], "170平方米"),
        (["A类专家楼多大", "要交租金吗"], "B类交几成", 4, ["60%"], "前6年"),
        (["自己建检测站能补多少"], "那要是租的呢，补几成", 5, ["35%"], "25%"),
        (["养殖场买保险首年补几成", "新建沼气池有补贴吗"], "封顶多少", 6, ["12万元"], "3万元"),
        (["评审要多少个工作日"], "那公示几天，公示完多久打钱", 7, ["5日", "8个工作日"], "20个"),
        (
            ["水库垂钓园每人次补多少", "一年要接待多少人次才行"],
            "每个经营者一年最高拿多少", 8, ["45万元"], "80万元",
        ),
    ],
)  # fmt: skip
def test_a_follow_up_is_answered_for_the_side_it_names(
    turns: list[str], question: str, clause: int, said: list[str], unsaid: str, aid: Engine
) -> None:
    answer = aid.ask(question, turns, today=TODAY)
    assert answer.status == "answered"
    assert {c.clause for c in answer.citations} == {clause}
    for words in said:
        assert words in answer.summary
    assert unsaid not in answer.summary


@pytest.mark.parametrize(
    "turn, question, whole",
    [
        ("见习医师的租房合同签几年", "那乡村教师的呢", "乡村教师的租房合同签几年"),
        ("一年造够三万台风机奖多少", "要是十万台呢", "一年造够十万台风机奖多少"),
        ("A类专家楼，要交租金吗", "B类交几成", "B类专家楼，要交租金，交几成"),
    ],
)
def test_words_that_stand_in_for_others_leave_a_question_that_reads_well(
    turn: str, question: str, whole: str, aid: Engine
) -> None:
    assert aid.ask(question, [turn], today=TODAY).resolved == whole


def test_a_turn_that_takes_up_the_question_before_tells_nothing() -> None:
    assert not is_told("第三年的呢")
    assert is_told("我爸是第一类的")
