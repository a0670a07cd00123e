"""What must hold of any text: nothing is lost, and the way a document is numbered, bracketed and
spaced changes the labels of its clauses and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import cn2an
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import NoClauses
from corpus.facts import facts
from corpus.model import Policy
from corpus.parse import parse

FULL_WIDTH = str.maketrans("()1234567890.,:;", "（）１２３４５６７８９０．，：；")
Number = Callable[[int], str]


def chinese(n: int) -> str:
    return str(cn2an.an2cn(n))


FORMS: dict[str, Number] = {
    "一、": lambda n: f"{chinese(n)}、",
    "(一)": lambda n: f"({chinese(n)})",
    "1.": lambda n: f"{n}.",
    "1、": lambda n: f"{n}、",
    "(1)": lambda n: f"({n})",
    "第一条": lambda n: f"第{chinese(n)}条 ",
    "第1条": lambda n: f"第{n}条 ",
    "第一章": lambda n: f"第{chinese(n)}章 ",
}
# (headings, clauses): how a document may be numbered on two levels.
STYLES = [
    ("一、", "(一)"),
    ("一、", "1."),
    ("一、", "1、"),
    ("一、", "第一条"),
    ("第一章", "第一条"),
    ("第一章", "第1条"),
    ("第一章", "一、"),
    ("(一)", "1."),
    ("(一)", "(1)"),
]
SEAMS = ["\n", "\n\n", " ", "\u3000", "\n\u3000\u3000", " \n ", "\r\n"]


@dataclass
class Style:
    """How a document is written down."""

    headings: str
    clauses: str
    anew: bool
    wide: bool
    seams: list[str]

    def seam(self, i: int) -> str:
        return self.seams[i % len(self.seams)]

    def number(self, form: str, n: int) -> str:
        number = FORMS[form](n)
        return number.translate(FULL_WIDTH) if self.wide else number


styles = st.builds(
    lambda forms, anew, wide, seams: Style(*forms, anew, wide, seams),
    st.sampled_from(STYLES),
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(SEAMS), min_size=1, max_size=7),
)


def write(head: str, parts: list[tuple[str, list[str]]], tail: str, style: Style) -> str:
    """A document with these headings and, below each, clauses of these words."""
    anew = style.anew and "条" not in style.clauses  # articles are never counted anew
    words, n = [head], 0
    for i, (heading, bodies) in enumerate(parts, 1):
        words.append(style.number(style.headings, i) + heading)
        n = 0 if anew else n
        for body in bodies:
            n += 1
            words.append(style.number(style.clauses, n) + body)
    words.append(tail)
    return "".join(word + style.seam(i) for i, word in enumerate(words))


def bare(text: str) -> str:
    """Words without white space and without the number at their head."""
    words = re.sub(r"\s", "", text).translate({v: chr(k) for k, v in FULL_WIDTH.items()})
    number = r"第[^条章]{1,6}[条章]|\([^()]{1,4}\)|[^\W\d_]{1,4}、|\d{1,2}[.、]"
    return re.sub(rf"^(?:{number})", "", words)


def check(policy: Policy, parts: list[tuple[str, list[str]]]) -> None:
    bodies = [body for _, below in parts for body in below]
    assert [bare(clause.text) for clause in policy.clauses] == [bare(f"(一){b}") for b in bodies]
    titles = [bare(f"(一){body}").split("。")[0] for body in bodies]
    assert [re.sub(r"\s", "", clause.title) for clause in policy.clauses] == titles
    headings = [heading for heading, below in parts for _ in below]
    assert [bare(clause.section) for clause in policy.clauses] == headings
    assert [section.title for section in policy.sections] == [heading for heading, _ in parts]
    check_offsets(policy)


def check_offsets(policy: Policy) -> None:
    source = policy.source
    assert "".join(source[start:end] for start, end in policy.spans()) == source
    assert len({clause.label for clause in policy.clauses}) == len(policy.clauses)
    for clause in policy.clauses:
        assert source[clause.start : clause.end] == clause.text
        for fact in facts(clause):
            figure = fact.figure
            assert clause.text[figure.start : figure.end] == figure.text
            assert fact.start <= figure.start < figure.end <= fact.end


WORDS = st.text("支持研发应用推广培育企业平台人才资金场景服务标准算力语料", min_size=2, max_size=10)
SENTENCES = st.sampled_from(
    [
        "给予最高50万元补助。",
        "按照(三)的规定执行。",
        "依照本措施第五条第二款第(三)项办理。",
        "每年遴选10家左右,每个给予1.5万元奖励。",
        "有下列情形的除外:弄虚作假的;骗取资金的。",
        "(牵头单位:省科技厅,责任单位:省财政厅)",
    ]
)
BODIES = st.builds(
    lambda title, rest: f"{title}。" + "".join(rest), WORDS, st.lists(SENTENCES, max_size=3)
)
PARTS = st.lists(st.tuples(WORDS, st.lists(BODIES, min_size=2, max_size=5)), min_size=2, max_size=5)


@given(PARTS, styles)
@settings(max_examples=200, deadline=None)
def test_numbering_brackets_and_spacing_change_labels_only(parts, style):
    check(parse(write("关于某事的若干措施", parts, "", style), policy_id="p"), parts)


@given(styles)
@settings(max_examples=60, deadline=None)
def test_the_real_policy_reads_the_same_in_every_numbering_and_spacing(sd_policy, style):
    source = sd_policy.source
    parts = [
        (
            section.title,
            [
                clause.text.removeprefix(clause.label).strip()
                for clause in sd_policy.clauses
                if clause.section == section.heading
            ],
        )
        for section in sd_policy.sections
    ]
    head = source[: sd_policy.header.end].strip()
    policy = parse(write(head, parts, sd_policy.part_text("closing"), style), policy_id="p")
    check(policy, parts)
    for clause, real in zip(policy.clauses, sd_policy.clauses, strict=True):
        assert clause.lead_agencies == real.lead_agencies
        assert clause.responsible_agencies == real.responsible_agencies
    assert policy.title == sd_policy.title
    assert policy.header.document_number == sd_policy.header.document_number
    assert policy.closing.valid_until == sd_policy.closing.valid_until


FRAGMENTS = (
    "一、 二、 三、 (一) （二） (三) 1. ２． 3、 (1) ① ② 第一条 第二条 第三条之一 第一章 第二章 "
    "第九百条 百 万 〇 ○ 目录 牵头单位: 责任单位: 市财政局 2025年5月7日 二〇二五年十三月 有效期 "
    "99年 至 自印发之日起 施行 本办法 附件 《 》 给予 最高 对 的 分别 每个 50万元 、 100万元 1,000 "
    "5% ‰ 千万千 元 。 , ; : ， （ ） 〔2025〕 号 令 关于 通知 根据"
).split()
TEXTS = st.lists(
    st.one_of(st.sampled_from([*FRAGMENTS, "\n", " ", "\u3000", "\t"]), st.text(max_size=4)),
    max_size=60,
).map("".join)


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_without_loss_or_refused_for_want_of_clauses(text):
    try:
        policy = parse(text, policy_id="p")
    except NoClauses:
        return
    assert policy.clauses
    check_offsets(policy)
