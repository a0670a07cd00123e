"""What the embedded chat asks the server for: whose it is, for whom, and that all is escaped."""

from __future__ import annotations

import json
from base64 import b64decode
from io import BytesIO

import pytest
from docx import Document

from bot.engine import Engine
from bot.service import Feedback
from bot.web.embed.frame import ChatParts
from corpus.parse import parse
from index.store import open_index
from tests.bot.web.conftest import EVIL, PARTNER
from tests.bot.web.test_api import is_problem

ROBOTS = "人形机器人整机企业最高奖励多少？"
NOBODYS = "x" * 32  # an id such as the records make, that nobody has
BODIES = {
    "ask": {"question": ROBOTS},
    "conversations": {"ids": [NOBODYS]},
    "conversation": {"conversation": NOBODYS},
    "forget": {"conversation": NOBODYS, "ids": []},
    "share": {"answer": NOBODYS},
    "word": {"answers": [NOBODYS]},
    "clause": {"policy": "sd-ai-2025", "clause": 17},
}
EVIL_TEXT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def keyed(serve, new_database):
    """A server that asks for keys, with an embed id for one partner."""
    sites = {"allowed_origins": (PARTNER,), "embed_ids": ("portal",)}
    with serve(database_url=new_database(), require_keys=True, **sites) as web:
        yield web


@pytest.fixture
def post(keyed):
    """post(path, body, origin): a request with a token, as the chat in its frame sends it."""
    made = keyed.client.post("/embed/token", json={}, headers={"Origin": PARTNER}).json()

    def sent(path, body, origin=PARTNER):
        headers = {"Authorization": f"Bearer {made['token']}", "Origin": origin}
        return keyed.client.post(f"/embed/{path}", json=body, headers=headers)

    return sent


def told(response):
    """What the scripts of the page are told."""
    assert response.status_code == 200, response.text
    return json.loads(response.json()["reply"])


@pytest.mark.parametrize("path", BODIES)
def test_nothing_is_given_without_a_token_to_a_foreign_page_or_to_be_kept(keyed, post, path):
    is_problem(keyed.client.post(f"/embed/{path}", json=BODIES[path]), 401)
    wrong = {"Authorization": "Bearer we_x.y", "Origin": PARTNER}
    is_problem(keyed.client.post(f"/embed/{path}", json=BODIES[path], headers=wrong), 401)
    is_problem(post(path, BODIES[path], EVIL), 403)
    given = post(path, BODIES[path])
    assert (given.status_code, given.headers["cache-control"]) == (200, "no-store")
    is_problem(post(path, BODIES[path] | {"more": 1}), 422)


def test_an_answer_comes_as_html_with_what_the_page_around_is_told(post):
    turn = post("ask", {"question": ROBOTS, "n": 3}).json()
    assert (turn["status"], turn["failed"], turn["question"]) == ("answered", False, ROBOTS)
    assert [cited["clause"] for cited in turn["citations"]] == [17]
    assert "800万元" in turn["summary"] and turn["summary"] in turn["html"]
    assert 'data-turn="3"' in turn["html"] and f'data-share="{turn["id"]}"' in turn["html"]
    more = {"history": [ROBOTS], "conversation": turn["conversation"], "n": 4}
    second = post("ask", {"question": "由谁牵头？", **more}).json()
    assert second["conversation"] == turn["conversation"]
    assert "w-resolved" in second["html"] and "工业和信息化厅" in second["summary"]


def test_what_cannot_be_answered_is_a_turn_that_says_so(post):
    turn = post("ask", {"question": "长" * 3000}).json()
    assert (turn["failed"], turn["id"], turn["citations"]) == (True, "", [])
    assert "w-error" in turn["html"]


def test_a_conversation_is_listed_opened_and_deleted_by_who_has_its_id(keyed, post):
    first = post("ask", {"question": ROBOTS}).json()
    post("ask", {"question": "算力券最高多少？", "conversation": first["conversation"], "n": 1})
    keyed.records.keep_feedback(Feedback(first["id"], "like"))
    mine = first["conversation"]
    listed = post("conversations", {"ids": [NOBODYS, mine]}).json()["html"]
    assert listed.count("<li>") == 1 and ROBOTS in listed
    opened = post("conversation", {"conversation": mine}).json()
    assert [turn["question"] for turn in opened["turns"]] == [ROBOTS, "算力券最高多少？"]
    assert opened["turns"][0]["id"] == first["id"]
    assert 'aria-pressed="true"' in opened["turns"][0]["html"]
    assert 'data-turn="1"' in opened["turns"][1]["html"]
    gone = post("forget", {"conversation": mine, "ids": [mine]})
    assert told(gone) == {"kind": "forgotten", "conversation": mine}
    assert "<li>" not in gone.json()["html"]
    assert keyed.records.conversation(mine) is None
    assert told(post("conversation", {"conversation": mine})) == {"kind": "say", "word": "gone"}


