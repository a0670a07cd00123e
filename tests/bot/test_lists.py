"""Lists, lookups and questions of the document itself over a policy of articles with chapters,
numbered parts and coordinated figures, each answer read off its text by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bot_answers import clauses_of, misquoted

from bot.answer import Answer
from bot.engine import Engine
from corpus.model import Policy
from corpus.parse import parse
from index.encoder import Encoder
from index.store import open_index

TEXT = """云岭市人民政府办公室关于印发云岭市普惠托育补贴办法的通知

云政办规〔2025〕8号

各县（区）人民政府，市政府各部门：
现将《云岭市普惠托育补贴办法》印发给你们，请认真执行。

云岭市人民政府办公室
2025年3月1日

云岭市普惠托育补贴办法

第一章 总则
第一条 为减轻家庭照护负担，发展普惠托育，制定本办法。
第二条 本办法所称托育机构，是指为3周岁以下婴幼儿提供照护的下列单位：
（一）独立设置的托育园；
（二）幼儿园开设的托班；
（三）用人单位举办的福利性托育点。
第三条 市卫生健康部门应当会同教育、民政、财政、住房城乡建设等部门做好托育工作。

第二章 补贴标准
第四条 托育机构按照等级享受运营补贴。一级机构每个托位每月300元；二级每月200元；三级每月100元。
第五条 新建托育机构首年、第二年、第三年分别按照租金的50%、40%、30%给予房租补贴，每年最高20万元。
第六条 用人单位举办福利性托育点的，给予一次性建设补贴，每个最高30万元。

第三章 申请与监督
第七条 申请运营补贴，应当向区卫生健康部门提交下列材料：
（一）运营补贴申请表；
（二）营业执照或者法人登记证书；
（三）在托婴幼儿花名册；
（四）收费公示照片。
申请人对材料的真实性负责。
第八条 有下列情形之一的，不予补贴：
（一）未在卫生健康部门备案的；
（二）发生虐待婴幼儿事件的；
（三）虚报在托人数的。
第九条 托育机构等级证书到期前30日内，可以通过政务服务窗口、粤岭通平台或者邮寄办理续期。
第十条 本办法自2025年4月1日起施行，有效期3年。
"""
TODAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return parse(TEXT, policy_id="yunling-care")


@pytest.fixture(scope="module")
def engine(policy: Policy, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("care")
    return Engine([policy], open_index([policy], encoder, folder, progress=False))


def asked(engine: Engine, policy: Policy, question: str) -> Answer:
    answer = engine.ask(question, today=TODAY)
    assert misquoted(answer, policy) == []
    return answer


@pytest.mark.parametrize(
    "question, clause, said",
    [
        ("申请运营补贴要交哪些材料?", 7, ["申请表", "登记证书", "花名册", "收费公示照片"]),
        ("哪些情况不给运营补贴?", 8, ["未在卫生健康部门备案", "虐待婴幼儿", "虚报在托人数"]),
        ("托育机构包括哪几类?", 2, ["托育园", "托班", "福利性托育点"]),
        ("都有哪些机构算托育，我好跟来问的家长讲全", 2, ["托育园", "托班", "福利性托育点"]),
        ("三个等级的机构每个托位各补多少?", 4, ["300元", "200元", "100元"]),
        ("房租三年分别补百分之多少?", 5, ["50%", "40%", "30%"]),
        ("哪几个部门要配合卫生健康部门做托育工作?", 3, ["教育", "民政", "财政", "住房城乡建设"]),
        ("等级证书快到期了，有哪几种方式续?", 9, ["政务服务窗口", "粤岭通平台", "邮寄"]),
    ],
)
def test_what_one_clause_enumerates_is_told_whole_and_cites_that_clause(
    question: str, clause: int, said: list[str], engine: Engine, policy: Policy
) -> None:
    answer = asked(engine, policy, question)
    assert answer.status == "answered"
    at = [answer.summary.find(words) for words in said]
    assert -1 not in at and at == sorted(at), answer.summary
    assert clauses_of(answer) == [clause]
    assert all(words in answer.citations[0].quote for words in said)


def test_the_nearest_clause_that_enumerates_what_is_asked_needs_half_the_confidence(
    policy: Policy, encoder: Encoder, tmp_path: Path
) -> None:
    retriever = open_index([policy], encoder, tmp_path, progress=False)
    question = "出了哪些事就没得补了?"
    sure = Engine([policy], retriever).confidence(question)
    below = Engine([policy], retriever, refuse_below=sure * 1.5)
    assert clauses_of(asked(below, policy, question)) == [8]
    far_below = Engine([policy], retriever, refuse_below=min(sure * 2.5, 1))
    assert asked(far_below, policy, question).status == "refused"


def test_the_list_of_materials_ends_where_its_parts_end(engine: Engine, policy: Policy) -> None:
    answer = asked(engine, policy, "申请运营补贴要交哪些材料?")
    assert "真实性" not in answer.summary


@pytest.mark.parametrize(
    "question, said",
    [
        ("这个办法管几年?", "有效期3年"),
        ("这个办法几时开始算数的?", "2025年4月1日"),
        ("文号是多少?", "云政办规〔2025〕8号"),
    ],
)
def test_questions_about_the_document_are_answered_in_its_words(
    question: str, said: str, engine: Engine, policy: Policy
) -> None:
    answer = asked(engine, policy, question)
    assert answer.status == "answered"
    assert said in answer.summary


def test_who_interprets_is_refused_where_nobody_is_named(engine: Engine, policy: Policy) -> None:
    answer = asked(engine, policy, "对条款有争议，这个办法最后归谁解释?")
    assert answer.status == "refused"
    assert "没有写明由谁负责解释" in answer.summary
    assert "云岭市人民政府办公室" in answer.summary


def test_a_chapter_asked_for_is_told_with_its_clauses(engine: Engine, policy: Policy) -> None:
    answer = asked(engine, policy, "第二章讲什么?")
    assert clauses_of(answer) == [4, 5, 6]


NUMBERED_IN_PARTS = """云岭市幼儿园招生工作方案

一、招生原则
（一）免试入园。幼儿入园不得组织考试。
（二）就近入园。幼儿在户籍所在区报名。
二、招生对象
年满3周岁的幼儿。
三、工作安排
（一）报名。4月1日至4月5日网上报名。
（二）公示。录取名单公示5个工作日。
"""


def test_a_point_of_a_part_is_found_by_both_numbers(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    policy = parse(NUMBERED_IN_PARTS, policy_id="yunling-school")
    retriever = open_index([policy], encoder, tmp_path_factory.mktemp("school"), progress=False)
    engine = Engine([policy], retriever)
    answer = asked(engine, policy, "方案第三部分第（二）点讲的是什么?")
    assert answer.summary.startswith("三、（二）公示。录取名单公示5个工作日")
    assert "年满3周岁" in asked(engine, policy, "第二部分讲什么?").summary
