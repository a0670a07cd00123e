"""The benchmark: what is timed, in what order, and the verdict on the ratio."""

from __future__ import annotations

import time

from eval.bench import Pair, main, summarize, table, time_pairs

LOADING = {"load_s": 1.0, "first_question_ms": 90.0, "memory_mb": 700.0}


def test_asking_and_encoding_take_turns_at_going_first():
    calls = []
    pairs = time_pairs(
        lambda q: calls.append(("ask", q)),
        lambda q: calls.append(("encode", q)),
        ["甲", "乙"],
    )
    assert len(pairs) == 2
    assert calls == [("encode", "甲"), ("ask", "甲"), ("ask", "乙"), ("encode", "乙")]


def test_times_are_in_milliseconds():
    pairs = time_pairs(lambda q: time.sleep(0.02), lambda q: None, ["甲", "乙"])
    assert all(pair.ask_ms >= 20 > pair.encode_ms for pair in pairs)


def test_the_ratio_is_the_median_of_the_ratios_of_the_pairs():
    bench = summarize([Pair(15, 10), Pair(40, 20), Pair(90, 30)], **LOADING)  # 1.5, 2, 3
    assert bench.ratio == 2.0
    assert bench.passed
    assert (bench.ask_median_ms, bench.encode_median_ms) == (40, 20)
    assert "at most 2: holds" in table(bench)
    slow = summarize([Pair(15, 10), Pair(41, 20), Pair(90, 30)], **LOADING)
    assert not slow.passed
    assert "at most 2: BROKEN" in table(slow)


def test_files_with_too_few_questions_to_time_are_an_error(tmp_path, capsys):
    path = tmp_path / "chat.jsonl"
    path.write_text('{"id": "1", "type": "chitchat", "question": "你好", "answerable": false}')
    assert main([str(path)]) == 1
    assert "Only 0 different questions" in capsys.readouterr().err
