"""The picture of questions by day: a bar a day, what was answered below, the rest above.

An image of its own, because a page of the operator's may hold no style; it has no text in it, the
page writes days and numbers beside it and has all of them in a table.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.records.statistics import Day

HEADERS = {
    "Cache-Control": "no-store",
    # Its own colours, light and dark, and nothing else.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}
_HEIGHT, _STEP, _BAR = 120, 10, 8  # a bar and the gap to the next
_STYLE = (
    ".answered{fill:#0f6e77}.refused{fill:#b4540a}.other{fill:#7b8794}.ground{fill:#aab6ba}"
    "@media (prefers-color-scheme:dark){"
    ".answered{fill:#5cc0c3}.refused{fill:#f0a35e}.other{fill:#93a1ac}.ground{fill:#4a5a60}}"
)


def chart(days: Sequence[Day]) -> str:
    """The picture as SVG, one bar a day, the highest as high as the picture."""
    most = max((day.asked for day in days), default=0) or 1
    bars = "".join(_bar(place, day, most) for place, day in enumerate(days))
    width = len(days) * _STEP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT + 1}"'
        f' preserveAspectRatio="none"><style>{_STYLE}</style>{bars}'
        f'<rect class="ground" x="0" y="{_HEIGHT}" width="{width}" height="1"/></svg>'
    )


def _bar(place: int, day: Day, most: int) -> str:
    parts, top = [], float(_HEIGHT)
    counts = {"answered": day.answered, "refused": day.refused, "other": day.clarify + day.chat}
    for kind, count in counts.items():
        height = count / most * _HEIGHT
        top -= height
        if count:
            x = place * _STEP + (_STEP - _BAR) / 2
            parts.append(
                f'<rect class="{kind}" x="{x:g}" y="{top:.2f}" width="{_BAR}"'
                f' height="{height:.2f}"/>'
            )
    return "".join(parts)