def test_who_does_not_know_an_id_reaches_nothing_of_others(keyed, post):
    other = post("ask", {"question": ROBOTS}).json()
    for guess in (NOBODYS, "%", "_" * 32, other["conversation"][:-1]):
        if "%" not in guess:
            assert "<li>" not in post("conversations", {"ids": [guess]}).json()["html"]
            assert told(post("conversation", {"conversation": guess}))["word"] == "gone"
            post("forget", {"conversation": guess, "ids": []})
        else:
            is_problem(post("conversations", {"ids": [guess]}), 422)
    # The id of an answer opens no conversation, and that of a conversation no answer.
    assert told(post("conversation", {"conversation": other["id"]}))["word"] == "gone"
    assert told(post("share", {"answer": other["conversation"]}))["word"] == "gone"
    assert told(post("word", {"answers": [other["conversation"]]}))["word"] == "gone"
    stranger = post("ask", {"question": ROBOTS, "conversation": NOBODYS}).json()
    assert stranger["conversation"] not in (NOBODYS, other["conversation"])
    assert keyed.records.conversation(other["conversation"]) is not None


def test_an_answer_is_shared_on_a_page_of_the_servers_until_that_is_ended(keyed, post):
    answer = post("ask", {"question": ROBOTS}).json()["id"]
    shared = told(post("share", {"answer": answer}))
    assert (shared["kind"], shared["answer"]) == ("share", answer)
    assert ROBOTS in keyed.client.get(f"/a/{shared['share']}").text
    assert told(post("share", {"answer": answer, "end": True}))["word"] == "share-ended"
    assert keyed.client.get(f"/a/{shared['share']}").status_code == 404


@pytest.mark.parametrize(("whole", "lang"), [(False, "zh"), (True, "en")])
def test_answers_are_saved_as_a_word_file_with_their_citations(post, whole, lang):
    ids = [post("ask", {"question": q}).json()["id"] for q in (ROBOTS, "算力券最高多少？")]
    saved = told(post("word", {"answers": ids, "whole": whole, "lang": lang}))
    names = {False: "问策回答.docx", True: "wence-conversation.docx"}
    assert (saved["kind"], saved["name"]) == ("file", names[whole])
    lines = [p.text for p in Document(BytesIO(b64decode(saved["data"]))).paragraphs]
    assert any(ROBOTS in line for line in lines)
    assert any("(十七)" in line and "最高800万元奖励" in line for line in lines)
    assert any("算力券" in line for line in lines)


def test_a_cited_clause_comes_as_html_with_the_quote_marked(post):
    clause = post("clause", {**BODIES["clause"], "spans": [[32, 81], [-1, 3]]})
    is_problem(clause, 422)
    html = post("clause", {**BODIES["clause"], "spans": [[32, 81]]}).json()["html"]
    assert html.count("<mark>") == 1 and "最高800万元奖励</mark>" in html


def test_a_choice_of_policies_is_offered_from_when_there_are_several(serve, encoder, tmp_path):
    text = (
        "关于支持机器人产业的若干措施\n\n一、支持企业\n\n"
        "（一）奖励机器人企业。对机器人企业给予最高800万元奖励。（牵头单位：省财政厅）\n"
    )
    first, second = (parse(text, policy_id=id_) for id_ in ("robots", "more-robots"))
    index = open_index([first, second], encoder, tmp_path / "index", progress=False)
    with serve(Engine([first], index)) as web:
        assert "w-policy" not in web.client.get("/embed").text
        web.service.exchange(Engine([first, second], index))
        page = web.client.get("/embed").text
        assert f'<option value="more-robots">{second.title}</option>' in page
        asked = {"question": "机器人企业最高奖励多少？", "policy": "more-robots"}
        turn = web.client.post("/embed/ask", json=asked).json()
        assert {cited["policy"] for cited in turn["citations"]} == {"more-robots"}


def test_the_parts_of_the_page_are_not_made_anew_with_each_request(sd_policy):
    parts = ChatParts()
    policies = (sd_policy,)
    assert parts.of(policies) is parts.of(policies)
    assert "人形机器人" in parts.of(policies)["welcome"]


def test_scripts_in_questions_and_policies_are_text(serve, encoder, tmp_path):
    text = (
        f"关于支持{EVIL_TEXT}产业的若干措施\n\n一、支持{EVIL_TEXT}企业\n\n"
        f"（一）奖励{EVIL_TEXT}机器人企业。对机器人企业{EVIL_TEXT}给予最高800万元奖励。"
        "（牵头单位：省财政厅）\n"
    )
    policy = parse(text, policy_id="evil")
    engine = Engine([policy], open_index([policy], encoder, tmp_path / "index", progress=False))
    with serve(engine) as web:
        client = web.client
        question = f"{EVIL_TEXT}机器人企业奖励多少？"
        turn = client.post("/embed/ask", json={"question": question}).json()
        listed = client.post("/embed/conversations", json={"ids": [turn["conversation"]]}).json()
        opened = client.post(
            "/embed/conversation", json={"conversation": turn["conversation"]}
        ).json()
        clause = client.post("/embed/clause", json={"policy": "evil", "clause": 1}).json()
        page = client.get("/embed", params={"title": EVIL_TEXT})
    made = [turn["html"], listed["html"], opened["turns"][0]["html"], clause["html"]]
    for html in made:
        assert "&lt;script&gt;" in html and "<script" not in html
    assert "<title>&lt;script&gt;" in page.text
    assert page.text.count("<script") == 1, "its own"
    assert "'unsafe" not in page.headers["content-security-policy"]
    assert " style=" not in page.text + "".join(made), "the policy would refuse it"
