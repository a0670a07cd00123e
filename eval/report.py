"""The report of an evaluation: one self-contained HTML page.

`python -m eval.report` draws it again from the results.json that `wence eval` left in the data
folder; nothing is asked again. It shows the metrics by policy and question type, what changed
since the run before, which clauses are taken for which, what refusing earlier or later would
cost, and every answer that is wrong or states what its citations do not, with its whole trace.
Of held-out files (eval/asking.py) it shows the metrics alone.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import WenceError
from eval.curve import refusal_curve
from eval.page import Html, bar, curve_chart, el, joined, page, table
from eval.results import RESULTS, read_previous, read_results
from index.files import write_atomically

_SHOWN = {
    "correct": "correct",
    "status_right": "status",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "hit_1": "hit@1",
    "hit_3": "hit@3",
    "hit_5": "hit@5",
    "mrr": "MRR",
    "refusal_precision": "refusal precision",
    "refusal_recall": "refusal recall",
    "false_refusal": "wrongly refused",
    "wrong_figures": "unproved summaries",
    "latency_median_ms": "median ms",
    "latency_p95_ms": "p95 ms",
}
_NEAREST_SHOWN = 5

Json = Mapping[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Draw the report of the last run; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.report", description="Draw the report of the last `wence eval` again."
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="where the results are (default: eval in the data folder)",
    )
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="where the report goes (default: report.html in FOLDER)",
    )
    args = parser.parse_args(argv)
    try:
        folder = args.out or _default_folder()
        path = args.html or folder / "report.html"
        write_report(read_results(folder / RESULTS), path, previous=read_previous(folder))
    except WenceError as error:
        print(error, file=sys.stderr)
        return 1
    print(path)
    return 0


def write_report(results: Json, path: Path, *, previous: Json | None = None) -> None:
    """Write the report of a run to `path`.

    Args:
        results: As `eval.results.full_json` makes them.
        path: Replaced whole.
        previous: The results of the run before; None leaves the comparison out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, render(results, previous=previous).encode())


def render(results: Json, *, previous: Json | None = None) -> str:
    """The report as HTML."""
    body = [*_heading(results), *_tables(results)]
    if previous is not None:
        body += _comparison(results, previous)
    body += [*_confusions(results), *_refusals(results), *_wrong(results)]
    return page("wence evaluation", body)


def _default_folder() -> Path:
    from bot.settings import load_settings

    return load_settings().home / "eval"


def _heading(results: Json) -> Iterator[Html]:
    yield el("h1", "wence evaluation")
    yield el("p", f"run {results['finished']}, today taken to be {results['today']}", class_="soft")
    if results["passed"]:
        yield el("p", "Every threshold holds.", class_="good")
    for file in results["files"]:
        for phrase in file["below_thresholds"]:
            yield el("p", f"{file['name']}: {phrase}", class_="bad")


def _tables(results: Json) -> Iterator[Html]:
    """Metrics of each file, by type."""
    yield el("h2", "Results by policy and question type")
    for file in results["files"]:
        yield el("h3", f"{file['name']} (asked of {file['policy']})")
        if file["held_out"]:
            yield el("p", "Held out: its wrong answers are counted, not shown.", class_="soft")
        rows = [*file["types"].items(), ("all", file["overall"])]
        columns = ["type", "n", "95% interval of correct", *_SHOWN.values()]
        yield table(columns, [_metric_row(name, metrics) for name, metrics in rows])


def _metric_row(name: str, m: Json) -> list[str]:
    interval = bar(m["correct"], m["correct_low"], m["correct_high"])
    return [name, str(m["n"]), interval, *(_number(key, m[key]) for key in _SHOWN)]


def _comparison(results: Json, previous: Json) -> Iterator[Html]:
    """What changed since the run before, for the question files that both runs asked."""
    yield el("h2", "Since the run before")
    yield el("p", f"compared with {previous['finished']}", class_="soft")
    before = {file["name"]: file["overall"] for file in previous["files"]}
    for file in results["files"]:
        if file["name"] in before:
            yield el("h3", file["name"])
            yield table(
                ["metric", "before", "now", "change"],
                list(_changes(before[file["name"]], file["overall"])),
            )
    was, now = _verdicts(previous), _verdicts(results)
    for title, verdict in (("Newly wrong", False), ("Newly right", True)):
        ids = [key for key in now if key in was and now[key] == verdict != was[key]]
        names = "、".join(f"{file} {id_}" for file, id_ in ids) or "none"
        yield el("p", el("strong", f"{title} ({len(ids)}): "), names)


