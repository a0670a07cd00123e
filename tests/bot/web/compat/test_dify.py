"""POST /retrieval as Dify calls it."""

from __future__ import annotations

import pytest
from compat_questions import ROBOTS, TITLE


def _ask(compat, *, key=None, knowledge="wence", query=ROBOTS, k=3, threshold=0.0, **more):
    """What Dify sends, with the example's fields of its documentation."""
    setting = {"top_k": k, "score_threshold": threshold}
    body = {"knowledge_id": knowledge, "query": query, "retrieval_setting": setting} | more
    headers = {"Authorization": f"Bearer {key or compat.key}"}
    return compat.client.post("/retrieval", json=body, headers=headers)


def test_the_nearest_clauses_come_first_with_text_score_title_and_metadata(compat, engine):
    records = _ask(compat).json()["records"]
    clause = engine.policies[0].clause(17)
    assert len(records) == 3
    assert [record["score"] for record in records] == sorted(
        (record["score"] for record in records), reverse=True
    )
    assert records[0]["content"] == clause.text
    assert records[0]["title"] == f"《{TITLE}》(十七)"
    assert 0 < records[0]["score"] <= 1
    metadata = records[0]["metadata"]
    assert (metadata["id"], metadata["clause"]) == ("sd-ai-2025#(十七)", 17)
    assert metadata["valid_until"] == "2026-12-31"
    assert "省工业和信息化厅" in metadata["lead_agencies"]


def test_what_scores_below_the_threshold_is_left_out(compat):
    best, second, *_ = _ask(compat).json()["records"]
    between = (best["score"] + second["score"]) / 2
    assert _ask(compat, threshold=between).json()["records"] == [best]
    assert _ask(compat, threshold=1.0).json() == {"records": []}


def test_a_knowledge_id_is_a_policy_or_all_of_them_and_nothing_else(compat):
    assert _ask(compat, knowledge="sd-ai-2025").json() == _ask(compat).json()
    response = _ask(compat, knowledge="sd-ai-1999")
    assert (response.status_code, response.json()["error_code"]) == (404, 2001)


@pytest.mark.parametrize("header", [None, "wk_1_2", "Basic abc", "Bearer"])
def test_no_bearer_key_is_error_1001(compat, header):
    headers = {} if header is None else {"Authorization": header}
    response = compat.client.post("/retrieval", json={}, headers=headers)
    assert (response.status_code, response.json()["error_code"]) == (401, 1001)
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_key_that_does_not_hold_is_error_1002(compat):
    response = _ask(compat, key="wk_none_none")
    assert (response.status_code, response.json()["error_code"]) == (401, 1002)
    assert response.json()["error_msg"].endswith("。")


@pytest.mark.parametrize(
    "wrong",
    [
        {"query": " "},
        {"k": 0},
        {"threshold": 2},
        {"metadata_condition": {"conditions": [{"name": "a", "comparison_operator": "empty"}]}},
    ],
)
def test_what_cannot_be_looked_for_is_said_in_difys_form(compat, wrong):
    response = _ask(compat, **wrong)
    assert (response.status_code, response.json()["error_code"]) == (422, 422)
    assert set(response.json()) == {"error_code", "error_msg"}


@pytest.mark.parametrize("condition", [None, {"logical_operator": "and", "conditions": []}])
def test_an_empty_filter_filters_nothing(compat, condition):
    assert len(_ask(compat, metadata_condition=condition).json()["records"]) == 3
