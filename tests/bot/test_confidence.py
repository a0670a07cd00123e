"""How sure the engine is that the policy speaks of a question, and from where on it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bot_answers import TODAY

from bot.engine import EmptyQuestion, Engine
from bot.scope import THRESHOLD
from bot.settings import WrongSetting, load_settings
from corpus.errors import UnknownPolicy
from corpus.model import Policy
from index.encoder import Encoder
from index.store import open_index

SPOKEN_OF = ["模型券最高补多少?", "人形机器人整机企业奖励多少", "How much is the model voucher?"]
NOT_SPOKEN_OF = ["二手车过户费多少?", "谁负责垃圾分类?", "种水稻每亩补多少钱?"]


@pytest.fixture(scope="module")
def keen(sd_policy: Policy, encoder: Encoder, index_folder: Path) -> Engine:
    """An engine that refuses nothing for being far from the policy."""
    retriever = open_index([sd_policy], encoder, index_folder, progress=False)
    return Engine([sd_policy], retriever, refuse_below=0, memo=index_folder / "facts.npz")


def test_confidence_lies_on_the_right_side_of_the_threshold(engine: Engine) -> None:
    for question in SPOKEN_OF:
        assert THRESHOLD <= engine.confidence(question) <= 1, question
    for question in NOT_SPOKEN_OF:
        assert 0 <= engine.confidence(question) < THRESHOLD, question


def test_a_bar_of_0_answers_what_is_refused_otherwise(engine: Engine, keen: Engine) -> None:
    question = "种水稻每亩补多少钱?"
    assert keen.confidence(question) == engine.confidence(question) < THRESHOLD
    assert engine.ask(question, today=TODAY).status == "refused"
    assert keen.ask(question, today=TODAY).status == "answered"


def test_confidence_takes_no_question_that_ask_does_not_take(engine: Engine) -> None:
    with pytest.raises(EmptyQuestion):
        engine.confidence(" ")
    with pytest.raises(UnknownPolicy, match="nowhere"):
        engine.confidence("模型券最高补多少?", "nowhere")


def test_the_bar_can_be_set_between_0_and_1(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().refuse_below is None
    monkeypatch.setenv("WENCE_REFUSE_BELOW", "0.4")
    assert load_settings().refuse_below == 0.4
    for impossible in ("1.5", "-0.1", "nan", "high"):
        monkeypatch.setenv("WENCE_REFUSE_BELOW", impossible)
        with pytest.raises(WrongSetting, match="WENCE_REFUSE_BELOW"):
            load_settings()


def test_half_a_character_in_a_question_breaks_neither_the_encoder_nor_the_answer(
    engine: Engine,
) -> None:
    answer = engine.ask("模型券\ud800最高补多少?", ["\udfff"], today=TODAY)
    assert answer.status == "answered"
    assert "模型券\ufffd最高" in json.loads(json.dumps(answer.to_json()).encode())["question"]
