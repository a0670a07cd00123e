"""The pieces of a self-contained HTML page: elements, tables, charts in SVG, the style sheet.

Every text is escaped unless it is `Html`, which only this module's functions make. The page
asks nothing of the network: its own Content-Security-Policy forbids it.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence

from eval.curve import Point


class Html(str):
    """Markup that is ready to stand in a page."""

    __slots__ = ()


def el(name: str, *children: str, **attributes: str) -> Html:
    """An element; `class_` and the like lose their underscore, `stroke_width` gets a hyphen."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
    )
    inner = "".join(c if isinstance(c, Html) else html.escape(c) for c in children)
    return Html(f"<{name}{written}>{inner}</{name}>")


def joined(parts: Iterable[Html]) -> Html:
    """Several pieces as one."""
    return Html("".join(parts))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """A table in a box of its own that scrolls sideways on a narrow screen, by key as well."""
    head = el("tr", *(el("th", column, scope="col") for column in columns))
    body = joined(el("tr", *(el("td", cell) for cell in row)) for row in rows)
    return el("div", el("table", el("thead", head), el("tbody", body)), class_="wide", tabindex="0")


def page(title: str, body: Iterable[Html]) -> str:
    """The whole document."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = joined(
        [
            Html('<meta charset="utf-8">'),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Html('<meta name="color-scheme" content="light dark">'),
            el("title", title),
            Html(f"<style>{_STYLE}</style>"),
        ]
    )
    document = el("html", el("head", head), el("body", el("main", joined(body))), lang="en")
    return f"<!DOCTYPE html>\n{document}\n"


def bar(share: float, low: float, high: float) -> Html:
    """A share between 0 and 1 as a bar, its interval as a whisker."""
    shapes = joined(
        [
            _shape("rect", x=0, y=3, width=100, height=8, class_="track"),
            _shape("rect", x=0, y=3, width=100 * share, height=8, class_="fill"),
            _shape("line", x1=100 * low, x2=100 * high, y1=7, y2=7, class_="whisker"),
        ]
    )
    label = f"{share:.0%}, 95% interval {low:.0%} to {high:.0%}"
    return el("svg", shapes, viewBox="0 0 100 14", class_="bar", role="img", aria_label=label)


def curve_chart(points: Sequence[Point]) -> Html:
    """Wrong answers (up) against wrong refusals (across) for every bar on confidence."""
    across = max(1, *(p.wrong_refusals for p in points))
    up = max(1, *(p.wrong_answers for p in points))
    places = [
        (40 + 340 * p.wrong_refusals / across, 200 - 180 * p.wrong_answers / up) for p in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = joined(
        el("circle", el("title", _describe(p)), cx=f"{x:.1f}", cy=f"{y:.1f}", r="3", class_="dot")
        for p, (x, y) in zip(points, places, strict=True)
    )
    shapes = joined(
        [
            _shape("line", x1=40, x2=380, y1=200, y2=200, class_="axis"),
            _shape("line", x1=40, x2=40, y1=20, y2=200, class_="axis"),
            el("polyline", points=line, class_="line"),
            dots,
            el("text", f"wrong refusals (0 to {across})", x="40", y="218"),
            el("text", f"wrong answers (0 to {up})", x="40", y="12"),
        ]
    )
    label = f"Wrong answers against wrong refusals at {len(points)} bars on confidence"
    return el("svg", shapes, viewBox="0 0 400 224", class_="curve", role="img", aria_label=label)


def _shape(name: str, *, class_: str, **numbers: float) -> Html:
    return el(name, class_=class_, **{key: f"{value:g}" for key, value in numbers.items()})


def _describe(point: Point) -> str:
    bar = "refuse everything" if math.isinf(point.bar) else f"bar {point.bar:.4f}"
    return f"{bar}: {point.wrong_answers} wrong answers, {point.wrong_refusals} wrong refusals"


_STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6573; --paper: #fff; --box: #f4f6f9;
  --rule: #d5dbe3; --good: #1f6f43; --bad: #b3261e; --accent: #2457a6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a4adba; --paper: #14181f;
  --box: #1d232c; --rule: #38414e; --good: #6cc493; --bad: #ff8f85; --accent: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.55;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
p, ul { margin: .4rem 0; }
.soft { color: var(--soft); }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem .3rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--rule); }
th { color: var(--soft); font-weight: 500; vertical-align: bottom; line-height: 1.25; }
.wide:focus-visible { outline: 2px solid var(--accent); }
details { background: var(--box); border-radius: .4rem; padding: .5rem .8rem; margin: .4rem 0; }
summary { cursor: pointer; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .25rem .8rem; margin: .6rem 0 .2rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
svg.bar { width: 8rem; height: 1.1rem; }
svg.curve { width: 100%; max-width: 40rem; }
.track { fill: var(--rule); } .fill { fill: var(--accent); }
.whisker, .axis { stroke: var(--ink); stroke-width: 1.5; }
.line { fill: none; stroke: var(--accent); stroke-width: 2; } .dot { fill: var(--accent); }
svg text { fill: var(--soft); font-size: 11px; }
"""
