"""Comparisons over a short policy whose answers can be read off its text by hand."""

from __future__ import annotations

from datetime import date

import pytest
from bot_answers import TODAY, Ask, clauses_of

from bot.compose.belonging import part_of
from bot.engine import Engine
from bot.statements import statements
from corpus.facts import facts
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """云溪市人才和产业扶持办法

第一条 申报认定时，A类人才年龄不超过70周岁，B类不超过60周岁，D类不超过45周岁。
第二条 新设立国家级博士后科研工作站、省级博士后创新实践基地的，分别给予80万元、40万元建站资助。
第三条 企业单独应诉反倾销案件的，按律师费的50%补助；三家以上企业联合应诉的，按律师费的60%补助。
第四条 自建海外仓面积3000平方米以上的，补助150万元；租赁海外仓面积1000平方米以上的，每年补助60万元。
第五条 个人创业担保贷款每次期限最长不超过3年，小微企业创业担保贷款每次期限最长不超过2年。
第六条 公办幼儿园于6月5日发出录取通知书，民办幼儿园于6月12日发出录取通知书。
第七条 年满60周岁不满65周岁的老年人半价乘坐城市轨道交通。65周岁以上老年人免费乘坐城市轨道交通。
第八条 列入目录的展会，每个展位最高补助3万元；未列入目录的一般展会，每个展位最高补助2万元。
第九条 支出型临时救助不超过本市12个月最低生活保障标准；急难型不超过本市3个月最低生活保障标准。
第十条 在市辖区开店的，贷款最高90万元，逾期的不超过60万元。在各县开店的，最高75万元。
第十一条 受理后7个工作日内完成初审，复核期限为5个工作日。
第十二条 首套住房贷款利率5年以下为2.1%，5年以上为2.6%；第二套住房分别为2.5%和3.1%。
第十三条 加装电梯按照下列标准补助：（一）四层、五层的住宅，每台15万元；\
（二）六层的住宅，每台18万元；（三）七层以上的住宅，每台20万元。
第十四条 本办法自印发之日起施行，有效期3年。
云溪市人民政府
2025年3月10日
"""


@pytest.fixture(scope="module")
def ask_short(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    policy = parse(POLICY, policy_id="yunxi")
    retriever = open_index([policy], encoder, tmp_path_factory.mktemp("short"), progress=False)
    engine = Engine([policy], retriever)

    def asked(question: str, *turns: str, today: date = TODAY):  # type: ignore[no-untyped-def]
        return engine.ask(question, turns, today=today)

    return asked


# question, clause, what is said in this order
ANSWERS = [
    ("A类跟D类认定的年龄上限差几岁", 1, ["70周岁", "45周岁", "前者高25周岁"]),
    ("国家级博士后站和省级的建站钱差多少", 2, ["80万元", "40万元", "相差40万元"]),
    ("反倾销官司单独应诉跟几家联合应诉，补的比例差多少", 3, ["50%", "60%", "相差10个百分点"]),
    ("自己建海外仓和租的，面积门槛哪个高", 4, ["3000平方米", "1000平方米", "更大"]),
    ("个人跟小微企业贷款的期限哪个长", 5, ["3年", "2年", "前者长1年"]),
    ("公办园跟民办园录取通知书分别几号发，差几天", 6, ["6月5日", "6月12日", "相差7天"]),
    ("63岁跟68岁的坐地铁，收费有啥不一样", 7, ["半价", "免费"]),
    ("在区里开店跟在县里开店，最高能贷的差多少", 10, ["90万元", "75万元", "前者高15万元"]),
    ("初审和复核哪一步花的时间长", 11, ["7个工作日", "5个工作日", "前者长2个工作日"]),
    ("五层的楼跟八层的楼，一台电梯的补贴差多少", 13, ["15万元", "20万元", "后者高5万元"]),
    ("展会没进目录的和进了目录的，每个展位各补多少", 8, ["2万元", "3万元"]),
]


@pytest.mark.parametrize("question, clause, said", ANSWERS)
def test_both_sides_are_said_in_the_order_of_the_question(
    question: str, clause: int, said: list[str], ask_short: Ask
) -> None:
    answer = ask_short(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == [clause]
    places = [answer.summary.find(words) for words in said]
    assert -1 not in places
    assert places == sorted(places)


def test_of_figures_that_nothing_tells_apart_both_are_said_and_no_difference(
    ask_short: Ask,
) -> None:
    answer = ask_short("首套房和第二套房的贷款利率差多少")
    assert "分别为2.5%和3.1%" in answer.summary
    assert "相差" not in answer.summary


def test_the_rows_of_a_comparison_are_its_sides(ask_short: Ask) -> None:
    table = ask_short("A类跟D类认定的年龄上限差几岁").table
    assert table is not None and table.kind == "compare"
    assert [row[0] for row in table.rows] == ["A类", "D类"]


def test_the_same_figure_on_both_sides_is_said_to_be_the_same(ask: Ask) -> None:
    answer = ask("元宇宙“名景”奖的数跟模型券是不是一样多？")
    assert sorted(clauses_of(answer)) == [7, 15]
    assert "一样" in answer.summary


def test_sums_are_set_side_by_side_where_their_amount_is_asked_for(ask_short: Ask) -> None:
    answer = ask_short("展会进了目录的和没进目录的，补助数额是不是一个数?")
    assert "3万元" in answer.summary and "2万元" in answer.summary


def test_a_comparison_is_not_answered_from_one_side(ask: Ask) -> None:
    table = ask("算力券和生育津贴哪个高?").table
    assert table is None or table.kind != "compare"


def test_a_figure_belongs_to_what_stands_in_its_place_before_respectively() -> None:
    clause = parse(POLICY, policy_id="yunxi").clauses[1]
    parts = [part_of(s) for s in statements(clause, facts(clause)) if s.facts]
    assert [part.rstrip("的") for part in parts] == [
        "第二条 新设立国家级博士后科研工作站", "省级博士后创新实践基地",
    ]  # fmt: skip


def test_sums_in_months_of_a_standard_differ_by_months(ask_short: Ask) -> None:
    answer = ask_short("支出型和急难型临时救助的上限差多少?")
    assert "9个月" in answer.summary
    assert "百分点" not in answer.summary


def test_a_first_day_that_is_the_day_of_issue_is_proved_by_that_day(ask_short: Ask) -> None:
    answer = ask_short("这个办法有效期到什么时候?")
    assert "2025年3月10日" in answer.summary and "2028年3月9日" in answer.summary
    assert any("2025年3月10日" in cited.quote for cited in answer.citations)
