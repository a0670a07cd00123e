"""The HTML report: what it shows, and that it asks nothing of the network."""

from __future__ import annotations

import copy
from datetime import datetime
from html.parser import HTMLParser

import pytest
from eval_cases import POLICY, TODAY, answer, judged, question

from eval.report import main, render
from eval.results import full_json, keep, summarize
from eval.thresholds import Bounds

JUDGEMENTS = [
    judged(
        question(id="right", clauses=(2,)),
        answer("最高100万元。", clauses=[2], retrieved=[2]),
        elapsed_ms=12,
    ),
    judged(
        question(id="taken", question="<b>机器人</b>补多少?", clauses=(3,), must=(("800万元",),)),
        answer("最高100万元 & 更多。", clauses=[2], retrieved=[2, 3]),
    ),
    judged(question("unanswerable", id="none", answerable=False), answer(status="refused")),
]


@pytest.fixture
def results():
    result = summarize("demo", POLICY, JUDGEMENTS, Bounds({"correct": 0.9}))
    return full_json([result], today=TODAY, finished=datetime(2026, 11, 23, 9, 30))


class Page(HTMLParser):
    """Collects text, elements and attributes; notes elements that are not closed in order."""

    VOID = frozenset({"meta"})

    def __init__(self, html):
        super().__init__()
        self.text, self.open, self.elements, self.attributes = [], [], [], []
        self.feed(html)
        self.words = " ".join(self.text)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_report_is_well_formed_and_asks_nothing_of_the_network(results):
    html = render(results, previous=results)
    page = Page(html)
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object"} & set(page.elements)
    assert not {"src", "href"} & {name for name, _ in page.attributes}
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert "url(" not in html and "@import" not in html and "://" not in html


def test_report_shows_the_wrong_answer_with_its_trace_and_the_fallen_threshold(results):
    words = Page(render(results)).words
    assert "demo: correct 0.667 is below 0.9" in words
    assert "Wrong or unproved answers (1)" in words
    assert "missing 800万元; clause 3 not cited" in words
    assert "(三) 培育机器人企业" in words
    assert "0.9000 (三) 培育机器人企业" in words  # retrieved second


def test_report_says_which_clause_was_taken_for_which(results):
    words = Page(render(results)).words
    assert "Clauses taken for others" in words
    row = words.index("retrieved first")
    assert words.index("(三) 培育机器人企业", row) < words.index("(二) 支持模型研发", row)


def test_words_of_questions_and_answers_are_escaped(results):
    html = render(results)
    assert "<b>" not in html
    assert "<b>机器人</b>补多少?" in Page(html).words
    assert "最高100万元 & 更多。" in Page(html).words


def test_report_compares_with_the_run_before(results):
    before = copy.deepcopy(results)
    before["questions"][0]["correct"] = False
    before["questions"][1]["correct"] = True
    before["files"][0]["overall"]["hit_1"] = 0.25
    words = Page(render(results, previous=before)).words
    assert "Newly wrong (1):  demo taken" in words
    assert "Newly right (1):  demo right" in words
    assert "0.250 0.500 +0.250" in words
    assert "Since the run before" not in Page(render(results)).words


def test_refusal_curve_is_drawn_where_there_are_confidences_and_left_out_elsewhere(results):
    assert "What refusing earlier or later would cost" not in Page(render(results)).words
    for q, confidence in zip(results["questions"], (0.9, 0.6, 0.2), strict=True):
        q["confidence"] = confidence
    page = Page(render(results))
    assert "What refusing earlier or later would cost" in page.words
    assert page.elements.count("circle") == 4  # three bars and refusing everything
    assert "bar 0.6000: 1 wrong answers, 0 wrong refusals" in page.words


def test_report_is_drawn_again_from_the_results_that_a_run_left(results, tmp_path, capsys):
    keep(results, tmp_path)
    keep(results, tmp_path)
    assert main(["--out", str(tmp_path)]) == 0
    html = (tmp_path / "report.html").read_text("utf-8")
    assert html == render(results, previous=results)
    assert capsys.readouterr().out == f"{tmp_path / 'report.html'}\n"


def test_without_results_the_command_says_what_to_do(tmp_path, capsys):
    assert main(["--out", str(tmp_path)]) == 1
    assert "run `wence eval` first" in capsys.readouterr().err


def test_of_a_held_out_file_the_report_shows_metrics_and_no_question():
    bounds = Bounds({"correct": 0.9})
    result = summarize("demo", POLICY, JUDGEMENTS, bounds, held_out=True)
    page = render(full_json([result], today=TODAY, finished=datetime(2026, 11, 23, 9, 30)))
    assert "Held out" in page and "correct 0.667 is below 0.9" in page
    assert "机器人" not in page
