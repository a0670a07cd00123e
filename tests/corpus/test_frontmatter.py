"""Header and closing: title, number, issuer, dates; where the last clause ends; validity."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.model import Header
from corpus.parse import parse

BODY = "\n一、甲事。做甲。\n二、乙事。做乙。"


def header(head: str) -> Header:
    return parse(head + BODY, policy_id="p").header


def test_a_notice_that_issues_a_document_gives_its_title_number_issuer_and_date():
    read = header(
        "发布时间:2024-03-09\n某市民政局 某市财政局关于印发《某市救助办法》的通知\n"
        "某民规字〔2024〕6号\n各区民政局:\n现将《某市救助办法》印发给你们,请遵照执行。\n"
        "某市民政局 某市财政局\n2024年3月5日\n某市救助办法\n为做好救助,制定本办法。"
    )
    assert read.title == "某市救助办法"
    assert read.document_number == "某民规字〔2024〕6号"
    assert read.issuer == "某市民政局 某市财政局"
    assert (read.date, read.published) == (date(2024, 3, 5), date(2024, 3, 9))


def test_a_decree_gives_its_number_and_the_date_it_was_signed():
    read = header(
        "某市人民政府令\n第12号\n《某市优待办法》已经2024年1月3日市政府第5次常务会议通过,现予公布,"
        "自2024年5月1日起施行。\n市 长:某某\n2024年1月10日\n某市优待办法"
    )
    assert (read.title, read.document_number) == ("某市优待办法", "某市人民政府令第12号")
    assert (read.issuer, read.date) == ("某市人民政府", date(2024, 1, 10))


def test_a_regulation_gives_the_day_of_its_promulgation():
    read = header("中华人民共和国某条例\n(2021年7月27日中华人民共和国国务院令第746号公布)")
    assert read.title == "中华人民共和国某条例"
    assert read.document_number == "中华人民共和国国务院令第746号"
    assert (read.issuer, read.date) == ("中华人民共和国国务院", date(2021, 7, 27))


def test_the_number_of_another_document_is_not_taken_for_its_own():
    read = header("关于做好登记工作的通知\n根据《某省登记办法》(某政发〔2019〕8号),现通知如下:")
    assert read.document_number == ""


def test_a_bare_text_leaves_number_issuer_and_date_empty():
    read = header("贷款常见问题")
    assert (read.title, read.document_number, read.issuer) == ("贷款常见问题", "", "")
    assert (read.date, read.published) == (None, None)


@pytest.mark.parametrize(
    "signature",
    [
        "某市民政局\n2024年5月6日",
        "某市民政局 2024年5月6日",
        "\u3000\u3000某市民政局\n\u3000\u3000二〇二四年五月六日",
        "\u3000\u3000某市民政局\n\u3000\u3000二○二四年五月六日",
        "某市民政局\n2024年 5月 6 日\n(此件公开发布)",
    ],
)
def test_a_signature_after_the_last_clause_is_the_closing_and_names_the_issuer(signature):
    policy = parse(f"关于救助的通知{BODY}\n\n{signature}", policy_id="p")
    assert policy.header.issuer == "某市民政局"
    assert policy.header.date == date(2024, 5, 6)
    assert policy.clauses[-1].text.rstrip() == "二、乙事。做乙。"


def test_two_organs_sign_together():
    policy = parse(f"关于救助的通知{BODY}\n某市民政局 某市财政局\n2024年5月6日", policy_id="p")
    assert policy.header.issuer == "某市民政局 某市财政局"


def test_an_organ_and_a_date_in_the_middle_of_a_sentence_sign_nothing():
    text = f"关于救助的通知{BODY}原由\n某市民政局2024年5月6日印发的通知同时废止。"
    policy = parse(text, policy_id="p")
    assert policy.clauses[-1].end == len(text)


def test_a_long_line_of_organs_is_read_in_no_time():
    crowd = "市财政局市民政局市委办公室" * 200
    policy = parse(f"通知\n{crowd}{BODY}\n{crowd}", policy_id="p")
    assert policy.header.issuer == ""


@pytest.mark.parametrize(
    "tail",
    [
        "附件:1.申请表\n2.流程图",
        "(此件公开发布)",
        "公开方式:主动公开",
        "以上政策措施有效期至2026年12月31日。",
        "本通知自印发之日起施行,有效期2年。",
    ],
)
def test_what_follows_the_last_measure_is_the_closing(tail):
    policy = parse(f"关于救助的通知{BODY}\n{tail}", policy_id="p")
    assert policy.part_text("closing") == tail


def test_a_measure_that_speaks_of_the_document_is_no_closing():
    policy = parse(
        "若干措施\n一、甲事。以上政策由市财政局解释。\n二、乙事。本措施所需资金由财政安排。\n三、丙事。",
        policy_id="p",
    )
    assert len(policy.clauses) == 3
    assert policy.part_text("closing") == ""


ISSUED = "某市民政局关于救助的通知\n某市民政局\n2024年3月5日\n"
VALIDITY = [
    ("自2024年4月1日起施行,有效期5年。", date(2024, 4, 1), date(2029, 3, 31)),
    ("自2024 年 4 月 1 日起施行,有效期为三年。", date(2024, 4, 1), date(2027, 3, 31)),
    ("自印发之日起施行,有效期3年。", date(2024, 3, 5), date(2027, 3, 4)),
    ("自公布之日起施行,有效期至2026年12月31日。", date(2024, 3, 5), date(2026, 12, 31)),
    ("有效期1年。", date(2024, 3, 5), date(2025, 3, 4)),
    ("自2024年4月1日起施行。", date(2024, 4, 1), None),
    ("执行期限至2026年12月31日。", None, date(2026, 12, 31)),
    ("有效期自2024年4月1日起至2026年3月31日止。", date(2024, 4, 1), date(2026, 3, 31)),
    ("实施期限为2024年4月1日至2026年3月31日。", date(2024, 4, 1), date(2026, 3, 31)),
    ("自2024年4月1日起至2026年3月31日有效。", date(2024, 4, 1), date(2026, 3, 31)),
    ("有效期至二〇二六年十二月三十一日。", None, date(2026, 12, 31)),
    ("自2024年2月29日起施行,有效期1年。", date(2024, 2, 29), date(2025, 2, 27)),
    ("自2024年2月29日起施行,有效期4年。", date(2024, 2, 29), date(2028, 2, 28)),
    ("由市民政局负责解释。", None, None),
    ("有效期99999年。", date(2024, 3, 5), None),
]


@pytest.mark.parametrize("words, since, until", VALIDITY, ids=[row[0] for row in VALIDITY])
def test_the_first_and_the_last_day_are_read_with_the_words_that_give_them(words, since, until):
    policy = parse(f"{ISSUED}第一条 甲事。\n第二条 本办法{words}", policy_id="p")
    closing = policy.closing
    assert (closing.valid_from, closing.valid_until) == (since, until)
    proof = policy.source[closing.validity_start : closing.validity_end]
    assert proof == (f"第二条 本办法{words}" if since or until else "")


def test_a_day_in_a_condition_is_no_day_of_validity():
    policy = parse(
        "若干措施\n一、甲事。截至2024年6月30日参保的人员,给予补贴。\n二、乙事。做乙。",
        policy_id="p",
    )
    assert (policy.closing.valid_from, policy.closing.valid_until) == (None, None)
