"""Chinese figures in English, worked out by hand."""

from __future__ import annotations

import pytest

from bot.english.figures import ranges
from corpus.figures import figures


@pytest.mark.parametrize(
    "text, said",
    [
        ("自收到之日起3个工作日内", ["within 3 working days"]),
        ("届满前一个月内", ["within 1 month"]),
        ("于5月18日公告", ["May 18"]),
        ("5月24日至5月27日", ["May 24 to May 27"]),
        ("自2025年6月1日起", ["June 1, 2025"]),
        ("处1万元以上10万元以下的罚款", ["10,000 to 100,000 yuan"]),
        ("最长不超过12个月", ["no more than 12 months"]),
        ("年满60周岁不满65周岁", ["at least 60 years of age", "under 65 years of age"]),
        ("遴选30个左右", ["about 30"]),
        ("最高500万元", ["up to 5 million yuan"]),
        ("按50%补贴", ["50%"]),
    ],
)
def test_a_figure_is_said_in_english_with_its_bound(text: str, said: list[str]) -> None:
    assert ranges(figures(text), text) == said
