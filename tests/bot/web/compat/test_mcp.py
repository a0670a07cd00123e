"""The official client of the Model Context Protocol against a running server."""

from __future__ import annotations

import asyncio

import httpx2
import pytest
from compat_questions import ELSEWHERE, ROBOTS
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client


def _with_client(compat, work, *, path="/mcp"):
    """The result of `work(client)` with a client of the running server."""

    async def run():
        headers = {"Authorization": f"Bearer {compat.key}"}
        async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http:
            transport = streamable_http_client(f"{compat.url}{path}", http_client=http)
            async with Client(transport) as client:
                return await work(client)

    return asyncio.run(run())


def _call(compat, tool, path="/mcp", **arguments):
    return _with_client(compat, lambda client: client.call_tool(tool, arguments), path=path)


def test_the_tools_tell_their_arguments_and_results(compat):
    tools = {t.name: t for t in _with_client(compat, lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "search_clauses", "get_clause", "check_eligibility"}
    for tool in tools.values():
        assert tool.description and tool.annotations.read_only_hint
        assert tool.output_schema["type"] == "object"
    assert tools["ask"].input_schema["required"] == ["question"]
    assert set(tools["get_clause"].input_schema["required"]) == {"policy", "n"}


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_a_question_is_answered_with_its_citations_as_data(compat, path):
    answer = _call(compat, "ask", path, question=ROBOTS).structured_content
    assert answer["status"] == "answered"
    assert "800万元" in answer["summary"]
    assert [cited["label"] for cited in answer["citations"]] == ["(十七)"]
    assert answer["id"] and answer["conversation"]


def test_earlier_questions_are_the_history(compat):
    got = _call(compat, "ask", question="由谁牵头？", history=[ROBOTS]).structured_content
    assert "工业和信息化厅" in got["summary"]


def test_the_day_that_is_named_is_the_day_validity_is_judged_by(compat):
    before = _call(compat, "ask", question=ROBOTS, today="2026-12-30").structured_content
    after = _call(compat, "ask", question=ROBOTS, today="2027-01-02").structured_content
    assert before["notices"] != after["notices"]


def test_a_question_about_what_no_policy_says_is_refused_and_no_error(compat):
    result = _call(compat, "ask", question=ELSEWHERE)
    assert not result.is_error
    assert result.structured_content["status"] == "refused"


def test_clauses_are_found_and_read_in_full(compat, engine):
    hits = _call(compat, "search_clauses", query=ROBOTS, limit=2).structured_content["hits"]
    assert len(hits) == 2
    found = hits[0]["clause"]
    clause = _call(compat, "get_clause", policy=found["policy"], n=found["n"]).structured_content
    assert clause["text"] == engine.policies[0].clause(17).text
    assert clause["id"] == "sd-ai-2025#(十七)"


def test_conditions_are_checked_one_by_one_and_what_was_not_said_stays_open(compat):
    got = _call(
        compat,
        "check_eligibility",
        benefit="人形机器人整机企业奖励",
        applicant=["2025年整机年销售额首次突破6000万元"],
    ).structured_content
    verdicts = {check["verdict"] for check in got["checks"]}
    assert "满足" in verdicts and "不满足" not in verdicts
    assert {(check["policy"], check["clause"]) for check in got["checks"]} == {("sd-ai-2025", 17)}
    assert [cited["clause"] for cited in got["citations"]] == [17]


def test_a_condition_that_is_missed_is_named(compat):
    got = _call(
        compat,
        "check_eligibility",
        benefit="人形机器人整机企业奖励",
        applicant=["整机年销售额3000万元"],
    ).structured_content
    assert "不满足" in {check["verdict"] for check in got["checks"]}
    assert "不符合" in got["summary"]


@pytest.mark.parametrize(
    "tool, arguments, said",
    [
        ("get_clause", {"policy": "sd-ai-2025", "n": 29}, "没有第29条"),
        ("get_clause", {"policy": "sd-ai-1999", "n": 1}, "没有这份政策"),
        ("ask", {"question": " "}, "问题是空的"),
        ("search_clauses", {"query": "奖励" * 1001}, "超过了2000个的上限"),
    ],
)
def test_what_cannot_be_done_is_an_error_the_assistant_can_read(compat, tool, arguments, said):
    result = _call(compat, tool, **arguments)
    assert result.is_error
    assert said in result.content[0].text


def test_without_a_key_nothing_is_told_of_the_tools(compat):
    listing = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    response = compat.client.post("/mcp", json=listing, headers=accept)
    assert response.status_code == 401
    assert "search_clauses" not in response.text
    key = {"Authorization": f"Bearer {compat.key}"}
    assert "search_clauses" in compat.client.post("/mcp", json=listing, headers=accept | key).text


def test_no_stream_is_held_open_for_a_client_that_only_listens(compat):
    headers = {"Authorization": f"Bearer {compat.key}", "Accept": "text/event-stream"}
    assert compat.client.get("/mcp", headers=headers).status_code == 405
