"""What the engine answers over the real policy, each answer read off its text by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from bot_answers import TODAY, Ask, clauses_of, misquoted

from bot.answer import Answer
from bot.engine import EmptyQuestion, Engine, QuestionTooLong
from corpus.errors import UnknownPolicy, WenceError
from corpus.model import Policy

# question, clause, what the summary says, what it does not
FACTS = [
    ("具身智能整机企业最高奖励多少?", 17, ["最高800万元"], ["300万元"]),
    ("具身智慧整機企業最高獎勵多少?", 17, ["最高800万元"], ["300万元"]),
    ("人形机器人核心零部件最高补多少?", 17, ["最高300万元"], ["800万元"]),
    ("国家级先进制造业集群奖励多少?", 20, ["最高500万元"], ["200万元", "1000万元"]),
    ("省级先进制造业集群给多少钱", 20, ["最高200万元"], ["500万元", "1000万元"]),
    ("世界级集群奖励多少", 20, ["最高1000万元"], ["200万元", "500万元"]),
    ("国际标准每项最高奖补多少?", 28, ["最高40万元"], ["20万元", "10万元"]),
    ("国家标准每项多少", 28, ["最高20万元"], ["40万元", "10万元"]),
    ("省级标准化试点项目奖补多少?", 28, ["最高10万元"], ["40万元", "20万元"]),
    ("集成电路企业每个最高补助多少?", 5, ["最高200万元"], ["300万元"]),
    ("工业软件项目每个最高奖励多少?", 5, ["最高300万元"], ["200万元"]),
    ("国家行业应用基地最高补多少", 11, ["最高1000万元"], ["500万元"]),
    ("算力券最高补贴多少?", 6, ["最高500万元"], []),
    ("算力券最高補貼多少?", 6, ["最高500万元"], []),
    ("模型券每个最高补助多少?", 7, ["最高100万元"], ["150万元"]),
    ("5G基站每个补多少?", 25, ["5000元"], ["1000万元"]),
    ("小巨人企业奖励多少?", 19, ["最高600万元"], []),
    ("科技成果转化贷款最高贴息多少?", 4, ["50万元"], []),
    ("算力券按算力交易金额的百分之几奖补?", 6, ["5%"], []),
    ("模型券每年遴选多少个?", 7, ["30个"], []),
    ("语料券一年选几个?", 8, ["10个"], ["30个"]),
    ("行业应用基地每年布局几个?", 11, ["3-5个"], []),
    ("基础研究每年布局多少项?", 1, ["150项"], []),
    ("标杆应用场景每年选多少个?", 12, ["10个"], []),
    ("算力券由哪个部门牵头?", 6, ["省大数据局", "省财政厅"], ["省科技厅"]),
    ("人才引育的责任单位是哪些?", 26, ["省委组织部"], []),
    ("智能家居补贴归谁管?", 18, ["省商务厅", "省民政厅", "省财政厅"], []),
    ("人形机器人整机企业要达到什么条件才能拿奖励?", 17, ["首次突破5000万元"], ["2000万元"]),
    ("算力券需要什么条件?", 6, ["算力赋能效益显著"], []),
]


def test_the_question_of_the_readme_is_answered_with_the_words_that_prove_it(ask: Ask) -> None:
    answer = ask("具身智能整机企业最高奖励多少?", today=date(2026, 11, 23))
    assert answer.status == "answered"
    assert "最高800万元" in answer.summary
    [cited] = answer.citations
    assert (cited.policy, cited.clause, cited.label) == ("sd-ai-2025", 17, "(十七)")
    assert cited.title == "支持具身智能培育"
    assert cited.quote == (
        "对2025年整机年销售额首次突破5000万元的人形机器人整机企业按规定给予一次性最高800万元奖励"
    )
    assert (cited.start, cited.end) == (32, 81)
    assert answer.notices == ("本政策有效期至2026年12月31日，还剩38天",)


@pytest.mark.parametrize("question, clause, said, unsaid", FACTS)
def test_a_question_of_fact_gets_what_was_asked_and_cites_its_clause_alone(
    question: str, clause: int, said: list[str], unsaid: list[str], ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == [clause]
    assert [words for words in said if words not in answer.summary] == []
    assert [words for words in unsaid if words in answer.summary] == []
    assert len(answer.summary) < 120


def test_two_things_asked_of_one_clause_are_both_answered(ask: Ask) -> None:
    answer = ask("模型券最高多少,谁牵头?")
    assert clauses_of(answer) == [7]
    assert "最高100万元" in answer.summary
    assert "省工业和信息化厅" in answer.summary


def test_a_voucher_that_the_policy_does_not_have_is_refused(ask: Ask) -> None:
    answer = ask("数据券最高补多少")
    assert answer.status == "refused"
    assert "数据券" in answer.summary
    assert ask("模型券最高补多少").status == "answered"


def test_two_questions_in_one_are_both_answered(ask: Ask) -> None:
    answer = ask("算力券谁牵头?模型券最高多少?")
    assert clauses_of(answer) == [6, 7]
    assert "省大数据局" in answer.summary
    assert "最高100万元" in answer.summary


# Validity.


@pytest.mark.parametrize(
    "today, said",
    [
        (date(2025, 6, 1), "还剩578天"),
        (date(2026, 11, 23), "还剩38天"),
        (date(2026, 12, 30), "还剩1天"),
        (date(2026, 12, 31), "目前有效"),
        (date(2027, 1, 1), "已过期1天"),
        (date(2027, 1, 15), "已过期15天"),
    ],
)
def test_validity_is_judged_against_the_day_given(today: date, said: str, ask: Ask) -> None:
    answer = ask("这个政策的有效期到什么时候?", today=today)
    assert answer.status == "answered"
    assert "2026年12月31日" in answer.summary
    assert said in answer.summary
    [cited] = answer.citations
    assert (cited.clause, cited.part) == (None, "closing")


@pytest.mark.parametrize(
    "today, notice",
    [
        (date(2025, 6, 1), ""),
        (date(2026, 11, 1), ""),  # 60 days left
        (date(2026, 11, 2), "还剩59天"),
        (date(2026, 12, 31), "还剩0天"),
        (date(2027, 1, 1), "已过期1天"),
    ],
)
def test_every_answer_says_when_validity_ends_within_60_days_or_has_ended(
    today: date, notice: str, ask: Ask
) -> None:
    notices = ask("算力券最高补贴多少?", today=today).notices
    assert len(notices) == bool(notice)
    assert notice in "".join(notices)


@pytest.mark.parametrize(
    "question, said",
    [
        ("文号是多少?", "鲁政办字〔2025〕49号"),
        ("谁发的文?", "山东省人民政府办公厅"),
        ("末尾盖的章，这文件是省政府发的还是省政府办公厅发的?落款是谁", "山东省人民政府办公厅"),
        ("政策什么时候印发的?", "2025年5月7日"),
        ("政策全称叫什么?", "关于支持人工智能全产业链创新发展的若干政策措施"),
        ("一共有几条措施?", "28条"),
    ],
)
def test_questions_about_the_document_are_answered_from_its_header(
    question: str, said: str, ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert said in answer.summary
    assert {cited.part for cited in answer.citations} == {"header"}


# Clauses by number.


@pytest.mark.parametrize(
    "question",
    [
        "第十七条是什么?",
        "(十七)讲什么",
        "（十七）",
        "第17条",
        "第17条写了什么?",
        "17条的内容",
        "第十七條",
        "措施17",
        "请给我第十七条原文",
    ],
)
def test_a_clause_asked_for_by_its_number_stands_in_the_summary_whole(
    question: str, ask: Ask, sd_policy: Policy
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == [17]
    assert answer.summary == sd_policy.clause(17).text.strip()


@pytest.mark.parametrize("n", [1, 8, 10, 21, 24, 28])
def test_every_clause_is_found_by_its_number(n: int, ask: Ask, sd_policy: Policy) -> None:
    assert ask(f"第{n}条").summary == sd_policy.clause(n).text.strip()


def test_a_question_about_a_numbered_clause_gets_that_and_not_its_text(ask: Ask) -> None:
    answer = ask("第六条由谁牵头?")
    assert clauses_of(answer) == [6]
    assert "省大数据局" in answer.summary
    assert "5%" not in answer.summary


@pytest.mark.parametrize(
    "question", ["第三十条写了什么?", "第29条", "(三十一)讲什么", "第0条", "第100条谁牵头"]
)
def test_a_clause_that_does_not_exist_is_refused_with_how_many_there_are(
    question: str, ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "refused"
    assert "28条" in answer.summary
    assert answer.citations == ()


# Refusing.


@pytest.mark.parametrize(
    "question, place",
    [
        ("北京的算力补贴是多少?", "北京"),
        ("浙江省具身智能企业能补多少?", "浙江"),
        ("深圳的语料券最高多少", "深圳"),
    ],
)
def test_another_places_policy_is_refused_by_name(question: str, place: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.status == "refused"
    assert place in answer.summary
    assert "山东" in answer.summary
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    ["济南的企业最高能拿多少算力券?", "我来自浙江,在山东买算力,算力券最高多少?"],
)
def test_a_city_of_the_province_and_where_somebody_comes_from_are_no_other_place(
    question: str, ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert clauses_of(answer) == [6]


@pytest.mark.parametrize(
    "question, agency",
    [
        ("算力券的咨询电话是多少?", "省大数据局"),
        ("申请算力券需要什么材料?", "省大数据局"),
        ("语料券什么时候截止申报?", "省工业和信息化厅"),
        ("怎么申请创新券?", "省科技厅"),
        ("算力券多久到账?", "省大数据局"),
        ("骗取算力券补贴会怎么处罚?", "省大数据局"),
        ("算力券能和其他补贴叠加吗?", "省大数据局"),
        ("去年有多少家企业拿到了算力券?", "省大数据局"),
        ("购置智能家居每人补贴多少钱?", "省商务厅"),
    ],
)
def test_what_the_clause_does_not_say_is_refused_and_its_lead_agency_named(
    question: str, agency: str, ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "refused"
    assert agency in answer.summary
    assert answer.citations == ()


def test_a_refusal_says_which_matter_is_not_regulated(ask: Ask) -> None:
    assert "金额" in ask("引进人工智能顶尖人才给多少钱?").summary
    assert "材料" in ask("申请算力券需要什么材料?").summary


@pytest.mark.parametrize(
    "question",
    ["新能源汽车补贴多少?", "生二胎补贴多少钱?", "今天天气怎么样?", "农民种粮补贴怎么算", "asdfgh"],
)
def test_what_no_clause_is_about_is_refused(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.status == "refused"
    assert answer.citations == ()


@pytest.mark.parametrize("question", ["最高多少?", "奖励多少", "谁牵头?", "？？？"])
def test_a_question_without_a_subject_is_asked_back_with_likely_clauses(
    question: str, ask: Ask
) -> None:
    answer = ask(question)
    assert answer.status == "clarify"
    assert answer.citations == ()
    assert answer.related


# Small talk and what cannot be asked.


@pytest.mark.parametrize(
    "words", ["你好", "您好!", "谢谢", "好的,明白了", "再见", "你是谁", "hello", "Thank you!"]
)
def test_small_talk_is_answered_as_such(words: str, ask: Ask) -> None:
    answer = ask(words)
    assert answer.status == "chat"
    assert answer.citations == ()
    assert answer.notices == ()


@pytest.mark.parametrize(
    "question, clause",
    [
        ("你好,请问算力券最高补贴多少?", 6),
        ("谢谢,那模型券最高多少呢?", 7),
        ("好的,那语料券呢?", 8),
        ("谢谢,那模型券呢?", 7),
    ],
)
def test_a_question_with_a_greeting_or_thanks_before_it_is_a_question(
    question: str, clause: int, ask: Ask
) -> None:
    assert clauses_of(ask(question, "算力券最高补贴多少?")) == [clause]


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u3000"])
def test_an_empty_question_is_an_error_the_user_can_put_right(
    question: str, engine: Engine
) -> None:
    with pytest.raises(EmptyQuestion) as raised:
        engine.ask(question)
    assert isinstance(raised.value, WenceError)


def test_a_question_longer_than_the_limit_is_an_error_that_gives_the_limit(engine: Engine) -> None:
    assert engine.ask("算力券最高补贴多少?".ljust(2000, "?")).question
    with pytest.raises(QuestionTooLong, match=r"2001.*2000"):
        engine.ask("补" * 2001)


def test_an_earlier_turn_longer_than_the_limit_does_no_harm(ask: Ask) -> None:
    assert clauses_of(ask("那模型券呢?", "算力券最高补贴多少?" * 300)) == [7]


def test_a_policy_that_is_not_in_the_library_is_an_error_that_names_it(engine: Engine) -> None:
    with pytest.raises(UnknownPolicy, match="sd-ai-2024"):
        engine.ask("算力券最高补贴多少?", policy="sd-ai-2024")
    assert engine.ask("算力券最高补贴多少?", policy="sd-ai-2025").status == "answered"


# Every answer.


def test_an_answer_reports_what_was_found_and_how_long_it_took(ask: Ask) -> None:
    answer = ask("算力券最高补贴多少?")
    scores = [hit.score for hit in answer.retrieved]
    assert answer.retrieved[0].clause == 6
    assert scores == sorted(scores, reverse=True)
    assert set(answer.timings_ms) == {"understand", "retrieve", "compose", "total"}
    parts = sum(ms for step, ms in answer.timings_ms.items() if step != "total")
    assert parts == pytest.approx(answer.timings_ms["total"])
    assert all(ms >= 0 for ms in answer.timings_ms.values())


def test_what_leaves_as_json_has_the_keys_of_the_contract(ask: Ask) -> None:
    answer = ask("具身智能整机企业最高奖励多少?", today=date(2026, 11, 23)).to_json()
    assert list(answer) == [
        "question", "status", "summary", "citations", "related", "notices", "retrieved",
        "timings_ms",
    ]  # fmt: skip
    [cited] = answer["citations"]
    assert list(cited) == ["policy", "clause", "label", "title", "quote", "start", "end"]
    [closing] = ask("这个政策的有效期到什么时候?").to_json()["citations"]
    assert (closing["clause"], closing["part"]) == (None, "closing")
    assert list(answer["related"][0]) == ["policy", "clause", "label", "title"]
    assert list(answer["retrieved"][0]) == ["policy", "clause", "score"]


def test_no_clause_is_both_cited_and_offered_as_related(ask: Ask) -> None:
    for question, *_ in FACTS:
        answer = ask(question)
        assert not {ref.clause for ref in answer.related} & set(clauses_of(answer)), question


def test_questions_asked_at_once_from_several_threads_get_the_answers_of_one(
    engine: Engine, sd_policy: Policy
) -> None:
    questions = [question for question, *_ in FACTS]

    def answered(question: str) -> Answer:
        return engine.ask(question, today=TODAY)

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(answered, questions))
    for question, answer in zip(questions, together, strict=True):
        alone = answered(question)
        assert misquoted(answer, sd_policy) == []
        assert (answer.summary, answer.citations) == (alone.summary, alone.citations)
