"""`wence bench --load`: what is asked, what is counted, and a short load on a real server."""

from __future__ import annotations

import json
import os
from itertools import islice

import pytest

from eval.bench import main
from eval.load import bodies, put_load
from eval.load_server import resident_mb
from eval.question import Question

ROBOTS = Question("1", "fact", "人形机器人整机企业能拿多少奖励?")
WHO = Question("2", "followup", "由谁牵头?", turns=("算力券最高补贴多少?",))


def test_no_question_comes_twice_in_64_rounds_and_turns_come_along():
    sent = list(islice(bodies([ROBOTS, WHO]), 128))
    assert len({body["question"] for body in sent}) == 128
    assert {"question": WHO.question, "history": list(WHO.turns)} in sent[:2]


def test_memory_of_a_process_is_known_here_and_of_none_that_is_gone():
    memory = resident_mb(os.getpid())
    assert memory is not None and 10 < memory < 100_000
    assert resident_mb(2**22 + 1) is None  # above the highest id there can be


def test_four_clients_for_three_seconds_get_answers_and_are_counted(web, capsys, tmp_path):
    url = f"http://127.0.0.1:{web.port}"
    before = _answered(web)
    assert main(["--load", "--url", url, "--clients", "4", "--seconds", "3", "--json"]) == 0
    load = json.loads(capsys.readouterr().out)
    assert load["statuses"] == {"200": load["questions"]}
    assert _answered(web) - before == load["questions"] >= 4
    assert load["per_second"] == pytest.approx(load["questions"] / load["seconds"])
    assert 3 <= load["seconds"] < 30
    assert 0 < load["p50_ms"] <= load["p95_ms"] <= load["p99_ms"] <= load["longest_ms"]
    assert load["live_p95_ms"] > 0
    assert load["memory_mb"] == []  # of a server that is named it is not known


def test_a_number_of_questions_is_kept_to_and_memory_looked_at_before_and_after(web):
    url = f"http://127.0.0.1:{web.port}"
    load = put_load(url, [ROBOTS, WHO], clients=3, seconds=60, most=7, memory=lambda: 900.0)
    assert (load.questions, load.passed) == (7, True)
    assert load.memory_mb == [(0, 900.0), (7, 900.0)]


def test_being_turned_away_is_counted_and_waited_out_and_is_no_error(serve):
    with serve(rate_per_minute=2) as web:  # the third question comes within the time on any machine
        url = f"http://127.0.0.1:{web.port}"
        load = put_load(url, [ROBOTS], clients=2, seconds=6)
    assert load.statuses == {"200": 2, "429": load.questions - 2}
    assert 2 < load.questions <= 6  # who was turned away did not ask again at once
    assert load.passed


def test_a_server_that_is_not_there_is_an_error(capsys):
    assert main(["--load", "--url", "http://127.0.0.1:9", "--clients", "1", "--seconds", "1"]) == 1
    assert "failed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "option", ["--clients=0", "--clients=1001", "--seconds=-1", "--questions=x"]
)
def test_what_is_out_of_bounds_is_refused(option, capsys):
    with pytest.raises(SystemExit):
        main(["--load", option])
    assert "argument" in capsys.readouterr().err


def _answered(web):
    lines = web.client.get("/metrics").text.splitlines()
    counts = [line for line in lines if line.startswith('wence_questions_total{channel="api"')]
    return sum(float(line.rsplit(" ", 1)[1]) for line in counts)
