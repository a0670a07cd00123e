"""Agencies in a question, by the names people use for them."""

from __future__ import annotations

import pytest

from bot.mentions import mentions
from corpus.model import Policy


@pytest.fixture(scope="module")
def agencies(sd_policy: Policy) -> tuple[str, ...]:
    """Every agency that the policy names."""
    return tuple(
        dict.fromkeys(
            name
            for clause in sd_policy.clauses
            for name in (*clause.lead_agencies, *clause.responsible_agencies)
        )
    )


@pytest.mark.parametrize(
    "said, agency",
    [
        ("省工业和信息化厅", "省工业和信息化厅"),
        ("省工信厅", "省工业和信息化厅"),
        ("工信厅", "省工业和信息化厅"),
        ("山东省工信厅", "省工业和信息化厅"),
        ("省发改委", "省发展改革委"),
        ("发改委", "省发展改革委"),
        ("省科技厅", "省科技厅"),
        ("科技厅", "省科技厅"),
        ("财政厅", "省财政厅"),
        ("大数据局", "省大数据局"),
        ("金融办", "省委金融办"),
        ("组织部", "省委组织部"),
        ("省委组织部", "省委组织部"),
        ("人社厅", "省人力资源社会保障厅"),
        ("市场监管局", "省市场监管局"),
        ("自然资源厅", "省自然资源厅"),
    ],
)
@pytest.mark.parametrize("question", ["{}牵头哪些措施?", "这事找{}吗", "{}"])
def test_an_agency_is_known_by_every_name_people_use(
    question: str, said: str, agency: str, agencies: tuple[str, ...]
) -> None:
    text = question.format(said)
    [found] = mentions(text, agencies)
    assert found.agency == agency
    assert text[found.start :].startswith(found.said)
    assert found.said in said


@pytest.mark.parametrize(
    "said, agency",
    [
        ("省科学技术厅", "省科技厅"),
        ("省发展和改革委员会", "省发展改革委"),
        ("省市场监督管理局", "省市场监管局"),
    ],
)
def test_an_agency_that_the_policy_prints_short_is_known_by_its_full_name(
    said: str, agency: str, agencies: tuple[str, ...]
) -> None:
    assert [mention.agency for mention in mentions(f"{said}牵头哪些措施?", agencies)] == [agency]


def test_several_agencies_come_in_the_order_they_are_said(agencies: tuple[str, ...]) -> None:
    found = mentions("发改委、财政厅和工信厅都牵头的有哪些", agencies)
    assert [mention.agency for mention in found] == ["省发展改革委", "省财政厅", "省工业和信息化厅"]


@pytest.mark.parametrize(
    "question",
    ["哪个厅管?", "哪个部门牵头", "省卫生健康委管吗", "医院能申请吗", "公安厅", "怎么办", "院"],
)
def test_what_is_no_agency_of_the_policy_is_no_mention(
    question: str, agencies: tuple[str, ...]
) -> None:
    assert mentions(question, agencies) == []


def test_without_agencies_nothing_is_mentioned() -> None:
    assert mentions("省财政厅牵头哪些措施", ()) == []


def test_the_bare_word_for_a_kind_of_office_names_none_of_them() -> None:
    agencies = ("市政府金融工作办公室", "县政府", "人民银行溪川市分行")
    assert mentions("保险政府给报几成", agencies) == []
    assert [m.agency for m in mentions("县政府给报几成", agencies)] == ["县政府"]
