"""English questions: every kind of answer in English sentences, with the Chinese clause quoted."""

from __future__ import annotations

from datetime import date

import pytest
from bot_answers import Ask, clauses_of

from bot.english.agencies import in_english
from bot.english.chinese import in_chinese


@pytest.mark.parametrize(
    "question, said",
    [
        ("Which is higher, the model voucher or the corpus voucher?", "模型券和语料券，哪个高"),
        (
            "Our robot company sold 40 million yuan in 2025",
            "我们公司机器人企业销售额4000万元2025年",
        ),
        ("Is the model voucher up to 10 million yuan?", "模型券最高1000万元吗"),
        ("Which measures are led by the Department of Commerce?", "牵头省商务厅，哪些措施"),
        ("Who leads the provincial level 3 center?", "牵头省级三级，哪个部门"),
        ("500k for 12 people over 6 months", "50万元12人超过6个月"),
        ("", ""),
        ("???", ""),
    ],
)
def test_a_question_is_read_in_chinese_words(question: str, said: str) -> None:
    printed = "模型券 语料券 机器人 企业 销售额 省级 三级"
    assert in_chinese(question, lambda word: word in printed, ["省商务厅"]) == said


@pytest.mark.parametrize(
    "name, english",
    [
        ("省商务厅", "Provincial Department of Commerce (省商务厅)"),
        ("省发展改革委", "Provincial Development and Reform Commission (省发展改革委)"),
        (
            "市工业和信息化局",
            "Municipal Bureau of Industry and Information Technology (市工业和信息化局)",
        ),
        ("各县人民政府", "各县人民政府"),
        ("市人民政府", "Municipal People's Government (市人民政府)"),
        ("澄川市商务局", "Municipal Bureau of Commerce (澄川市商务局)"),
        ("某某协作组", "某某协作组"),
    ],
)
def test_an_agency_is_called_by_its_english_name(name: str, english: str) -> None:
    assert in_english(name) == english


@pytest.mark.parametrize(
    "question, clauses, words",
    [
        (
            "Which agency is in charge of the dataset campaign?",
            [10],
            "Provincial Bureau of Big Data (省大数据局)",
        ),
        ("Which measures are led by the Department of Commerce?", [18, 22], "2 clauses"),
        (
            "Which measures pay more than 5 million yuan?",
            [3, 11, 17, 19, 20, 21, 25],
            "up to 8 million yuan",
        ),
        ("Which vouchers are there?", [6, 7, 8, 9], "4 clauses"),
        (
            "Which is higher, the model voucher or the corpus voucher?",
            [7, 8],
            "语料券 is more, by 500,000 yuan",
        ),
        (
            "What is the difference between the provincial and national cluster rewards?",
            [20],
            "by 3 million yuan",
        ),
        (
            "We make humanoid robots, sold 40 million yuan in 2025, can we get the reward?",
            [17],
            "not met: the policy asks for more than 50 million yuan, you say 40 million yuan",
        ),
        (
            "We make humanoid robots, sold 60 million yuan in 2025, can we get the reward?",
            [17],
            " is met: the policy asks for more than 50 million yuan, you say 60 million yuan",
        ),
        (
            "Our base station has 20GB of daily traffic, do we qualify?",
            [25],
            "The condition is not met",
        ),
        (
            "Is the model voucher up to 10 million yuan?",
            [7],
            "No, not 10 million yuan. Under clause (七): up to 1 million yuan",
        ),
        ("The model voucher is 1 million yuan at most, right?", [7], "Yes. "),
        ("How many measures are in part 2?", [6, 7, 8, 9, 10, 11], "has 6 clauses"),
        ("Compute voucher - what percentage? Also who leads it?", [6], "Bureau of Big Data"),
        (
            "Until when is this policy valid?",
            [None],
            "Valid until December 31, 2026; 578 days left",
        ),
        ("Who issued it?", [None], "It was issued by"),
        ("How many measures are there in total?", [None], "It has 28 clauses"),
    ],
)
def test_every_kind_of_question_is_answered_in_english(
    ask: Ask, question: str, clauses: list[int | None], words: str
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert words in answer.summary
    assert clauses_of(answer) == clauses


@pytest.mark.parametrize(
    "question, words",
    [
        (
            "What is the application phone number for the model voucher?",
            "contact details. You can ask its lead agency: Provincial",
        ),
        ("How about Beijing's compute voucher?", "it does not cover 北京"),
        ("Can a company in Jiangsu apply for the model voucher?", "it does not cover 江苏"),
        ("What does Article 30 say?", "There is no clause 30"),
        (
            "Can we combine the compute voucher with the model voucher?",
            "whether benefits may be combined",
        ),
    ],
)
def test_a_refusal_says_in_english_what_is_not_stated(ask: Ask, question: str, words: str) -> None:
    answer = ask(question)
    assert answer.status == "refused"
    assert words in answer.summary
    assert answer.citations == ()


def test_where_somebody_comes_from_is_no_other_policy(ask: Ask) -> None:
    answer = ask("I graduated from Beijing, is there any support for talent?")
    assert clauses_of(answer) == [26]


@pytest.mark.parametrize(
    "turns, clause, words",
    [
        (("How much is the model voucher?", "and who is in charge?"), 7, "Lead agencies"),
        (("How much is the model voucher?", "What conditions does it have?"), 7, "says:"),
        (
            ("How much is the model voucher?", "And the corpus voucher?"),
            8,
            "up to 1.5 million yuan",
        ),
        (
            (
                "How much is the model voucher?",
                "How about the corpus voucher?",
                "which agency leads it?",
            ),
            8,
            "Lead agencies",
        ),
        (
            ("How much is the model voucher?", "How much is a new 5G base station subsidized?"),
            25,
            "5,000 yuan",
        ),
    ],
)
def test_follow_ups_in_english_lean_on_the_turn_before(
    ask: Ask, turns: tuple[str, ...], clause: int, words: str
) -> None:
    *before, question = turns
    answer = ask(question, *before)
    assert clauses_of(answer) == [clause]
    assert words in answer.summary


@pytest.mark.parametrize(
    "question, clauses, words",
    [
        ("Until when is this policy valid?", [None], "Valid until"),
        ("How many measures are there in total?", [None], "28 clauses"),
        ("Who issued it?", [None], "issued by"),
        ("What does Article 17 say?", [17], "(十七)"),
        ("Which measures are led by the Department of Commerce?", [18, 22], "2 clauses"),
        ("How about Jiangsu?", [], "does not cover 江苏"),
    ],
)
def test_a_question_that_stands_alone_leaves_the_turn_before_behind(
    ask: Ask, question: str, clauses: list[int | None], words: str
) -> None:
    answer = ask(question, "How much is the model voucher?")
    assert clauses_of(answer) == clauses
    assert words in answer.summary


def test_what_was_sold_last_year_is_a_case_and_no_statistics(ask: Ask) -> None:
    answer = ask("Our robots sold 60 million yuan last year, do we get the reward?")
    assert answer.status == "answered"


def test_a_policy_near_its_end_is_noted_in_english(ask: Ask) -> None:
    answer = ask("How much is the model voucher?", today=date(2026, 11, 23))
    assert answer.notices == ("This policy: Valid until December 31, 2026; 38 days left.",)
    assert ask("How much is the model voucher?").notices == ()
