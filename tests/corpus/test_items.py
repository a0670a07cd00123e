"""The parts inside a clause: 款 项 目 of an article, numbers inside a measure."""

from __future__ import annotations

from corpus.model import Clause, Item
from corpus.parse import parse


def first(text: str) -> Clause:
    return parse(f"某办法\n第一条 {text}\n第二条 附则。", policy_id="p").clause(1)


def outline(clause: Clause, items: tuple[Item, ...]) -> list[tuple[object, ...]]:
    """(level, label, n, first line without its stop, parts) of each item."""
    return [
        (
            item.level,
            item.label,
            item.n,
            clause.text[item.start : item.end].strip().splitlines()[0].rstrip(";。:"),
            outline(clause, item.items),
        )
        for item in items
    ]


def test_an_article_falls_into_paragraphs_items_and_points():
    clause = first(
        "对下列人员给予补助:\n(一)高校毕业生;\n(二)就业困难人员,包括:\n1.残疾人;\n2.低保人员;\n"
        "(三)退役军人。\n前款所称高校毕业生,是指毕业2年内的人员。"
    )
    assert outline(clause, clause.items) == [
        (
            "款",
            "",
            1,
            "第一条 对下列人员给予补助",
            [
                ("项", "(一)", 1, "(一)高校毕业生", []),
                (
                    "项",
                    "(二)",
                    2,
                    "(二)就业困难人员,包括",
                    [("目", "1.", 1, "1.残疾人", []), ("目", "2.", 2, "2.低保人员", [])],
                ),
                ("项", "(三)", 3, "(三)退役军人", []),
            ],
        ),
        ("款", "", 2, "前款所称高校毕业生,是指毕业2年内的人员", []),
    ]


def test_the_number_of_an_item_may_stand_before_a_year():
    clause = first(
        "对下列企业给予补助:\n1.纳税大户;\n2.2025年度纳税500万元的企业;\n3.增长2.5倍的。"
    )
    assert [item.label for item in clause.items[0].items] == ["1.", "2.", "3."]


def test_an_article_of_one_paragraph_has_no_parts():
    assert first("甲事。乙事。").items == ()


def test_each_line_of_an_article_is_a_paragraph():
    clause = first("甲事。\n\u3000\u3000乙事。\n\n丙事。")
    assert [item.level for item in clause.items] == ["款"] * 3
    assert clause.text[clause.items[1].start : clause.items[1].end].strip() == "乙事。"


def test_a_line_broken_in_the_middle_of_a_sentence_begins_no_paragraph():
    assert first("根据\n第十条规定,\n制定本办法。").items == ()


def test_the_title_line_of_an_article_belongs_to_its_first_paragraph():
    clause = first("补贴标准\n每人1000元。\n由市财政承担。")
    starts = [clause.text[item.start :].split("\n")[0] for item in clause.items]
    assert starts == ["第一条 补贴标准", "由市财政承担。"]


def test_the_words_that_carry_an_item_on_stay_in_it():
    clause = first("有下列情形的,不予受理:\n(一)弄虚作假;\n包括伪造材料;\n(二)其他情形。")
    [paragraph] = clause.items
    assert [clause.text[i.start : i.end] for i in paragraph.items] == [
        "(一)弄虚作假;\n包括伪造材料;\n",
        "(二)其他情形。\n",
    ]


def test_numbers_inside_a_measure_are_its_parts():
    policy = parse(
        "某措施\n一、支持甲。①给予10万元;②给予20万元。\n二、支持乙。给予奖励。\n三、支持丙。",
        policy_id="p",
    )
    clause = policy.clause(1)
    assert [(item.label, clause.text[item.start : item.end].strip()) for item in clause.items] == [
        ("①", "①给予10万元;"),
        ("②", "②给予20万元。"),
    ]
    assert policy.clause(2).items == ()


def test_items_lie_inside_their_parent_and_follow_one_another():
    clause = first("甲:\n(一)乙:\n1.丙;\n2.丁。\n(二)戊。\n己。\n庚:\n(一)辛。")

    def check(items: tuple[Item, ...], start: int, end: int) -> None:
        at = start
        for item in items:
            assert at <= item.start < item.end <= end
            at = item.end
            check(item.items, item.start, item.end)

    assert [item.n for item in clause.items] == [1, 2, 3]
    check(clause.items, 0, len(clause.text))
