"""What counts as an enumeration in a clause, on clauses short enough to count by hand."""

from __future__ import annotations

import pytest

from bot.enumerations import Enumeration, around, joined, opened_by, strung
from corpus.model import Clause
from corpus.parse import parse
from corpus.text import sentences

ARTICLE = """托育补贴办法

第一条 有下列情形之一的，不予补贴：
（一）未备案的；
（二）提供虚假材料的：
1. 伪造证明；
2. 冒用他人身份；
（三）已注销的。
被取消的，两年内不得申请。
第二条 补贴标准按类别执行。一类每月300元；二类每月200元；三类每月100元。逾期不补。
第三条 申请人通过窗口、网站、热线等方式提出申请。由区民政局受理。
第四条 托育机构分为公办机构和民办机构。
"""


@pytest.fixture(scope="module")
def clauses() -> tuple[Clause, ...]:
    return parse(ARTICLE, policy_id="care").clauses


def words(found: Enumeration | None) -> list[str]:
    assert found is not None
    return [found.clause.text[a:b].strip() for a, b in found.members]


def sentence(clause: Clause, opening: str) -> tuple[int, int]:
    """The span of the sentence of a clause that begins so."""
    return next(s for s in sentences(clause.text) if clause.text[s[0] :].startswith(opening))


def test_an_opening_sentence_opens_the_parts_below_it_and_not_those_below_them(
    clauses: tuple[Clause, ...],
) -> None:
    found = opened_by(clauses[0], *sentence(clauses[0], "第一条"))
    assert words(found) == ["（一）未备案的；", "（二）提供虚假材料的：", "（三）已注销的。"]


def test_an_opening_inside_a_part_opens_its_branch_alone(clauses: tuple[Clause, ...]) -> None:
    found = opened_by(clauses[0], *sentence(clauses[0], "（二）"))
    assert words(found) == ["1. 伪造证明；", "2. 冒用他人身份；"]


def test_an_item_belongs_to_the_list_nearest_around_it(clauses: tuple[Clause, ...]) -> None:
    start, _ = sentence(clauses[0], "2. 冒用")
    assert words(around(clauses[0], start)) == ["1. 伪造证明；", "2. 冒用他人身份；"]


def test_a_sentence_after_the_list_belongs_to_none(clauses: tuple[Clause, ...]) -> None:
    start, end = sentence(clauses[0], "被取消")
    assert around(clauses[0], start) is None
    assert opened_by(clauses[0], start, end) is None


def test_sentences_strung_by_semicolons_end_at_the_full_stops_around_them(
    clauses: tuple[Clause, ...],
) -> None:
    start, _ = sentence(clauses[1], "二类")
    assert words(strung(clauses[1], start)) == [
        "一类每月300元；",
        "二类每月200元；",
        "三类每月100元。",
    ]
    assert strung(clauses[1], sentence(clauses[1], "逾期")[0]) is None


@pytest.mark.parametrize(
    "clause, opening, is_one",
    [(2, "第三条", True), (2, "由区民政局", False), (3, "第四条", True), (1, "第二条", False)],
)
def test_a_sentence_that_joins_three_members_or_two_kinds_enumerates(
    clause: int, opening: str, is_one: bool, clauses: tuple[Clause, ...]
) -> None:
    found = joined(clauses[clause], *sentence(clauses[clause], opening))
    assert (found is not None) == is_one


def test_lines_after_a_colon_are_members_up_to_the_full_stop() -> None:
    text = (
        "办事指南\n\n一、缴费方式\n操作步骤如下：\n登录；\n填表；\n缴费。\n另有说明的除外。\n"
        "二、其他\n无。\n"
    )
    [clause, _] = parse(text, policy_id="guide").clauses
    found = opened_by(clause, *sentence(clause, "操作步骤"))
    assert words(found) == ["登录；", "填表；", "缴费。"]


def test_the_last_part_ends_with_its_sentence_where_the_others_are_one_each() -> None:
    text = (
        "奖补办法\n\n1.申报。企业应当提交下列材料：\n（1）申请表；\n（2）营业执照；\n"
        "（3）发票。\n主管部门应当在10个工作日内完成初审。\n2.其他。无。\n"
    )
    [clause, _] = parse(text, policy_id="grant").clauses
    found = opened_by(clause, *sentence(clause, "企业应当"))
    assert words(found) == ["（1）申请表；", "（2）营业执照；", "（3）发票。"]
