"""Export as JSON lines and CSV: complete, streamed, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import stat
from itertools import islice

import pytest
from kept_answers import FULL, POLICY, answer

from bot.records.corrections import confirm
from bot.records.export import export, write_export
from bot.service import Caller, Feedback


def lines(records):
    return [json.loads(line) for line in "".join(export(records, "jsonl")).splitlines()]


def cells(records):
    text = "".join(export(records, "csv"))
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_line_holds_the_answer_object_and_what_is_known_of_it(records, clock):
    engine = object()  # its index is "v1": conftest.py
    reply = records.keep_answer(Caller("api", key="portal"), FULL, ["算力券"], engine=engine)
    records.keep_feedback(Feedback(reply.id, "dislike", "不对", "demo", 3))
    confirm(records, reply.id, {"demo": POLICY})
    [row] = lines(records)
    for key, value in FULL.to_json().items():
        assert row[key] == value
    assert row["id"] == reply.id
    assert row["time"] == "2026-11-23T04:00:00+00:00"
    assert (row["channel"], row["key"], row["policy"]) == ("api", "portal", "demo")
    assert (row["turns"], row["resolved"]) == (["算力券"], FULL.resolved)
    assert row["index_version"] == "v1"
    assert {**row["feedback"], "time": 0} == {
        "time": 0, "vote": "dislike", "reason": "不对", "policy": "demo", "clause": 3
    }  # fmt: skip
    assert (row["confirmed"]["clauses"], row["confirmed"]["answerable"]) == ([3], True)


def test_an_export_opens_no_conversation(records):
    first = records.keep_answer(Caller("chat"), FULL, [])
    records.keep_answer(Caller("chat", first.conversation), FULL, [])
    records.keep_answer(Caller("chat"), FULL, [])
    one, two, other = (row["conversation"] for row in lines(records))
    assert one == two != other
    assert first.conversation not in "".join(export(records, "jsonl"))


@pytest.mark.parametrize(
    "question", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "＠x"]
)
def test_no_cell_of_the_csv_is_a_formula(records, question):
    records.keep_answer(Caller("chat"), answer(question, summary=question), [])
    [row] = cells(records)
    assert row["question"] == row["summary"] == f"'{question}"


def test_the_csv_keeps_commas_quotes_and_line_ends_in_their_cells(records):
    said = '他说"最高",\n第二行'
    records.keep_answer(Caller("chat"), answer(said, 1, 2), [])
    [row] = cells(records)
    assert row["question"] == said
    assert row["citations"].count("“") == 2
    assert row["total_ms"] == "10.0"
    assert row["vote"] == row["confirmed_clauses"] == ""


def test_a_page_is_read_at_a_time_and_nothing_is_read_twice(records):
    questions = [f"问题{n}" for n in range(8)]
    for question in questions:
        records.keep_answer(Caller("chat"), answer(question), [])
    pieces = export(records, "jsonl", page=3)
    begun = [json.loads(line)["question"] for line in islice(pieces, 4)]
    records.keep_answer(Caller("chat"), answer("后来的"), [])  # nobody waits for the export
    rest = [json.loads(line)["question"] for line in pieces]
    assert begun + rest == [*questions, "后来的"]


def test_an_empty_database_exports_no_line_and_a_csv_of_headings(records):
    assert lines(records) == []
    assert cells(records) == []


def test_a_file_is_whole_or_not_there_and_its_owners_alone(records, tmp_path):
    records.keep_answer(Caller("chat"), FULL, [])
    path = tmp_path / "out.jsonl"
    write_export(records, "jsonl", path)
    assert path.read_text("utf-8") == "".join(export(records, "jsonl"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".out*")) == []
