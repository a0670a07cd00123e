"""What is read out of a question: kinds of answer, numbers of clauses, figures, language."""

from __future__ import annotations

import pytest

from bot.question import Ask, understand


@pytest.mark.parametrize(
    "question, ask",
    [
        ("算力券最高补贴多少?", Ask.AMOUNT),
        ("造芯片的一家顶格能拿几百万", Ask.AMOUNT),
        ("小巨人给多少钱", Ask.AMOUNT),
        ("按交易金额的百分之几补", Ask.PERCENT),
        ("补贴比例是多少", Ask.PERCENT),
        ("给返几个点", Ask.PERCENT),
        ("每年遴选多少家", Ask.QUOTA),
        ("语料券每年名额几个?", Ask.QUOTA),
        ("算力券由哪个部门牵头?", Ask.AGENCY),
        ("这事归谁管", Ask.AGENCY),
        ("该找哪个厅", Ask.AGENCY),
        ("申请语料券有什么条件?", Ask.CONDITION),
        ("门槛是什么", Ask.CONDITION),
        ("怎么才能拿到这笔钱", Ask.CONDITION),
        ("什么时候到期", Ask.WHEN),
        ("有哪些券?", Ask.LIST),
        ("都有什么支持措施", Ask.LIST),
        ("一共有几条措施", Ask.COUNT),
        ("模型券和语料券哪个高", Ask.COMPARE),
        ("两者差多少", Ask.COMPARE),
        ("咨询电话是多少", Ask.CONTACT),
        ("需要提交什么材料", Ask.MATERIALS),
        ("在哪里申请", Ask.PROCEDURE),
        ("办理流程是什么", Ask.PROCEDURE),
        ("申报截止时间是哪天", Ask.DEADLINE),
        ("多久能到账", Ask.DURATION),
        ("骗补怎么处罚", Ask.PENALTY),
        ("两张券能叠加享受吗", Ask.STACKING),
        ("去年有几家企业拿到了", Ask.STATISTICS),
        ("How much is the model voucher worth?", Ask.AMOUNT),
        ("Which department leads it?", Ask.AGENCY),
        ("What percentage is covered?", Ask.PERCENT),
        ("How many companies are selected each year?", Ask.QUOTA),
        ("What are the eligibility criteria?", Ask.CONDITION),
        ("When does it expire?", Ask.WHEN),
        ("What is the phone number?", Ask.CONTACT),
    ],
)
def test_the_kind_of_answer_wanted_is_read(question: str, ask: Ask) -> None:
    assert understand(question).wants(ask)


def test_two_kinds_asked_at_once_are_both_read() -> None:
    question = understand("模型券谁牵头,最高多少钱")
    assert question.wants(Ask.AGENCY)
    assert question.wants(Ask.AMOUNT)


@pytest.mark.parametrize("question", ["算力券", "支持具身智能培育", "今天天气真好"])
def test_a_text_that_names_no_kind_of_answer_wants_what_the_text_says(question: str) -> None:
    assert understand(question).asks == (Ask.TEXT,)


@pytest.mark.parametrize(
    "question", ["顶尖人才给多少钱?", "高层次人才可以享受什么支持", "人才能拿多少补助"]
)
def test_a_word_ending_in_才_asks_for_no_condition(question: str) -> None:
    assert not understand(question).wants(Ask.CONDITION)


@pytest.mark.parametrize(
    "question, numbers",
    [
        ("第十七条", (17,)),
        ("(十七)讲什么", (17,)),
        ("（十七）讲什么", (17,)),
        ("第17条", (17,)),
        ("第１７条", (17,)),
        ("第 17 条说的什么", (17,)),
        ("17条", (17,)),
        ("17条写了什么", (17,)),
        ("十七条是啥", (17,)),
        ("(17)的内容", (17,)),
        ("第（8）条", (8,)),
        ("第(八)条", (8,)),
        ("第廿四条", (24,)),
        ("第二十四条", (24,)),
        ("措施21", (21,)),
        ("条款6的内容", (6,)),
        ("第三项措施", (3,)),
        ("第100条", (100,)),
        ("第六条和第七条", (6, 7)),
        ("第五条第二款第(三)项", (5,)),
        ("article 17", (17,)),
        ("What does clause 5 say?", (5,)),
    ],
)
def test_the_number_of_a_clause_is_read_in_every_way_of_writing(
    question: str, numbers: tuple[int, ...]
) -> None:
    assert understand(question).clause_refs == numbers


