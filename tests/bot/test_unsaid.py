"""What a policy leaves out: counts without names, sums it only measures by, hours, telephones."""

from __future__ import annotations

from pathlib import Path

import pytest
from bot_answers import TODAY

from bot.engine import Engine
from bot.question import Ask, understand
from corpus.model import Policy
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """某市家政服务业提质扩容若干措施
一、培育龙头企业。围绕12个重点工种建设实训基地,每个基地给予30万元补助。支持母婴护理、居家养老、病患陪护三类服务下沉社区。
二、稳定用工。家政企业按本市社会平均工资的60%为员工发放淡季生活补助,连续发放6个月以上的,次年优先纳入信用目录。
三、申报程序。企业向区家政服务中心提出申请,区家政服务中心受理后10个工作日内完成初审。
四、本措施自2026年1月1日起施行。
"""


@pytest.fixture(scope="module")
def household(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="household-2026")
    folder: Path = tmp_path_factory.mktemp("household")
    return Engine([policy], open_index([policy], encoder, folder, progress=False))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("12个重点工种具体是哪12个?", "只写了数量"),
        ("社会平均工资现在是多少元?", "没有写明具体金额"),
        ("家政服务中心周六上班吗?", "没有写明办公或开放时间"),
        ("家政服务中心电话多少?", "没有写明联系方式"),
    ],
)
def test_what_is_not_said_is_refused_by_name(question: str, words: str, household: Engine) -> None:
    answer = household.ask(question, today=TODAY)
    assert answer.status == "refused"
    assert words in answer.summary


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("三类服务是哪三类?", "病患陪护"),
        ("淡季生活补助按社会平均工资的百分之几发?", "60%"),
        ("实训基地一个补多少元?", "30万元"),
        ("初审要几个工作日?", "10个工作日"),
        ("初审的10个工作日里由哪个单位办?", "家政服务中心"),
    ],
)
def test_what_is_said_beside_it_is_told(question: str, words: str, household: Engine) -> None:
    answer = household.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert words in answer.summary


@pytest.mark.parametrize(
    "question", ["窗口下午几点到几点有人", "大厅星期天开不开门", "办公时间是怎么定的"]
)
def test_office_hours_are_a_matter_of_their_own(question: str) -> None:
    asked = understand(question)
    assert asked.wants(Ask.HOURS)
    assert not asked.wants(Ask.PERCENT)


def test_who_has_called_somebody_asks_for_no_number() -> None:
    assert not understand("补助归哪个局管,打了好几个电话都不接").wants(Ask.CONTACT)
    assert not understand("打电话问过了，最高补多少").wants(Ask.CONTACT)
    assert understand("申报打哪个电话").wants(Ask.CONTACT)


@pytest.mark.parametrize("question", ["最后一名是多少分", "今年录取分数线多少"])
def test_how_it_turned_out_is_asked_of_statistics(question: str) -> None:
    assert understand(question).wants(Ask.STATISTICS)


def test_a_telephone_number_that_is_not_printed_is_refused_with_whom_to_ask(
    sd_policy: Policy, engine: Engine
) -> None:
    answer = engine.ask("算力券归哪个厅管，联系电话是多少", today=TODAY)
    assert answer.status == "refused"
    assert "没有写明联系方式" in answer.summary
    [clause] = [c for c in sd_policy.clauses if "算力券" in c.title]
    assert clause.lead_agencies[0] in answer.summary


def test_where_no_bracket_names_agencies_the_sentence_that_does_is_told(
    household: Engine,
) -> None:
    answer = household.ask("家政企业的申请由哪个单位受理，电话多少", today=TODAY)
    assert answer.status == "answered"
    assert "区家政服务中心" in answer.summary
