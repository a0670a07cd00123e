"""Members of numbered series: what is said of one is no answer to who asks about another."""

from __future__ import annotations

import pytest
from bot_answers import TODAY

from bot.engine import Engine
from bot.series import members, of_another
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

POLICY = """某市促进检验检测服务若干措施
一、缩短报告时间。送检样品管理类别为甲类、乙类的企业,送检报告3个工作日内出具;丙类企业5个工作日内出具;丁类企业15个工作日内出具。
二、支持设备共享。对开放共享大型仪器的单位,给予最高20万元补助;同时开放仪器又提供培训的,另给予5万元补助。
三、鼓励实验室建设。对新认定的重点实验室给予100万元补助。
"""


@pytest.fixture(scope="module")
def testing(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    policy = parse(POLICY, policy_id="testing-2026")
    folder = tmp_path_factory.mktemp("testing")
    return Engine([policy], open_index([policy], encoder, folder, progress=False))


@pytest.mark.parametrize(
    "text, named",
    [
        ("享受长护险1级待遇的", {("级", "1")}),
        ("管理类别为一类、二类的企业", {("类", "1"), ("类", "2")}),
        ("一级至四级伤残", {("级", "1"), ("级", "2"), ("级", "3"), ("级", "4")}),
        ("A、B类人才", {("类", "A"), ("类", "B")}),
        ("一二三等奖奖金各多少", {("等", "1"), ("等", "2"), ("等", "3")}),
        ("第十五批名单", {("批", "15")}),
        ("获得五星级的", {("星", "5")}),
    ],
)
def test_the_members_a_text_names_are_read(text, named):
    assert members(text) == named


@pytest.mark.parametrize(
    "text", ["副高算哪一类", "统一级别", "待遇分三类", "ABCD四类的安家费", "同一批货物", "高等级"]
)
def test_counting_or_asking_for_kinds_names_no_member(text):
    assert members(text) == frozenset()


def test_a_sentence_that_names_only_another_member_is_of_another():
    asked = members("四类企业几天")
    assert of_another(asked, "三类企业5个工作日内办结")
    assert not of_another(asked, "三类、四类企业7个工作日内办结")
    assert not of_another(asked, "企业7个工作日内办结")


def test_a_member_is_answered_by_its_own_sentence(testing: Engine) -> None:
    assert "15个工作日" in testing.ask("丁类送检报告几天出", today=TODAY).summary
    answer = testing.ask("甲类送检报告几天出", today=TODAY)
    assert "3个工作日" in answer.summary and "15个工作日" not in answer.summary


def test_things_asked_in_one_breath_are_answered_from_their_own_clauses(testing: Engine) -> None:
    answer = testing.ask("丙类企业报告几天能出；新认定的重点实验室给多少钱", today=TODAY)
    assert "5个工作日" in answer.summary and "100万元" in answer.summary
    assert [c.clause for c in answer.citations] == [1, 3]


def test_what_is_said_not_to_be_asked_is_no_question(testing: Engine) -> None:
    answer = testing.ask("开放仪器又搞培训的另给多少，最高多少，不问实验室的", today=TODAY)
    assert "100万元" not in answer.summary and "5万元" in answer.summary