@pytest.mark.parametrize(
    "question",
    [
        "每年遴选10个左右",
        "2025年销售额6000万元",
        "一共有几条措施",
        "每年布局150项以上基础研究项目",
        "日均流量35GB的5G基站",
        "第三部分有哪些措施",
        "第二个最高多少",
        "这条谁牵头",
        "下一条呢",
    ],
)
def test_numbers_of_other_things_are_no_clause(question: str) -> None:
    assert understand(question).clause_refs == ()


@pytest.mark.parametrize(
    "question, address",
    [
        ("第五条第二款第(三)项", (2, 3)),
        ("第五条第二款", (2, 0)),
        ("第五条第3项", (0, 3)),
        ("第五条", (0, 0)),
    ],
)
def test_the_paragraph_and_item_of_an_address_are_read(
    question: str, address: tuple[int, int]
) -> None:
    assert understand(question).item_ref == address


@pytest.mark.parametrize(
    "question, sections",
    [
        ("第三部分有哪些措施", (3,)),
        ("第二章讲什么", (2,)),
        ("第5部分", (5,)),
        ("what is in part 4", (4,)),
        ("第三条", ()),
    ],
)
def test_the_number_of_a_section_is_read(question: str, sections: tuple[int, ...]) -> None:
    assert understand(question).section_refs == sections


@pytest.mark.parametrize(
    "question, value, text",
    [
        ("销售额6000万元能拿吗", 60_000_000, "6000万元"),
        ("销售额6000万能拿吗", 60_000_000, "6000万"),
        ("卖了六千万能拿吗", 60_000_000, "六千万"),
        ("营收1.5亿元", 150_000_000, "1.5亿元"),
        ("每个给5000元对吗", 5_000, "5000元"),
        ("是不是按10%补", 10, "10%"),
        ("是不是百分之十", 10, "百分之十"),
        ("流量35GB够吗", 35, "35GB"),
        ("每年选３０个吗", 30, "30个"),
    ],
)
def test_a_figure_of_a_question_is_read_as_people_write_it(
    question: str, value: int, text: str
) -> None:
    [figure] = understand(question).figures
    assert figure.value == value
    assert figure.text == text


@pytest.mark.parametrize(
    "question, english",
    [
        ("How much is the model voucher worth?", True),
        ("who leads the computing power voucher", True),
        ("AI手机出口有支持吗", False),
        ("5G基站每个补多少?", False),
        ("DCMM贯标有奖励吗", False),
        ("算力券最高多少", False),
    ],
)
def test_the_language_of_a_question_is_told(question: str, english: bool) -> None:
    assert understand(question).english is english


def test_traditional_characters_are_read_as_simplified_ones_and_kept_as_asked() -> None:
    question = understand("算力券最高補貼多少?由哪個部門牽頭?")
    assert "补贴" in question.folded
    assert question.wants(Ask.AMOUNT)
    assert question.wants(Ask.AGENCY)
    assert question.text == "算力券最高補貼多少?由哪個部門牽頭?"


@pytest.mark.parametrize("question, number", [("第十七條", 17), ("第二十八項", 28)])
def test_a_clause_number_in_traditional_characters_is_read(question: str, number: int) -> None:
    assert understand(question).clause_refs == (number,)


def test_polite_words_are_left_out_of_what_is_searched_for() -> None:
    question = understand("您好,请问算力券最高补贴多少?谢谢")
    assert question.core == understand("算力券最高补贴多少?").core
    assert question.text == "您好,请问算力券最高补贴多少?谢谢"


@pytest.mark.parametrize(
    "question, yes_no",
    [
        ("模型券最高1000万元,对吧?", True),
        ("能拿奖励吗", True),
        ("是不是省科技厅牵头", True),
        ("Is the policy still valid?", True),
        ("第十七条是什么?", False),
        ("算力券是干什么的", False),
        ("那要怎么办", False),
        ("谁牵头", False),
    ],
)
def test_a_question_for_yes_or_no_is_told_from_one_for_what(question: str, yes_no: bool) -> None:
    assert understand(question).yes_no is yes_no


@pytest.mark.parametrize("question", ["自己那两成谁给掏", "这笔奖该谁去领", "保费谁出"])
def test_who_pays_or_is_paid_asks_for_no_agency_in_charge(question: str) -> None:
    assert not understand(question).wants(Ask.AGENCY)


def test_a_deadline_that_is_told_is_not_asked_for() -> None:
    assert not understand("交费早截止了，还有几天能补").wants(Ask.DEADLINE)
    assert understand("报名截止到哪天").wants(Ask.DEADLINE)
