"""Answers as Word documents, read back with the library that Word files are made with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document

from bot.answer import Answer, Citation, Table
from bot.web.docx_file import document
from corpus.model import Policy

TODAY = date(2026, 11, 23)


def written(answer: Answer, policy: Policy, lang: Any = "zh") -> Any:
    return Document(BytesIO(document([answer], [policy], TODAY, lang)))


def texts(read: Any) -> list[str]:
    return [paragraph.text for paragraph in read.paragraphs]


def cited(policy: Policy, **changes: Any) -> Citation:
    clause = policy.clause(17)
    whole: dict[str, Any] = {
        "policy": policy.id,
        "clause": 17,
        "label": clause.label,
        "title": clause.title,
        "quote": clause.text[:20],
        "start": 0,
        "end": 20,
    }
    return Citation(**whole | changes)


def test_document_has_question_answer_source_and_what_counts(sd_policy: Policy):
    answer = Answer(
        "奖励多少?", "answered", "最高800万元。", (cited(sd_policy),), notices=("还剩38天",)
    )
    read = written(answer, sd_policy)
    assert texts(read) == [
        "政策问答记录",
        "导出日期：2026年11月23日",
        "问：奖励多少?",
        "最高800万元。",
        "依据",
        f"《{sd_policy.title}》（鲁政办字〔2025〕49号，2025年5月7日印发）(十七) 支持具身智能培育\n"
        f"“{sd_policy.clause(17).text[:20]}”",
        "还剩38天",
        "本记录仅供参考，只有政策文件的正式文本有效，请以正式印发的文件为准。",
    ]


def test_rows_behind_an_answer_are_a_table(sd_policy: Policy):
    table = Table(
        "list", ("条款", "标题"), (("(十七)", "支持具身智能培育"),), (("sd-ai-2025", 17),)
    )
    [shown] = written(Answer("哪些?", "answered", "共1条", table=table), sd_policy).tables
    assert [[cell.text for cell in row.cells] for row in shown.rows] == [
        ["条款", "标题"],
        ["(十七)", "支持具身智能培育"],
    ]


def test_parts_of_a_policy_and_policies_that_are_gone_are_named(sd_policy: Policy):
    closing = cited(sd_policy, clause=None, label="", title=sd_policy.title, part="closing")
    gone = replace(cited(sd_policy), policy="gone-2020")
    read = texts(written(Answer("q", "answered", "s", (closing, gone)), sd_policy, "en"))
    sources = [text.split("\n")[0] for text in read if text.startswith("《")]
    assert sources == [
        f"《{sd_policy.title}》（鲁政办字〔2025〕49号，Dated 7 May 2025）Closing",
        "《gone-2020》(十七) 支持具身智能培育",
    ]


def test_characters_that_a_document_cannot_hold_are_left_out(sd_policy: Policy):
    answer = Answer("甲\x00\x0b乙\ud800<w:t>&", "refused", "丙\x1b丁\ufffe")
    read = texts(written(answer, sd_policy))
    assert read[2:4] == ["问：甲乙<w:t>&", "丙丁"]
