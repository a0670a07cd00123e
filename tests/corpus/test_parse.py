"""Text → policy: what is a clause, what a heading, what a reference; the real policy as a whole."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import NoClauses
from corpus.library import clause_json
from corpus.model import Policy
from corpus.parse import parse


def read(text: str) -> Policy:
    policy = parse(text, policy_id="p")
    assert "".join(text[start:end] for start, end in policy.spans()) == text
    return policy


def labels(policy: Policy) -> list[str]:
    return [clause.label for clause in policy.clauses]


def test_the_real_policy_has_28_clauses_under_5_sections(sd_policy):
    assert [clause.n for clause in sd_policy.clauses] == list(range(1, 29))
    assert [section.heading for section in sd_policy.sections] == [
        "一、提升科技创新支撑",
        "二、强化核心要素供给",
        "三、深化拓展赋能应用",
        "四、优化产业发展生态",
        "五、加大要素资源保障",
    ]
    firsts = {clause.section: clause.label for clause in reversed(sd_policy.clauses)}
    assert list(reversed(firsts.values())) == ["(一)", "(六)", "(十二)", "(十九)", "(二十三)"]
    assert sd_policy.clause(17).id == "sd-ai-2025#(十七)"
    assert sd_policy.clause(17).title == "支持具身智能培育"
    assert sd_policy.clause(28).title == "强化标准支撑引领"


def test_the_header_of_the_real_policy_is_read_out_of_one_line(sd_policy):
    header = sd_policy.header
    assert header.title == "关于支持人工智能全产业链创新发展的若干政策措施"
    assert header.document_number == "鲁政办字〔2025〕49号"
    assert header.issuer == "山东省人民政府办公厅"
    assert header.date == date(2025, 5, 7)
    assert header.published == date(2025, 5, 13)


def test_the_closing_of_the_real_policy_gives_the_last_day_and_no_first(sd_policy):
    closing = sd_policy.closing
    assert sd_policy.part_text("closing").startswith("以上政策措施有效期限至2026年12月31日")
    assert (closing.valid_from, closing.valid_until) == (None, date(2026, 12, 31))
    assert "2026年12月31日" in sd_policy.source[closing.validity_start : closing.validity_end]


@pytest.mark.parametrize(
    "n, leads, others",
    [
        (1, ("省科技厅",), ("省财政厅",)),
        (12, ("省发展改革委", "省自然资源厅"), ()),
        (
            23,
            ("省财政厅", "省发展改革委"),
            ("省工业和信息化厅", "省大数据局"),
        ),
        (
            26,
            (),
            (
                "省委组织部",
                "省发展改革委",
                "省科技厅",
                "省教育厅",
                "省人力资源社会保障厅",
                "省财政厅",
            ),
        ),
    ],
)
def test_the_agencies_of_the_real_clauses_are_read_by_their_roles(sd_policy, n, leads, others):
    clause = sd_policy.clause(n)
    assert (clause.lead_agencies, clause.responsible_agencies) == (leads, others)


def test_every_part_of_the_real_policy_is_verbatim_and_nothing_is_lost(sd_policy):
    source = sd_policy.source
    assert "".join(source[start:end] for start, end in sd_policy.spans()) == source
    for clause in sd_policy.clauses:
        assert source[clause.start : clause.end] == clause.text
        assert clause.text.startswith(clause.label)
        assert clause.items == ()


def test_the_stored_clauses_are_those_that_the_parser_reads(sd_policy, policies_folder: Path):
    lines = (policies_folder / "sd-ai-2025" / "clauses.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [clause_json(c) for c in sd_policy.clauses]


FORMS = {
    "一、": ("一、", "二、", "三、"),
    "一．": ("一．", "二．", "三．"),
    "(一)": ("(一)", "(二)", "(三)"),
    "（一）": ("（一）", "（二）", "（三）"),
    "㈠": ("㈠", "㈡", "㈢"),
    "1.": ("1.", "2.", "3."),
    "１．": ("１．", "２．", "３．"),
    "1、": ("1、", "2、", "3、"),
    "⒈": ("⒈", "⒉", "⒊"),
    "(1)": ("(1)", "(2)", "(3)"),
    "（１）": ("（１）", "（２）", "（３）"),
    "1)": ("1)", "2)", "3)"),
    "⑴": ("⑴", "⑵", "⑶"),
    "①": ("①", "②", "③"),
    "第一条": ("第一条", "第二条", "第三条"),
    "第１条": ("第１条", "第２条", "第３条"),
    "第1条": ("第1条", "第2条", "第3条"),
    "第一章": ("第一章", "第二章", "第三章"),
}


@pytest.mark.parametrize("numbers", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("gap", ["\n", " ", "\n\u3000\u3000"], ids=["line", "space", "indent"])
def test_each_form_of_number_opens_a_clause(numbers, gap):
    bodies = (" 支持研发。给予补助。", " 支持应用。", " 加强保障。")
    text = gap.join(["关于支持创新的若干措施", *map("".join, zip(numbers, bodies, strict=True))])
    policy = read(text)
    assert labels(policy) == list(numbers)
    assert [clause.title for clause in policy.clauses] == ["支持研发", "支持应用", "加强保障"]


REFERENCES = {
    "a bracket": "按照(三)的规定办理。",
    "a wrapped article": "根据\n第三条规定执行。",
    "an item of an article": "依照本办法第五条第二款第(三)项执行。",
    "a list of articles": "违反第二条、\n第三条规定的,不予受理。",
    "a range": "适用第三条至第五条的规定。",
    "items side by side": "符合(一)、(二)项条件的,可以申请。",
    "a wrapped bracket": "按照本办法\n(三)的规定执行。",
    "another law": "依据《中华人民共和国行政许可法》\n第十二条规定设定。",
}


@pytest.mark.parametrize("words", REFERENCES.values(), ids=REFERENCES.keys())
def test_a_reference_opens_no_clause(words):
    articles = ["某市管理办法", f"第一条 {words}", f"第二条 乙事。{words}", "第三条 丙事。"]
    policy = read("\n".join(articles))
    assert labels(policy) == ["第一条", "第二条", "第三条"]
    assert words in policy.clause(1).text


@pytest.mark.parametrize("words", REFERENCES.values(), ids=REFERENCES.keys())
def test_a_reference_opens_no_clause_in_a_document_of_measures(words):
    policy = read(
        f"关于某事的措施\n一、总则\n(一)甲事。{words}\n(二)乙事。\n二、保障\n(三)丙事。{words}\n(四)丁事。"
    )
    assert labels(policy) == ["(一)", "(二)", "(三)", "(四)"]


def test_an_article_that_was_put_in_later_is_a_clause_of_its_own():
    policy = read("某条例\n第一条 甲。\n第二条 乙。\n第二条之一 丙。\n第二条之二 丁。\n第三条 戊。")
    assert labels(policy) == ["第一条", "第二条", "第二条之一", "第二条之二", "第三条"]
    assert [clause.n for clause in policy.clauses] == [1, 2, 3, 4, 5]


def test_a_number_that_was_skipped_does_not_end_the_counting():
    policy = read("某条例\n第一条 甲。\n第二条 乙。\n第四条 丁。\n第五条 戊。")
    assert labels(policy) == ["第一条", "第二条", "第四条", "第五条"]


@pytest.mark.parametrize("leader", ["", "……1", " 1"])
def test_a_table_of_contents_belongs_to_the_header(leader):
    policy = read(
        f"某条例\n目 录\n第一章 总则{leader}\n第二章 登记{leader}\n第三章 附则{leader}\n\n"
        "第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 登记\n第三条 丙。\n第三章 附则\n第四条 丁。"
    )
    assert labels(policy) == ["第一条", "第二条", "第三条", "第四条"]
    assert [c.section for c in policy.clauses] == [
        "第一章 总则",
        "第一章 总则",
        "第二章 登记",
        "第三章 附则",
    ]
    assert policy.source[: policy.header.end].count("第二章 登记") == 1


def test_a_table_of_contents_in_a_single_line_belongs_to_the_header():
    policy = read(
        "若干措施 目录 一、支持研发 二、加强保障 一、支持研发 (一)甲事。做甲。 (二)乙事。做乙。 "
        "二、加强保障 (三)丙事。做丙。"
    )
    assert labels(policy) == ["(一)", "(二)", "(三)"]


def test_the_articles_annexed_to_a_notice_are_the_clauses():
    policy = read(
        "某市人民政府关于印发某市管理办法的通知\n某府规〔2024〕3号\n各区人民政府:\n"
        "现将《某市管理办法》印发给你们,请做好下列工作:\n一、加强领导。\n二、抓好落实。\n"
        "某市人民政府\n2024年3月1日\n某市管理办法\n第一章 总则\n第一条 甲。\n第二条 乙。\n"
        "第二章 附则\n第三条 本办法自2024年4月1日起施行,有效期5年。"
    )
    assert labels(policy) == ["第一条", "第二条", "第三条"]
    assert policy.title == "某市管理办法"
    assert [(section.title, section.level) for section in policy.sections] == [
        ("总则", 1),
        ("附则", 1),
    ]


def test_numbers_counted_anew_under_each_heading_carry_the_heading_in_their_label():
    policy = read(
        "某方案\n一、原则\n(一)公平。要公平。\n(二)公开。要公开。\n"
        "二、任务\n(一)甲。做甲。\n(二)乙。做乙。\n(三)丙。做丙。"
    )
    assert labels(policy) == ["一、(一)", "一、(二)", "二、(一)", "二、(二)", "二、(三)"]
    assert policy.clause(5).text == "(三)丙。做丙。"
    assert policy.clause(5).section == "二、任务"


def test_numbers_counted_anew_on_two_levels_carry_both_headings_in_their_label():
    parts = "(一)研发\n1.甲。做甲。\n2.乙。做乙。\n(二)应用\n1.丙。做丙。\n2.丁。做丁。\n"
    policy = read(f"某方案\n一、任务\n{parts}二、保障\n{parts}")
    assert len(set(labels(policy))) == len(policy.clauses) == 8
    assert labels(policy)[-1] == "二、(二)2."


def test_a_heading_with_nothing_below_it_is_a_clause_under_no_section():
    policy = read(
        "某方案\n一、原则\n(一)公平。要公平。\n(二)公开。要公开。\n二、对象\n本市户籍人员。\n"
        "三、保障\n(一)领导。加强领导。\n(二)资金。落实资金。"
    )
    assert labels(policy) == ["一、(一)", "一、(二)", "二、", "三、(一)", "三、(二)"]
    assert (policy.clause(3).title, policy.clause(3).section) == ("对象", "")


def test_chapters_and_their_sections_are_headings_on_two_levels():
    policy = read(
        "某条例\n第一章 总 则\n第一节 甲\n第一条 甲一。\n第二节 乙\n第二条 乙一。\n"
        "第二章 附 则\n第一节 丙\n第三条 丙一。"
    )
    assert [(s.heading, s.level) for s in policy.sections] == [
        ("第一章 总则", 1),
        ("第一节 甲", 2),
        ("第二节 乙", 2),
        ("第二章 附则", 1),
        ("第一节 丙", 2),
    ]
    assert [c.section for c in policy.clauses] == ["第一节 甲", "第二节 乙", "第一节 丙"]


def test_a_title_broken_by_a_line_is_read_to_its_end():
    policy = read("某办法\n第一条 根据\n第十条规定,\n制定本办法。第二句。\n第二条 乙。")
    assert policy.clause(1).title == "根据 第十条规定, 制定本办法"


def test_a_decimal_or_a_date_at_the_beginning_of_a_line_opens_no_clause():
    policy = read("某通知\n一、标准\n每人每月\n1.5倍。\n二、时间\n2025.6.1起执行。\n三、其他\n无。")
    assert labels(policy) == ["一、", "二、", "三、"]
    assert all(not clause.items for clause in policy.clauses)


@pytest.mark.parametrize("text", ["", " \n", "各单位:今天下午开会。", "二、乙。\n三、丙。"])
def test_a_text_without_clauses_is_refused_with_what_to_do(text):
    with pytest.raises(NoClauses, match="check that the file holds the text of a policy"):
        parse(text, policy_id="p")
