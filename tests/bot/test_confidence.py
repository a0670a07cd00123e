"""How sure the engine is that the policy speaks of a question, and from where on it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from bot_answers import TODAY

from bot.engine import EmptyQuestion, Engine
from bot.scope import THRESHOLD, confidence
from bot.settings import WrongSetting, load_settings
from corpus.errors import UnknownPolicy
from corpus.model import Policy
from corpus.parse import parse
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


AIDS = """滨江市残疾人辅助器具补贴办法

第一条 具有本市户籍并持有残疾人证的人员，可以申请辅助器具补贴。
第二条 购买轮椅、假肢等辅具的，按购买价的50%给予补贴，每人每年最高3000元；低保家庭按80%给予补贴。
第三条 申请人向户籍所在地的街道办事处提出申请，街道办事处自受理之日起10个工作日内作出决定。
第四条 以虚假发票骗取补贴的，责令退回，三年内不再受理其申请。
第五条 本办法自2026年1月1日起施行，有效期5年，由市残疾人联合会负责解释。
"""


def test_what_the_nearest_sentences_leave_out_is_refused_since_they_are_read(
    encoder: Encoder, tmp_path: Path
) -> None:
    policy = parse(AIDS, policy_id="aids")
    retriever = open_index([policy], encoder, tmp_path, progress=False)
    engine = Engine([policy], retriever, memo=tmp_path / "facts.npz")
    unsaid, said = "轮椅坏了修一下能不能报", "给我爸买个轮椅花了两千,能报多少"
    hits = engine.sight(unsaid).judged_by
    unread = confidence(*hits[:3], replace(hits[3], answering=None))
    assert engine.confidence(unsaid) < THRESHOLD < unread
    assert engine.ask(unsaid, today=TODAY).status == "refused"
    assert "50%" in engine.ask(said, today=TODAY).summary


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
