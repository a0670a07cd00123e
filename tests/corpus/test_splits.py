"""Where clauses begin, put right by hand: everything else is read as ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BrokenLibrary
from corpus.parse import parse
from corpus.splits import Splits, WrongSplits, checked, parse_with, splits_of
from corpus.stored import SPLITS, load, store
from tests.conftest import ROOT

# Numbered (一) (二) (二): the third clause is misprinted, so that the second holds it too.
TEXT = """某市人民政府关于支持养老服务的若干措施
某府办规〔2024〕13号
一、建设
(一)建设补贴。新建床位每张1万元。(牵头单位:市民政局)
(二)运营补贴。分两类:
1.自理老人每月200元;
2.失能老人每月300元。
二、人才
(二)人才补贴。养老护理员每人5000元。(牵头单位:市人力资源社会保障局)
1.初级工减半。
各区可以另行补贴。
(四)本措施由市民政局解释。
本措施自2024年8月1日起施行,有效期5年。
"""


def at(*words: str) -> tuple[int, ...]:
    return tuple(TEXT.index(word) for word in words)


BY_ITSELF = at("(一)建设", "(二)运营", "(二)人才", "(四)")
END = TEXT.index("本措施自2024")
DOCUMENTS = sorted(
    [*ROOT.glob("eval/**/policies/*.txt"), *ROOT.glob("corpus/policies/*/source.txt")]
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.parent.name + "/" + path.stem)
def test_marking_what_is_found_anyway_gives_the_very_same_policy(path):
    policy = parse(path.read_text("utf-8"), policy_id="x")
    assert parse_with(policy.source, splits_of(policy), policy_id="x") == policy


def test_a_clause_that_was_missed_is_read_like_any_other():
    policy = parse_with(TEXT, Splits(BY_ITSELF, END), policy_id="care")
    assert [clause.title for clause in policy.clauses] == [
        "建设补贴", "运营补贴", "人才补贴", "本措施由市民政局解释"
    ]  # fmt: skip
    first, second, third, _ = policy.clauses
    assert (first.label, first.lead_agencies) == ("(一)", ("市民政局",))
    assert [item.label for item in second.items] == ["1.", "2."]
    assert [item.label for item in third.items] == ["1."]
    assert third.lead_agencies == ("市人力资源社会保障局",)
    assert policy.header.document_number == "某府办规〔2024〕13号"
    assert policy.source[policy.closing.start :] == "本措施自2024年8月1日起施行,有效期5年。\n"
    assert policy.closing.valid_until is not None


def test_a_number_that_was_printed_twice_still_names_one_clause():
    policy = parse_with(TEXT, Splits(BY_ITSELF, END), policy_id="care")
    labels = [clause.label for clause in policy.clauses]
    assert labels == ["(一)", "(二)", "(二)(第3段)", "(四)"]


def test_a_heading_over_a_misprinted_number_is_a_heading():
    policy = parse_with(TEXT, Splits(BY_ITSELF, END), policy_id="care")
    assert [section.heading for section in policy.sections] == ["一、建设", "二、人才"]
    assert [clause.section for clause in policy.clauses] == [
        "一、建设", "一、建设", "二、人才", "二、人才"
    ]  # fmt: skip


def test_a_piece_without_a_number_is_called_by_its_place():
    starts = (*BY_ITSELF[:3], *at("各区可以"), BY_ITSELF[3])
    policy = parse_with(TEXT, Splits(tuple(starts), END), policy_id="care")
    fourth = policy.clauses[3]
    assert (fourth.label, fourth.title) == ("第4段", "各区可以另行补贴")
    assert fourth.section == policy.clauses[2].section
    assert fourth.text.startswith("各区")


def test_a_heading_between_two_clauses_is_no_part_of_either():
    policy = parse_with(TEXT, Splits(at("(一)建设", "(二)运营"), END), policy_id="care")
    assert [section.heading for section in policy.sections] == ["一、建设"]
    assert "二、人才" in policy.clauses[1].text  # the clauses below it were put together
    assert policy.source[: policy.clauses[0].start].endswith("一、建设\n")


def test_an_item_may_be_made_a_clause_of_its_own():
    starts = at("(一)建设", "(二)运营", "2.失能")
    policy = parse_with(TEXT, Splits(starts, at("二、人才")[0]), policy_id="care")
    assert [clause.label for clause in policy.clauses] == ["(一)", "(二)", "(二)2."]
    assert [item.label for item in policy.clauses[1].items] == ["1."]
    assert policy.clauses[2].title == "失能老人每月300元"


def test_white_space_at_a_beginning_belongs_to_what_stands_before():
    start = TEXT.index("\n(二)运营")
    splits = checked(TEXT, [BY_ITSELF[0], start], END)
    assert splits.starts == BY_ITSELF[:2]


@pytest.mark.parametrize(
    ("starts", "end", "said"),
    [
        ((), 10, "至少要有一个条款"),
        ((-1, 50), 90, "超出了正文"),
        ((40,), len(TEXT) + 1, "超出了正文"),
        ((60, 50), 90, "第1段的位置不对"),
        ((50, 50), 90, "第1段的位置不对"),
        ((50, 90), 90, "第2段的位置不对"),
        ((50, TEXT.index("\n二、"), TEXT.index("\n二、") + 1), 200, "第2段是空的"),
        ((*BY_ITSELF[:1], TEXT.index("(二)运营"), TEXT.index("运营补贴")), 200, "第2段只有编号"),
    ],
)
def test_places_that_part_no_text_are_refused_in_one_sentence(starts, end, said):
    with pytest.raises(WrongSplits, match=said) as caught:
        parse_with(TEXT, Splits(tuple(starts), end), policy_id="care")
    assert str(caught.value).endswith("。") and "\n" not in str(caught.value)


@given(st.lists(st.integers(-3, len(TEXT) + 3), max_size=8), st.integers(-3, len(TEXT) + 3))
def test_any_places_give_a_policy_that_loses_nothing_or_are_refused(starts, end):
    try:
        policy = parse_with(TEXT, Splits(tuple(starts), end), policy_id="care")
    except WrongSplits:
        return
    assert "".join(TEXT[a:b] for a, b in policy.spans()) == TEXT
    labels = [clause.label for clause in policy.clauses]
    assert len(set(labels)) == len(labels) == len(starts)
    for clause in policy.clauses:
        assert TEXT[clause.start : clause.end] == clause.text
        assert clause.text.strip()
        assert all(0 <= item.start < item.end <= len(clause.text) for item in clause.items)
    assert parse_with(TEXT, splits_of(policy), policy_id="care") == policy


def test_places_put_by_hand_are_kept_beside_the_source(tmp_path: Path):
    splits = Splits(at("(一)建设", "各区可以"), END)
    policy = parse_with(TEXT, splits, policy_id="care")
    store(policy, tmp_path, splits=splits)
    assert load(tmp_path / "care") == policy
    plain = parse(TEXT, policy_id="care")
    store(plain, tmp_path)
    assert load(tmp_path / "care") == plain


@pytest.mark.parametrize("damage", ['{"starts": [1', "[]", '{"starts": [5, 2], "end": 9}', "null"])
def test_damaged_places_are_named_with_a_way_out(tmp_path: Path, damage):
    splits = Splits(at("(一)建设", "各区可以"), END)
    store(parse_with(TEXT, splits, policy_id="care"), tmp_path, splits=splits)
    path = tmp_path / "care" / SPLITS
    path.write_text(damage)
    with pytest.raises(BrokenLibrary, match="splits.json") as caught:
        load(tmp_path / "care")
    assert str(path) in str(caught.value) and "wence add" in str(caught.value)