def _changes(before: Json, now: Json) -> Iterator[list[str]]:
    for key, label in _SHOWN.items():
        a, b = before.get(key), now[key]
        change = "–" if a is None or b is None else f"{b - a:+.3f}"
        yield [label, _number(key, a), _number(key, b), change]


def _verdicts(results: Json) -> dict[tuple[str, str], bool]:
    """(file, question id) → correct."""
    return {(q["file"], q["id"]): q["correct"] for q in _not_held_out(results)}


def _not_held_out(results: Json) -> list[Json]:
    """The questions that may be looked at one by one: none of a held-out file."""
    held_out = {file["name"] for file in results["files"] if file["held_out"]}
    return [q for q in results["questions"] if q["file"] not in held_out]


def _confusions(results: Json) -> Iterator[Html]:
    """Which clause was retrieved first where another was gold."""
    confused: dict[tuple[str, str, str], list[str]] = {}
    for q in _not_held_out(results):
        if q["tests_retrieval"] and q["rank"] != 1:
            names = results["clauses"][q["policy"]]
            gold = names[str(q["expected"]["clauses"][0])]
            retrieved = q["answer"]["retrieved"]
            first = _clause_name(results, retrieved[0]) if retrieved else "nothing"
            confused.setdefault((q["policy"], gold, first), []).append(q["id"])
    yield el("h2", "Clauses taken for others")
    if not confused:
        yield el("p", "Retrieval put every gold clause first.", class_="good")
        return
    rows = sorted(confused.items(), key=lambda row: -len(row[1]))
    columns = ["policy", "gold clause", "retrieved first", "times", "questions"]
    yield table(columns, [[*key, str(len(ids)), "、".join(ids)] for key, ids in rows])


def _refusals(results: Json) -> Iterator[Html]:
    """The refusal curve, where the engine gave confidences."""
    points = [
        (q["confidence"], q["expected"]["status"] == "answered", q["correct"])
        for q in _not_held_out(results)
        if q["confidence"] is not None and q["expected"]["status"] in ("answered", "refused")
    ]
    if points:
        yield el("h2", "What refusing earlier or later would cost")
        yield curve_chart(refusal_curve(points))


def _wrong(results: Json) -> Iterator[Html]:
    """Every answer that is wrong or unproved, with its trace."""
    wrong = [q for q in _not_held_out(results) if not q["correct"] or q["unproved"]]
    counts = Counter(q["type"] for q in wrong)
    yield el("h2", f"Wrong or unproved answers ({len(wrong)})")
    yield el("p", ", ".join(f"{n} {kind}" for kind, n in counts.most_common()), class_="soft")
    for q in wrong:
        amiss = "; ".join([*q["reasons"], *(f"unproved {words}" for words in q["unproved"])])
        head = el("summary", f"{q['id']} {q['question']} ", el("span", amiss, class_="bad"))
        yield el("details", head, _trace(results, q))


def _trace(results: Json, q: Json) -> Html:
    """One answer: question, expectation, summary, citations, retrieval, timings."""
    answer, expected = q["answer"], q["expected"]
    gold = [
        _clause_name(results, {"policy": q["policy"], "clause": n}) for n in expected["clauses"]
    ]
    rows = {
        "file, type": [f"{q['file']}, {q['type']}"],
        "turns before": q["turns"],
        "understood as": [q["resolved"]],
        "expected": [expected["status"], *gold],
        "must": [" / ".join(group) for group in expected["must"]],
        "forbid": expected["forbid"],
        "came": [answer["status"]],
        "summary": [answer["summary"]],
        "citations": [f"{_clause_name(results, c)}: “{c['quote']}”" for c in answer["citations"]],
        "notices": answer["notices"],
        "retrieved": [
            f"{hit['score']:.4f} {_clause_name(results, hit)}"
            for hit in answer["retrieved"][:_NEAREST_SHOWN]
        ],
        "timings": [", ".join(f"{step} {ms:.1f} ms" for step, ms in answer["timings_ms"].items())],
    }
    return el(
        "dl",
        joined(
            joined([el("dt", label), el("dd", *(el("div", line) for line in lines))])
            for label, lines in rows.items()
            if any(lines)
        ),
    )


def _clause_name(results: Json, clause: Json) -> str:
    """A clause or part with label and title; the policy's id where it is another's."""
    if clause["clause"] is None:
        return str(clause["part"])
    names = results["clauses"].get(clause["policy"], {})
    return str(names.get(str(clause["clause"]), f"{clause['policy']} {clause['clause']}"))


def _number(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if key.endswith("_ms") else f"{value:.3f}".removesuffix(".000")


if __name__ == "__main__":
    sys.exit(main())
