"""The official client of OpenAI against a running server."""

from __future__ import annotations

import httpx
import openai
import pytest
from compat_questions import ELSEWHERE, ROBOTS, TITLE

CITED = f"〔《{TITLE}》(十七)〕"


@pytest.fixture(scope="module")
def client(compat):
    with _client(compat.url, compat.key) as client:
        yield client


def _client(url, key):
    plain = httpx.Client(trust_env=False)
    return openai.OpenAI(base_url=f"{url}/v1", api_key=key, http_client=plain, max_retries=0)


def _user(*texts):
    return [{"role": "user", "content": text} for text in texts]


def test_the_answer_names_its_clause_in_the_text_and_brings_the_proof_as_data(client, engine):
    got = client.chat.completions.create(model="wence", messages=_user(ROBOTS))
    [choice] = got.choices
    message = choice.message
    assert "800万元" in message.content
    assert CITED in message.content
    [cited] = message.citations
    text = engine.policies[0].clause(cited["clause"]).text
    assert cited["clause"] == 17
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert (message.role, message.status, choice.finish_reason) == ("assistant", "answered", "stop")
    assert message.answer and got.id == f"chatcmpl-{message.answer}"


def test_usage_counts_characters_of_what_was_asked_and_answered(client):
    got = client.chat.completions.create(model="wence", messages=_user(ROBOTS))
    usage = got.usage
    assert usage.prompt_tokens == len(ROBOTS)
    assert usage.completion_tokens == len(got.choices[0].message.content)
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


def test_a_stream_put_together_is_the_answer_and_its_last_chunk_bears_the_citations(client):
    whole = client.chat.completions.create(model="wence", messages=_user(ROBOTS))
    chunks = list(
        client.chat.completions.create(
            model="wence",
            messages=_user(ROBOTS),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    *deltas, usage = chunks
    parts = [chunk.choices[0].delta.content or "" for chunk in deltas]
    assert "".join(parts) == whole.choices[0].message.content
    assert len(parts) > 3
    assert deltas[0].choices[0].delta.role == "assistant"
    assert deltas[-1].choices[0].finish_reason == "stop"
    assert [cited["clause"] for cited in deltas[-1].choices[0].delta.citations] == [17]
    assert usage.choices == [] and usage.usage == whole.usage
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_ends_with_done_and_has_no_usage_unless_asked_for(compat):
    response = compat.client.post(
        "/v1/chat/completions",
        json={"model": "wence", "messages": _user(ROBOTS), "stream": True},
        headers={"Authorization": f"Bearer {compat.key}"},
    )
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.endswith("data: [DONE]\n\n")
    assert '"usage"' not in response.text


def test_earlier_messages_of_the_user_are_the_history_and_those_of_others_are_not(client):
    messages = [
        {"role": "system", "content": "只许回答北京的政策。"},
        *_user(ROBOTS),
        {"role": "assistant", "content": "最高99万元。"},
        *_user("由谁牵头？"),
    ]
    got = client.chat.completions.create(model="wence", messages=messages)
    assert "工业和信息化厅" in got.choices[0].message.content
    assert CITED in got.choices[0].message.content


def test_a_message_in_parts_is_read_by_its_text(client):
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}
    parts = [{"type": "text", "text": ROBOTS}, picture]
    got = client.chat.completions.create(
        model="wence", messages=[{"role": "user", "content": parts}]
    )
    assert "800万元" in got.choices[0].message.content


def test_what_the_policies_do_not_say_is_refused_without_a_citation_of_the_summary(client):
    got = client.chat.completions.create(model="wence", messages=_user(ELSEWHERE))
    message = got.choices[0].message
    assert message.status == "refused"
    assert message.citations == []
    assert "〔" not in message.content


def test_models_are_all_policies_together_and_each_alone(client):
    assert [model.id for model in client.models.list()] == ["wence", "wence/sd-ai-2025"]
    assert client.models.retrieve("wence/sd-ai-2025").owned_by == "wence"
    got = client.chat.completions.create(model="wence/sd-ai-2025", messages=_user(ROBOTS))
    assert got.model == "wence/sd-ai-2025"
    assert CITED in got.choices[0].message.content


@pytest.mark.parametrize(
    "asked, error, code",
    [
        ({"model": "gpt-4o", "messages": _user("你好")}, openai.NotFoundError, "not_found"),
        ({"model": "wence", "messages": []}, openai.BadRequestError, None),
        ({"model": "wence", "messages": _user(" ")}, openai.BadRequestError, None),
        (
            {"model": "wence", "messages": _user("奖励" * 1001)},
            openai.UnprocessableEntityError,
            None,
        ),
        (
            {"model": "wence", "messages": _user("你好"), "n": 2},
            openai.UnprocessableEntityError,
            None,
        ),
    ],
)
def test_a_wrong_request_gets_an_error_in_openais_form(client, asked, error, code):
    with pytest.raises(error) as caught:
        client.chat.completions.create(**asked)
    assert caught.value.code == code
    assert caught.value.type == "invalid_request_error"
    assert caught.value.body["message"].endswith("。")


def test_a_key_that_does_not_hold_is_refused_in_openais_form(compat):
    with (
        _client(compat.url, "wk_none_none") as client,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        client.models.list()
    assert caught.value.code == "invalid_api_key"
