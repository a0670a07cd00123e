"""The proof of an answer: every way of being wrong is found, and nothing that is right is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.answer import Citation
from bot.checks import faults
from bot.draft import Draft, cite, cite_part
from corpus.model import Policy

ROBOTS = 17
QUOTE = "人形机器人整机企业按规定给予一次性最高800万元奖励"
AGENCIES = ("省工业和信息化厅", "省财政厅", "省科技厅", "省大数据局")


@pytest.fixture(scope="module")
def policies(sd_policy: Policy) -> Mapping[str, Policy]:
    """The policies that may be cited."""
    return {sd_policy.id: sd_policy}


@pytest.fixture(scope="module")
def robots(sd_policy: Policy) -> Citation:
    """A citation of clause 17 that is right."""
    return quoting(sd_policy, ROBOTS, QUOTE)


def quoting(policy: Policy, n: int, words: str) -> Citation:
    start = policy.clause(n).text.index(words)
    return cite(policy.clause(n), start, start + len(words))


@pytest.mark.parametrize(
    "summary",
    [
        "人形机器人整机企业可获得一次性最高800万元奖励。",
        "最高８００万元。",
        "最高8000000元。",
        "最高0.08亿元。",
        "销售额首次突破5000万元的奖800万元，核心零部件奖300万元。",
        "牵头单位：省工业和信息化厅、省财政厅。",
        "只有文字,没有数字。",
    ],
)
def test_an_answer_whose_figures_and_agencies_stand_in_the_cited_clause_has_no_fault(
    summary: str, robots: Citation, policies: Mapping[str, Policy]
) -> None:
    assert faults(Draft("answered", summary, (robots,)), policies, agencies=AGENCIES) == []


@pytest.mark.parametrize(
    "summary, figure",
    [
        ("最高900万元奖励。", "900万元"),
        ("最高800元奖励。", "800元"),
        ("最高80万元奖励。", "80万元"),
        ("最高800万元奖励,核心零部件最高350万元。", "350万元"),
        ("按销售额的8%奖励。", "8%"),
        ("每年遴选10家,每家800万元。", "10家"),
        ("对2026年销售额达标的企业奖励800万元。", "2026年"),
        ("最高九百万元奖励。", "九百万元"),
    ],
)
def test_a_figure_that_no_cited_clause_holds_is_named(
    summary: str, figure: str, robots: Citation, policies: Mapping[str, Policy]
) -> None:
    [fault] = faults(Draft("answered", summary, (robots,)), policies)
    assert figure in fault


def test_a_figure_of_another_clause_than_the_cited_one_is_a_fault(
    robots: Citation, policies: Mapping[str, Policy]
) -> None:
    elsewhere = "国家级集群最高500万元。"  # printed in clause 20
    assert len(faults(Draft("answered", elsewhere, (robots,)), policies)) == 1


def test_either_end_of_a_range_that_is_wrong_is_a_fault(
    sd_policy: Policy, policies: Mapping[str, Policy]
) -> None:
    cited = quoting(sd_policy, 11, "每年布局3-5个人工智能行业应用基地")
    assert faults(Draft("answered", "每年布局3-5个。", (cited,)), policies) == []
    assert len(faults(Draft("answered", "每年布局3-6个。", (cited,)), policies)) == 1
    assert len(faults(Draft("answered", "每年布局2-5个。", (cited,)), policies)) == 1


def test_every_wrong_figure_is_a_fault_of_its_own(
    robots: Citation, policies: Mapping[str, Policy]
) -> None:
    wrong = Draft("answered", "最高900万元,另加20%。", (robots,))
    assert len(faults(wrong, policies)) == 2


def test_an_agency_that_the_cited_clause_does_not_name_is_a_fault(
    robots: Citation, policies: Mapping[str, Policy]
) -> None:
    wrong = Draft("answered", "牵头单位：省科技厅、省财政厅。", (robots,))
    [fault] = faults(wrong, policies, agencies=AGENCIES)
    assert "省科技厅" in fault


def test_a_figure_of_the_question_may_be_repeated(
    robots: Citation, policies: Mapping[str, Policy]
) -> None:
    draft = Draft("answered", "不是1000万元，最高800万元。", (robots,))
    assert len(faults(draft, policies)) == 1
    assert faults(draft, policies, allowed=("最高1000万元对吗?",)) == []
    assert faults(draft, policies, allowed=("最高一千万元对吗?",)) == []
    assert len(faults(draft, policies, allowed=("最高1000元对吗?",))) == 1


def test_a_figure_worked_out_from_proved_ones_may_be_stated(
    robots: Citation, policies: Mapping[str, Policy]
) -> None:
    draft = Draft("answered", "前者高500万元。", (robots,))
    assert len(faults(draft, policies)) == 1
    assert faults(draft, policies, allowed=("500万元",)) == []


def test_a_quote_that_is_not_verbatim_is_a_fault(
    robots: Citation, policies: Mapping[str, Policy]
) -> None:
    for wrong in (
        replace(robots, quote=robots.quote.replace("800", "900")),
        replace(robots, quote=robots.quote.replace("按规定", "")),
        replace(robots, start=robots.start + 1, end=robots.end + 1),
        replace(robots, end=robots.end - 1),
        replace(robots, quote="", end=robots.start),
    ):
        [fault] = faults(Draft("answered", "最高800万元。", (wrong,)), policies)
        assert "(十七)" in fault


@pytest.mark.parametrize("clause", [0, -1, 29, 1000])
def test_a_clause_that_does_not_exist_is_a_fault(
    clause: int, robots: Citation, policies: Mapping[str, Policy]
) -> None:
    wrong = Draft("answered", "最高800万元。", (replace(robots, clause=clause),))
    [fault] = faults(wrong, policies)
    assert str(clause) in fault


def test_a_policy_that_does_not_exist_is_a_fault(
    robots: Citation, policies: Mapping[str, Policy]
) -> None:
    wrong = Draft("answered", "最高800万元。", (replace(robots, policy="sd-ai-2024"),))
    [fault] = faults(wrong, policies)
    assert "sd-ai-2024" in fault


def test_one_wrong_quote_among_right_ones_is_found(
    sd_policy: Policy, robots: Citation, policies: Mapping[str, Policy]
) -> None:
    wrong = replace(quoting(sd_policy, 5, "每个给予最高200万元补助"), quote="每个给予最高200万补助")
    draft = Draft("answered", "最高800万元。", (robots, wrong))
    [fault] = faults(draft, policies)
    assert "(五)" in fault


def test_an_answer_that_cites_nothing_is_a_fault(policies: Mapping[str, Policy]) -> None:
    assert faults(Draft("answered", "可以。"), policies)


def test_the_closing_proves_what_it_says_and_no_more(
    sd_policy: Policy, policies: Mapping[str, Policy]
) -> None:
    words = "以上政策措施有效期限至2026年12月31日"
    start = sd_policy.part_text("closing").index(words)
    cited = cite_part(sd_policy, "closing", start, start + len(words))
    assert faults(Draft("answered", "有效期至2026年12月31日。", (cited,)), policies) == []
    assert faults(Draft("answered", "有效期至2027年12月31日。", (cited,)), policies)
    wrong = replace(cited, part="header")
    assert faults(Draft("answered", "有效期至2026年12月31日。", (wrong,)), policies)


@pytest.mark.parametrize("status", ["refused", "clarify", "chat"])
def test_what_is_no_answer_needs_no_proof(status: str, policies: Mapping[str, Policy]) -> None:
    draft = Draft(status, "没有第30条：共28条。可咨询省财政厅。")  # type: ignore[arg-type]
    assert faults(draft, policies, agencies=AGENCIES) == []
