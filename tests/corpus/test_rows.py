"""Tables of clauses and annexes: read in every form that saved pages give them, row by row."""

from __future__ import annotations

import pytest

from corpus.model import Policy
from corpus.parse import parse
from corpus.rows import TableRows, rows_of

CLAUSES = """某县积分管理办法
第一条 为做好积分管理,制定本办法。
第二条 积分按照附件计算。
第三条 本办法自2026年1月1日起施行。
"""
BARS = """附件：积分指标表
类 别 | 序号 | 指标 | 分值 | 备注
基 础 分 | 1 | 年龄 | 18周岁—35周岁的，计12分；35周岁以上的，计6分 | 以申请日为准
2 | 学历 | （1）本科（30分）；（2）中专（10分） | 取最高项
扣 减 分 | 3 | 失信 | 每次20分 |
"""
TABS = """附件：补贴标准表
机具\t分档\t补贴标准\t任务(台)
插秧机\t手扶式\t每台3600元\t40
插秧机\t乘坐式\t每台24000元\t15
"""
LINES = """附件
指标一览表
序号
指标
分值
说明
1
居住证
每满1年10分
最高80分
2
献血\t每次4分\t最高24分
3
表彰
区级20分
取最高
"""
FORM = """附件：申请表
单位名称 | | 联系电话 |
开户银行 | | 账号 |
申请金额（元） | 1000 | 单位负责人 | （签字）
审核意见 | | （盖章） | 年 月 日
"""


def read(annexes: str) -> tuple[Policy, TableRows]:
    policy = parse(CLAUSES + annexes, policy_id="points")
    annex = rows_of(policy)
    assert annex is not None
    return policy, annex


def rows(annex: TableRows) -> list[tuple[str, str]]:
    """Name and words of each row."""
    return [
        (clause.title, clause.text[len(clause.title) :].strip("：\n "))
        for clause in annex.policy.clauses
    ]


def test_a_cell_that_spans_rows_and_spread_type_name_each_of_them() -> None:
    _, annex = read(BARS)
    assert rows(annex) == [
        (
            "基础分，年龄",
            "18周岁—35周岁的，计12分；35周岁以上的，计6分。以申请日为准。",
        ),
        ("基础分，学历", "（1）本科（30分）；（2）中专（10分）。取最高项。"),
        ("扣减分，失信", "分值每次20分。"),
    ]
    assert {clause.section for clause in annex.policy.clauses} == {"积分指标表"}


def test_a_last_cell_that_spans_rows_belongs_to_rows_that_begin_with_their_number() -> None:
    _, found = read(
        "附件：渠道表\n序号 | 人员 | 地点\n1 | 学生 | 学校二楼8号窗口。\n2 | 教师\n3 | 家长\n"
    )
    assert rows(found) == [(who, "学校二楼8号窗口。") for who in ("学生", "教师", "家长")]


def test_heads_stand_before_short_cells_with_the_unit_they_name() -> None:
    _, annex = read(TABS)
    assert rows(annex) == [
        ("插秧机，手扶式", "补贴标准每台3600元。任务40台。"),
        ("插秧机，乘坐式", "补贴标准每台24000元。任务15台。"),
    ]


def test_rows_that_were_saved_a_line_a_cell_are_put_together() -> None:
    _, annex = read(LINES)
    assert rows(annex) == [
        ("居住证", "分值每满1年10分。最高80分。"),
        ("献血", "分值每次4分。最高24分。"),
        ("表彰", "分值区级20分。取最高。"),
    ]
    assert annex.policy.clauses[0].section == "指标一览表"


@pytest.mark.parametrize("annexes", [BARS, TABS, LINES])
def test_every_character_leads_back_to_the_source(annexes: str) -> None:
    policy, annex = read(annexes)
    text = annex.policy.source
    assert len(annex.places) == len(text)
    assert all(
        policy.source[place] == character
        for character, place in zip(text, annex.places, strict=True)
        if place >= 0
    )
    for clause, heads in zip(annex.policy.clauses, annex.heads, strict=True):
        start, end = annex.source_span(clause.start, clause.end)
        assert policy.closing.start <= start < end <= policy.closing.end
        if heads:
            assert policy.source[slice(*heads)].split()[0] in ("类", "机具", "序号")


def test_words_put_in_stand_nowhere_in_the_source() -> None:
    _, annex = read(TABS)
    head = annex.policy.source.index("补贴标准")
    with pytest.raises(ValueError, match="nothing of the source"):
        annex.source_span(head, head + len("补贴标准"))


@pytest.mark.parametrize(
    "annexes",
    ["", "附件：申请表\n", FORM, "附件：\n甲 | 乙\n丙 | 丁\n戊 | 己\n", "附件\n| |\n| |\n| |\n"],
)
def test_what_lays_down_nothing_has_no_rows(annexes: str) -> None:
    assert rows_of(parse(CLAUSES + annexes, policy_id="points")) is None


def test_a_table_within_a_clause_is_read_too() -> None:
    table = "人员类别 | 缴费标准（元）\n学生 | 280\n其他居民 | 400\n"
    text = CLAUSES.replace("第三条", f"缴费标准如下：\n{table}第三条")
    policy = parse(text, policy_id="points")
    found = rows_of(policy)
    assert found is not None
    assert rows(found) == [("学生", "缴费标准280元。"), ("其他居民", "缴费标准400元。")]
    start, end = found.source_span(0, len(found.policy.source))
    assert policy.clauses[1].start <= start < end <= policy.clauses[1].end
