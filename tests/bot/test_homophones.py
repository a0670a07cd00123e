"""Words typed by their sound, against the words a policy prints."""

from __future__ import annotations

import pytest

from bot.homophones import Homophones

POLICY = """若干措施
实施“模型券”奖补政策,每年遴选30个左右。对“算力券”“语料券”按规定给予补贴。
支持人形机器人整机企业。申请人应当办理登记,符合示范基地条件的,由市财政局负责。"""

# What is typed, and how it is read.
MENDED = [
    ("模形券一年放多少个", "模型券一年放多少个"),
    ("语聊券补多少", "语料券补多少"),
    ("仁形机器人有什么奖励", "人形机器人有什么奖励"),
    ("装修有没有补帖", "装修有没有补贴"),
    ("怎么办登计", "怎么办登记"),
    ("示犯基地给多少", "示范基地给多少"),
]
# Words that are right, or that no one word of the policy sounds like.
LEFT = [
    "模型券一年放多少个",
    "最高多少?",
    "我是用什么方式申请的",
    "机关里用的大模型",
    "各是多少",
    "How much is it?",
    "",
]


@pytest.fixture(scope="module")
def words() -> Homophones:
    return Homophones(POLICY)


@pytest.mark.parametrize("typed, meant", MENDED)
def test_a_word_typed_by_its_sound_is_read_as_the_policy_prints_it(
    words: Homophones, typed: str, meant: str
):
    assert words.mended(typed) == meant


@pytest.mark.parametrize("typed", LEFT)
def test_what_is_no_slip_stays_as_typed(words: Homophones, typed: str):
    assert words.mended(typed) == typed
