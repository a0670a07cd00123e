"""The policies on disk: adding, finding, removing, and what is said when files are damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import BrokenLibrary, NoClauses, UnknownPolicy
from corpus.library import (
    Library,
    PolicyNotAdded,
    PolicyNotRemoved,
    clause_json,
    policy_json,
    read_policy,
)

TEXT = """某市人民政府办公厅关于印发某市养老服务办法的通知
某府办规〔2024〕13号
第一章 总则
第一条 为规范养老服务,制定本办法。
第二条 市民政局负责养老服务工作。
第二章 补贴
第三条 对养老机构给予补贴:
(一)新建床位每张1万元;
(二)改建床位每张5000元。
第四条 本办法自2024年8月1日起施行。
"""
BUNDLED = "sd-ai-2025"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "养老服务办法.txt"
    path.write_text(TEXT, "utf-8")
    return path


def clauses_file(home: Path, policy_id: str) -> Path:
    return home / "policies" / policy_id / "clauses.jsonl"


def test_the_bundled_policy_is_there_without_a_data_folder():
    library = Library(None)
    assert BUNDLED in library.ids()
    assert library.is_bundled(BUNDLED)
    assert len(library.get(BUNDLED).clauses) == 28


def test_an_added_policy_is_found_by_a_library_opened_later(library, document, tmp_path):
    added = library.add(document)
    again = Library(tmp_path / "home")
    assert again.ids() == [BUNDLED, added.id]
    assert again.get(added.id) == added
    assert [policy.id for policy in again.policies()] == again.ids()
    assert not again.is_bundled(added.id)


def test_the_id_tells_year_and_number_of_the_document(library, document):
    assert library.add(document).id.startswith("2024-13-")


def test_the_same_text_added_twice_is_one_policy(library, document, tmp_path):
    copy = tmp_path / "copy.md"
    copy.write_text(TEXT.replace("\n", "\r\n"), "utf-8", newline="")
    assert library.add(document).id == library.add(copy).id
    assert len(library.ids()) == 2


def test_the_text_of_a_bundled_policy_is_not_added_again(library, tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text(library.get(BUNDLED).source, "utf-8")
    assert library.add(copy).id == BUNDLED
    assert library.ids() == [BUNDLED]


def test_two_texts_get_two_ids_though_they_share_a_number(library, document, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(TEXT.replace("1万元", "2万元"), "utf-8")
    assert library.add(document).id != library.add(other).id


def test_an_id_can_be_chosen_but_not_one_that_is_taken_or_leads_elsewhere(library, document):
    assert library.add(document, policy_id="care-2024").id == "care-2024"
    document.write_text(TEXT.replace("1万元", "2万元"), "utf-8")
    with pytest.raises(PolicyNotAdded, match="care-2024 is taken"):
        library.add(document, policy_id="care-2024")
    with pytest.raises(PolicyNotAdded, match="cannot be an id"):
        library.add(document, policy_id="../elsewhere")


def test_nothing_is_left_of_a_document_without_clauses(library, tmp_path):
    poem = tmp_path / "poem.txt"
    poem.write_text("床前明月光,疑是地上霜。\n", "utf-8")
    with pytest.raises(NoClauses, match="poem.txt"):
        library.add(poem)
    assert library.ids() == [BUNDLED]


def test_a_removed_policy_is_gone_from_the_disk(library, document, tmp_path):
    policy = library.add(document)
    library.remove(policy.id)
    assert library.ids() == [BUNDLED]
    assert list((tmp_path / "home" / "policies").iterdir()) == []


def test_a_bundled_policy_stays(library):
    with pytest.raises(PolicyNotRemoved, match=BUNDLED):
        library.remove(BUNDLED)
    assert BUNDLED in library.ids()


def test_an_unknown_policy_is_answered_with_the_known_ones(library):
    for use in (library.get, library.remove):
        with pytest.raises(UnknownPolicy, match=f"no policy nowhere.*{BUNDLED}"):
            use("nowhere")


def rewrite_line(path: Path, n: int, line: str | None) -> None:
    lines = path.read_text("utf-8").splitlines()
    lines[n - 1 : n] = [] if line is None else [line]
    path.write_text("".join(f"{row}\n" for row in lines), "utf-8")


def damaged(path: Path, n: int, **changes: object) -> None:
    row = json.loads(path.read_text("utf-8").splitlines()[n - 1])
    row.update(changes)
    rewrite_line(path, n, json.dumps({key: row[key] for key in row if row[key] is not None}))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: rewrite_line(path, 2, '{"n": 2, "la'), "line 2 is not JSON"),
        (lambda path: rewrite_line(path, 3, "[3]"), "line 3 is not a JSON object"),
        (lambda path: damaged(path, 1, title=None, end=None), "line 1 lacks title, end"),
        (lambda path: damaged(path, 3, text="对养老机构给予补贴"), "line 3 differs"),
        (lambda path: damaged(path, 4, start=0), "line 4 differs"),
        (lambda path: rewrite_line(path, 4, None), "ends after 3 of 4 clauses"),
        (lambda path: path.write_text(path.read_text("utf-8") + "{}\n", "utf-8"), "line 5 has no"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "cannot be read"),
        (lambda path: path.unlink(), "is missing"),
    ],
)
def test_a_damaged_clause_file_is_named_with_its_line_and_a_way_out(
    library, document, tmp_path, damage, said
):
    policy = library.add(document)
    path = clauses_file(tmp_path / "home", policy.id)
    damage(path)
    with pytest.raises(BrokenLibrary) as caught:
        library.get(policy.id)
    message = str(caught.value)
    assert str(path) in message and said in message
    assert f"wence add {path.with_name('source.txt')}" in message
    assert "\n" not in message


def test_the_way_out_that_is_named_repairs_the_policy(library, document, tmp_path):
    policy = library.add(document, policy_id="care-2024")
    path = clauses_file(tmp_path / "home", "care-2024")
    path.write_text("rubbish", "utf-8")
    assert library.add(path.with_name("source.txt")) == policy
    assert library.get("care-2024") == policy


def test_a_changed_source_no_longer_fits_its_clauses(library, document, tmp_path):
    policy = library.add(document)
    source = clauses_file(tmp_path / "home", policy.id).with_name("source.txt")
    source.write_text(TEXT.replace("5000元", "50000元"), "utf-8")
    with pytest.raises(BrokenLibrary, match="line 3 differs"):
        library.get(policy.id)


def test_a_policy_without_its_source_can_still_be_removed(library, document, tmp_path):
    policy = library.add(document)
    clauses_file(tmp_path / "home", policy.id).with_name("source.txt").unlink()
    with pytest.raises(BrokenLibrary, match=f"wence remove {policy.id}"):
        library.policies()
    library.remove(policy.id)
    assert library.ids() == [BUNDLED]


def test_the_json_of_a_policy_is_what_the_documentation_promises(document):
    policy = read_policy(document)
    row = policy_json(policy)
    assert list(row) == ["title", "document_number", "issuer", "date", "sections", "clauses"]
    assert row["document_number"] == "某府办规〔2024〕13号"
    assert row["sections"] == ["第一章 总则", "第二章 补贴"]
    third = row["clauses"][2]
    assert (third["n"], third["label"], third["section"]) == (3, "第三条", "第二章 补贴")
    assert policy.source[third["start"] : third["end"]] == third["text"]
    assert json.loads(json.dumps(row)) == row


def test_only_a_clause_with_parts_has_items_and_each_points_at_its_words(document):
    second, third = read_policy(document).clauses[1:3]
    assert "items" not in clause_json(second)
    [paragraph] = clause_json(third)["items"]
    assert [part["label"] for part in paragraph["items"]] == ["(一)", "(二)"]
    for part in paragraph["items"]:
        assert third.text[part["start"] : part["end"]] == part["text"]
    assert paragraph["items"][0]["text"].strip() == "(一)新建床位每张1万元;"
