"""Answers, clauses and the head of the page as HTML, without a browser."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.answer import Answer, Citation, ClauseRef, Retrieved, Table
from bot.service import Busy, TookTooLong
from bot.web.clauses import clause_html, head_html, list_html, part_html, validity
from bot.web.examples import MAX_EXAMPLES, example_questions
from bot.web.render import turn_html, typing_html
from bot.web.turn import Turn, answered, plain_text
from bot.web.ui.words import WORDS, said
from corpus.model import Policy
from corpus.parse import parse

EVIL = "<script>alert('x')</script>\"&"
TITLES = {"sd-ai-2025": "关于支持人工智能全产业链创新发展的若干政策措施"}
QUOTE = "对2025年整机年销售额首次突破5000万元的人形机器人整机企业按规定给予一次性最高800万元奖励"


@dataclass
class Element:
    """An element: its tag, its attributes and all the text inside."""

    tag: str
    attrs: dict[str, str | None]
    text: str = ""


class Elements(HTMLParser):
    """The elements of a piece of HTML in order, and all its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.text = ""
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Element(tag, dict(attrs)))
        if tag != "br":
            self._open.append(self.found[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, "elements are nested properly"

    def handle_data(self, data: str) -> None:
        self.text += data
        for element in self._open:
            element.text += data

    def tags(self) -> set[str]:
        return {element.tag for element in self.found}

    def attributes(self, name: str) -> list[str]:
        """The values of an attribute wherever it stands."""
        return [element.attrs[name] or "" for element in self.found if name in element.attrs]

    def texts(self, tag: str) -> list[str]:
        return [element.text for element in self.found if element.tag == tag]


def robots(policy: Policy, **changes: Any) -> Answer:
    """An answer on clause 17 as the engine gives it."""
    clause = policy.clause(17)
    start = clause.text.index(QUOTE)
    cited = Citation(
        policy.id, 17, clause.label, clause.title, QUOTE, start, start + len(QUOTE)
    )  # fmt: skip
    answer = Answer("奖励多少?", "answered", "最高800万元。", (cited,))
    return replace(answer, **changes)


def shown(answer: Answer, n: int = 0, **options: Any) -> Elements:
    return Elements(turn_html(Turn(answer.question, answer, id="kept"), n, TITLES, **options))


def test_citation_opens_its_clause_with_its_quote(sd_policy: Policy):
    answer = robots(sd_policy)
    [target] = [json.loads(value) for value in shown(answer).attributes("data-open")]
    [cited] = answer.citations
    assert target == {
        "policy": "sd-ai-2025",
        "clause": 17,
        "spans": [[cited.start, cited.end]],
    }
    spans = [(start, end) for start, end in target["spans"]]
    assert Elements(clause_html(sd_policy, 17, spans)).texts("mark") == [QUOTE]


def test_two_quotes_of_one_clause_share_a_button(sd_policy: Policy):
    [first] = robots(sd_policy).citations
    end = sd_policy.clause(17).text.index("(牵头单位")
    second = replace(first, quote=sd_policy.clause(17).text[end:], start=end, end=end + 24)
    elements = shown(robots(sd_policy, citations=(second, first)))
    [target] = elements.attributes("data-open")
    assert json.loads(target)["spans"] == [[end, end + 24], [first.start, first.end]]
    assert elements.texts("q") == [second.quote, first.quote]


def test_many_citations_are_chips_without_their_quotes(sd_policy: Policy):
    [first] = robots(sd_policy).citations
    cited = tuple(replace(first, clause=n, label=f"({n})") for n in range(1, 5))
    elements = shown(robots(sd_policy, citations=cited))
    assert len(elements.attributes("data-open")) == 4
    assert elements.texts("q") == []


def test_closing_is_cited_as_a_part(sd_policy: Policy):
    text = sd_policy.part_text("closing")
    cited = Citation(sd_policy.id, None, "", sd_policy.title, text, 0, len(text), "closing")
    [target] = shown(robots(sd_policy, citations=(cited,))).attributes("data-open")
    assert json.loads(target) == {
        "policy": "sd-ai-2025",
        "part": "closing",
        "spans": [[0, len(text)]],
    }
    assert Elements(part_html(sd_policy, "closing", [(0, len(text))])).texts("mark") == [text]


@pytest.mark.parametrize("status", ["answered", "refused", "clarify", "chat"])
def test_every_text_of_an_answer_is_shown_as_text(sd_policy: Policy, status: str):
    [cited] = robots(sd_policy).citations
    answer = Answer(
        question=EVIL,
        status=status,  # type: ignore[arg-type]
        summary=EVIL,
        citations=(replace(cited, label=EVIL, title=EVIL, quote=EVIL),),
        related=(ClauseRef(EVIL, 1, EVIL, EVIL),),
        notices=(EVIL,),
        resolved=EVIL,
        table=Table("list", (EVIL, "b"), ((EVIL, EVIL),), ((EVIL, 1),)),
    )
    elements = shown(answer)
    assert "script" not in elements.tags()
    assert elements.text.count(EVIL) >= 9
    assert "script" not in Elements(typing_html(Turn(EVIL, answer), 30)).tags()


def test_error_and_policy_texts_are_shown_as_text():
    policy = parse(
        f"关于{EVIL}的若干措施\n一、支持{EVIL}\n(一)支持{EVIL}。给予{EVIL}补助。(牵头单位:{EVIL})\n",
        policy_id="evil",
    )
    for html in (
        turn_html(Turn(EVIL, error=EVIL), 0, TITLES),
        turn_html(Turn(EVIL), 0, TITLES),
        head_html([policy], date(2026, 1, 1)),
        list_html([policy, policy], "补助"),
        list_html([policy], EVIL + "没有"),
        clause_html(policy, 1, [(3, 20)]),
    ):
        assert "<script" in Elements(html).text
        assert "script" not in Elements(html).tags()


def test_line_breaks_of_an_answer_are_kept(sd_policy: Policy):
    html = turn_html(Turn("q", robots(sd_policy, summary="一\n二")), 0, TITLES)
    assert "一<br>二" in html


def test_table_rows_open_their_clauses_and_a_checklist_shows_what_is_met(sd_policy: Policy):
    table = Table(
        "checklist",
        ("条件", "结论"),
        (("销售额", "满足"), ("注册地", "不满足"), ("成立年限", "待核实")),
        (("sd-ai-2025", 17), ("sd-ai-2025", 19), ("sd-ai-2025", 20)),
    )
    elements = shown(robots(sd_policy, citations=(), table=table))
    assert [json.loads(t)["clause"] for t in elements.attributes("data-open")] == [17, 19, 20]
    cells = [(e.attrs.get("class"), e.text) for e in elements.found if e.tag == "td"]
    assert cells == [("w-yes", "满足"), ("w-no", "不满足"), (None, "待核实")]


def test_long_list_is_left_to_its_table_whose_rows_mark_the_quotes(sd_policy: Policy):
    [cited] = robots(sd_policy).citations
    table = Table("list", ("条款", "标题"), (("(十七)", "甲"),), (("sd-ai-2025", 17),))
    long = "共23条：" + "一项措施；" * 40
    elements = shown(robots(sd_policy, summary=long, table=table))
    assert elements.texts("p")[1] == "共23条："
    row = json.loads(elements.attributes("data-open")[0])
    assert row["spans"] == [[cited.start, cited.end]]
    assert long in plain_text(robots(sd_policy, summary=long, table=table), TITLES)
    assert shown(robots(sd_policy, summary=long)).texts("p")[1] == long


def test_choices_of_a_clarification_ask_the_question_of_a_clause(sd_policy: Policy):
    choice = ClauseRef("sd-ai-2025", 6, "(六)", "实施“算力券”奖补政策")
    answer = Answer("最高多少?", "clarify", "请说明想问哪一项。", related=(choice,))
    assert shown(answer).attributes("data-ask") == ["实施“算力券”奖补政策，最高多少?"]
    assert shown(answer).attributes("data-open") == []


def test_statuses_look_different(sd_policy: Policy):
    statuses = ("answered", "refused", "clarify", "chat")
    answers = [shown(robots(sd_policy, status=status)) for status in statuses]
    classes = [c for a in answers for c in a.attributes("class") if c.startswith("w-answer ")]
    assert len(set(classes)) == len(statuses)
    tags = [e.text for a in answers for e in a.found if e.attrs.get("class") == "w-tag"]
    assert tags == ["政策未写明", "请说得再具体些"]


def test_vote_is_shown_where_it_was_given_and_greetings_take_none(sd_policy: Policy):
    voted = shown(robots(sd_policy), 3, vote="dislike")
    assert voted.attributes("aria-pressed") == ["false", "true"]
    assert voted.attributes("data-answer") == ["kept", "kept"]
    assert voted.attributes("data-turn") == ["3", "3"], "Word file and answering again"
    assert shown(Answer("你好", "chat", "您好！")).attributes("data-vote") == []


def test_question_as_understood_is_shown_only_where_it_differs(sd_policy: Policy):
    understood = shown(robots(sd_policy, resolved="人形机器人整机企业由谁牵头?"))
    assert "理解为：人形机器人整机企业由谁牵头?" in understood.text
    assert "理解为" not in shown(robots(sd_policy)).text


def test_copied_text_names_the_policy_the_clause_and_the_quote(sd_policy: Policy):
    assert plain_text(robots(sd_policy, notices=("还剩38天",)), TITLES).splitlines() == [
        "最高800万元。",
        f"依据：《{sd_policy.title}》(十七)：“{QUOTE}”",
        "还剩38天",
    ]


def test_source_is_named_only_where_there_are_several_policies(sd_policy: Policy):
    turn = Turn("q", robots(sd_policy))
    assert sd_policy.title not in Elements(turn_html(turn, 0, TITLES)).text
    assert sd_policy.title in Elements(turn_html(turn, 0, TITLES | {"other": "另一政策"})).text


LAST_DAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    "today, state, words",
    [
        (LAST_DAY - timedelta(days=200), "valid", "有效期至2026年12月31日，还剩200天"),
        (LAST_DAY - timedelta(days=38), "soon", "有效期至2026年12月31日，还剩38天"),
        (LAST_DAY, "soon", "有效期至2026年12月31日，今天是最后一天"),
        (LAST_DAY + timedelta(days=1), "over", "已过期（有效期至2026年12月31日）"),
    ],
)
def test_validity_is_judged_against_the_day(sd_policy: Policy, today: date, state: str, words: str):
    kind, said = validity(sd_policy, today)
    assert (kind, str(said)) == (state, words)
    assert words in Elements(head_html([sd_policy], today)).text


def test_policy_not_yet_in_force_and_policy_without_an_end_say_so(sd_policy: Policy):
    closing = replace(sd_policy.closing, valid_from=date(2025, 7, 1))
    kind, said = validity(replace(sd_policy, closing=closing), date(2025, 6, 30))
    assert (kind, str(said)) == ("soon", "尚未施行，自2025年7月1日起施行")
    closing = replace(sd_policy.closing, valid_until=None)
    assert validity(replace(sd_policy, closing=closing), LAST_DAY)[0] == "open"


def test_clause_shows_its_whole_text_and_its_agencies(sd_policy: Policy):
    elements = Elements(clause_html(sd_policy, 1))
    assert sd_policy.clause(1).text in elements.text
    assert elements.texts("dt") == ["牵头单位", "责任单位"]
    assert "三、深化拓展赋能应用" in Elements(clause_html(sd_policy, 17)).text


def test_overlapping_and_outlying_spans_leave_the_text_whole(sd_policy: Policy):
    text = sd_policy.clause(17).text
    spans = [(10, 20), (5, 12), (len(text) - 3, len(text) + 50), (900, 999)]
    html = clause_html(sd_policy, 17, spans)
    assert Elements(html).texts("mark") == [text[5:12], text[12:20], text[-3:]]
    assert text in Elements(html).text


def test_list_holds_every_clause_under_its_section(sd_policy: Policy):
    elements = Elements(list_html([sd_policy]))
    assert elements.texts("h4") == [section.heading for section in sd_policy.sections]
    assert len(elements.attributes("data-open")) == len(sd_policy.clauses)


@pytest.mark.parametrize(
    "search, clauses",
    [("算力券", [6]), ("ai手机", [22]), ("ＲｅｄＣａｐ", [25]), ("博士后 专业课程", [27])],
)
def test_search_finds_words_in_any_width_and_case(
    sd_policy: Policy, search: str, clauses: list[int]
):
    elements = Elements(list_html([sd_policy], search))
    found = [json.loads(target)["clause"] for target in elements.attributes("data-open")]
    assert set(clauses) <= set(found)
    words = search.split()
    assert found == [
        clause.n
        for clause in sd_policy.clauses
        if all(_plain(word) in _plain(clause.text) for word in words)
    ]
    assert _plain(elements.texts("mark")[0]) == _plain(words[0])


def _plain(text: str) -> str:
    wide = {0xFF01 + i: 0x21 + i for i in range(94)}
    return text.translate(wide).lower()


def test_examples_are_few_differ_and_come_from_the_policy(sd_policy: Policy):
    examples = example_questions([sd_policy])
    assert "人形机器人整机企业能拿多少奖励？" in examples
    assert "这份政策有效期到什么时候？" in examples
    assert 4 <= len(set(examples)) == len(examples) <= MAX_EXAMPLES
    assert example_questions([]) == []


def test_examples_for_another_policy_are_about_that_policy():
    other = parse(
        "某市促进养老服务发展若干措施\n"
        "第一条 支持养老机构建设。对新建养老机构,每家给予最高60万元补助。(牵头单位:市民政局)\n"
        "第二条 加强人才培养。鼓励院校开设养老专业。(牵头单位:市教育局)\n",
        policy_id="care",
    )
    examples = example_questions([other])
    assert any("养老机构" in example and "多少补助" in example for example in examples)
    assert not any("有效期" in example for example in examples)


def test_nothing_kept_leaves_no_votes_and_nothing_to_share(sd_policy: Policy):
    turn = Turn("奖励多少?", robots(sd_policy))
    elements = Elements(turn_html(turn, 0, TITLES))
    assert elements.attributes("data-vote") == elements.attributes("data-share") == []
    assert elements.attributes("data-do") == ["word", "again"]


def test_dislike_offers_the_clauses_that_were_retrieved_and_are_still_there(sd_policy: Policy):
    hits = (Retrieved("sd-ai-2025", 17, 0.9), Retrieved("gone", 1, 0.8))
    hits += (Retrieved("sd-ai-2025", 99, 0.7), Retrieved("sd-ai-2025", 6, 0.6))
    turn = answered(robots(sd_policy, retrieved=hits), "kept", [sd_policy])
    [clauses] = Elements(turn_html(turn, 0, TITLES)).attributes("data-clauses")
    assert json.loads(clauses) == [
        ["sd-ai-2025", 17, "(十七) 支持具身智能培育"],
        ["sd-ai-2025", 6, "(六) 实施“算力券”奖补政策"],
    ]


def test_every_text_of_the_interface_stands_in_both_languages_with_the_same_blanks():
    blanks = {key: [sorted(re.findall(r"{(\w+)}", text)) for text in WORDS[key]] for key in WORDS}
    assert all(len(texts) == 2 and all(texts) for texts in WORDS.values())
    assert {key for key, (zh, en) in blanks.items() if zh != en} == set()


def test_texts_write_dates_out_in_their_language():
    until = date(2026, 12, 31)
    assert said("until", until=until, days=3) == "有效期至2026年12月31日，还剩3天"
    assert said("until", "en", until=until, days=3) == "Valid until 31 December 2026, 3 days left"


def test_errors_of_the_service_are_said_as_it_says_them():
    assert said("busy", seconds=3) == str(Busy(3))
    assert said("slow", seconds="0.5") == str(TookTooLong(0.5))
