"""概览 and 未答出的问题: what was really asked through REST is counted, grouped and escaped."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import numpy as np
import pytest
from sqlalchemy import select

from bot.records.statistics import Day, Unanswered
from bot.records.tables import CorrectionRow
from bot.service import Feedback
from bot.web.admin.chart import chart
from bot.web.admin.likeness import Likeness, agglomerate

SCRIPT = "<script>alert(1)</script>"
PHONE = ["模型券申报打哪个电话问", "模型券咨询电话是多少", "模型券申报打哪个电话问"]
LOAN = ["公积金最多能贷多少", "住房公积金贷款上限"]
HOME = f"{SCRIPT}打算在村里办个养老院,一张床位建设补助是多少"


@pytest.fixture(scope="module")
def asked(running_desk):
    """Questions that were asked, with what was thought of them."""
    desk = running_desk
    for question in (*PHONE, *LOAN, HOME):
        assert desk.ask(question)["status"] == "refused", question
    good = desk.ask("具身智能整机企业最高奖励多少？")
    assert good["status"] == "answered"
    bad = desk.ask("算力券一年最多给多少")
    assert desk.records.keep_feedback(Feedback(good["id"], "like"))
    said = Feedback(bad["id"], "dislike", f"{SCRIPT}金额不对", "sd-ai-2025", 6)
    assert desk.records.keep_feedback(said)
    return bad


def plain(html):
    """The words of a page, one space between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_overview_shows_what_was_counted(desk, asked):
    page = desk.get("", days=7)
    assert page.status_code == 200
    words = plain(page.text)
    assert "提问 8" in words and "答出 2 25%" in words and "未答出 6 75%" in words
    assert "赞 1" in words and "踩 1" in words
    assert "接口 8" in words
    assert re.search(r"\(十七\) 支持具身智能培育", words)
    assert re.search(r"p50（50%的问题不超过） \d+", words)
    today = date.today()
    assert f"{today} 8 2 6 0 0 1 1" in words
    assert f"{today - timedelta(days=6)} 0 0 0 0 0 0 0" in words
    assert str(today - timedelta(days=7)) not in words


def test_only_the_spans_offered_can_be_looked_at(desk):
    for days in ("8", "0", "-1", "1e3", SCRIPT):
        page = desk.get("", days=days)
        assert page.status_code == 422
        assert SCRIPT not in page.text


def test_a_bar_is_as_high_as_its_share_of_the_busiest_day():
    monday = date(2026, 11, 23)
    drawn = ElementTree.fromstring(chart([Day(monday, answered=6, refused=2), Day(monday, chat=4)]))
    bars = [e.attrib for e in drawn.iter() if e.get("class") in ("answered", "refused", "other")]
    assert [(b["class"], b["y"], b["height"]) for b in bars] == [
        ("answered", "30.00", "90.00"),
        ("refused", "0.00", "30.00"),
        ("other", "60.00", "60.00"),
    ]


def test_the_picture_is_an_image_that_runs_nothing(desk, asked):
    picture = desk.get("/chart.svg", days=7)
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "default-src 'none'" in picture.headers["content-security-policy"]
    drawn = ElementTree.fromstring(picture.text)
    assert len([e for e in drawn.iter() if e.get("class") in ("answered", "refused")]) == 2


def test_two_groups_are_one_where_their_members_are_alike_on_average():
    # Cosines: 0-1 0.96, 0-2 0.6, 1-2 0.8: once 0 and 1 are one, 2 is 0.7 from them.
    vectors = [[1.0, 0.0], [0.96, 0.28], [0.6, 0.8]]
    rows = np.array(vectors, np.float32)
    assert agglomerate(rows, alike=0.75) == [[0, 1], [2]]
    assert agglomerate(rows, alike=0.65) == [[0, 1, 2]]
    assert agglomerate(rows, alike=0.99) == [[0], [1], [2]]
    assert agglomerate(rows[:0]) == []


def test_questions_that_ask_the_same_stand_in_one_group(encoder):
    noon = datetime(2026, 11, 23, 12).astimezone()
    day = timedelta(days=1)
    questions = [
        Unanswered(PHONE[0], 3, noon - day),
        Unanswered(LOAN[0], 2, noon),
        Unanswered(LOAN[1], 4, noon - 2 * day),
        Unanswered(PHONE[1], 1, noon - 2 * day),
        Unanswered("营业执照丢了怎么补办", 5, noon),
    ]
    found = Likeness().groups(questions, encoder)
    assert [(group.count, group.latest, group.wordings) for group in found] == [
        (6, noon, (LOAN[1], LOAN[0])),
        (5, noon, ("营业执照丢了怎么补办",)),
        (4, noon - day, (PHONE[0], PHONE[1])),
    ]


def test_unanswered_questions_are_listed_by_likeness_and_escaped(desk, asked):
    page = desk.get("/questions", days=7)
    words = plain(page.text)
    today = date.today()
    assert f"{PHONE[0]} 3 次，最近{today} 2种问法 {PHONE[0]} {PHONE[1]}" in words
    assert "2 次" in words and "1 次" in words
    assert SCRIPT not in page.text
    assert page.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2  # question and reason


def confirmed(desk):
    with desk.records.reading() as session:
        return [
            (right.policy, right.clauses, right.answerable)
            for right in session.scalars(select(CorrectionRow))
        ]


def test_the_clause_a_user_named_another_or_none_is_confirmed(desk, asked):
    path = f"/answers/{asked['id']}/right"
    page = desk.get("/questions").text
    assert '<button name="clause" value="sd-ai-2025#(六)"' in page
    assert '<option value="sd-ai-2025#(十七)">' in page
    said = desk.post(path, clause="sd-ai-2025#(六)")
    assert said.headers["location"] == f"/admin/questions#a-{asked['id']}"
    assert confirmed(desk) == [("sd-ai-2025", [6], True)]
    assert "已确认 (六)实施“算力券”奖补政策" in plain(desk.get("/questions").text)
    desk.post(path, clause="sd-ai-2025#(十七)")
    assert confirmed(desk) == [("sd-ai-2025", [17], True)]
    desk.post(path, none="1", policy="sd-ai-2025")
    assert confirmed(desk) == [("sd-ai-2025", [], False)]
    assert "已确认 政策没有回答" in plain(desk.get("/questions").text)


@pytest.mark.parametrize(
    "answer, fields",
    [
        (None, {"clause": "sd-ai-2025#(九十九)"}),
        (None, {"clause": SCRIPT}),
        (None, {}),
        (None, {"none": "1", "policy": "../../etc"}),
        ("no-such-answer", {"clause": "sd-ai-2025#(六)"}),
    ],
)
def test_what_cannot_be_confirmed_is_told_in_chinese(desk, asked, answer, fields):
    before = confirmed(desk)
    said = desk.post(f"/answers/{answer or asked['id']}/right", **fields)
    assert said.status_code == 400
    assert "请返回" in said.text and SCRIPT not in said.text
    assert confirmed(desk) == before
