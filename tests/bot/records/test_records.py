"""What is kept of answers and feedback, and who can read it; on both databases."""

from __future__ import annotations

import threading

import pytest
from kept_answers import FULL, answer, citation, refused
from sqlalchemy import func, select, text

from bot.answer import Answer
from bot.records.errors import NotKept, WrongFeedback
from bot.records.kept import new_id
from bot.records.tables import AnswerRow, CitationRow, ConversationRow
from bot.service import Caller, Feedback

CHAT = Caller("chat")
HOSTILE = "'; DROP TABLE answers; --\"<script>alert(1)</script>%_\\"


def count(records, table):
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_an_answer_comes_back_as_it_was_kept(records, clock):
    engine = object()  # its index is "v1": conftest.py
    reply = records.keep_answer(Caller("api", key="portal"), FULL, ["算力券"], engine=engine)
    assert reply.answer is FULL
    kept = records.answer(reply.id)
    assert kept.answer == FULL
    assert kept.time == clock.now
    assert kept.index_version == "v1"
    assert kept.vote == ""


def test_a_conversation_holds_its_answers_in_order(records, clock):
    first = records.keep_answer(CHAT, answer("一"), [])
    clock.move(minutes=1)
    second = records.keep_answer(Caller("chat", first.conversation), answer("二"), ["一"])
    assert second.conversation == first.conversation
    read = records.conversation(first.conversation)
    assert [kept.answer.question for kept in read.answers] == ["一", "二"]
    assert [kept.id for kept in read.answers] == [first.id, second.id]
    assert read.channel == "chat"
    assert (read.latest - read.began).total_seconds() == 60


def test_ids_cannot_be_guessed_and_each_is_another(records):
    replies = [records.keep_answer(CHAT, answer(), []) for _ in range(3)]
    ids = [i for reply in replies for i in (reply.id, reply.conversation, records.share(reply.id))]
    assert len(set(ids)) == 9
    assert all(len(i) == 32 for i in ids)  # 24 random bytes in base64


def test_no_id_begins_as_an_option_or_a_formula_does():
    assert [i for i in (new_id() for _ in range(5000)) if not (i[0].isalnum() or i[0] == "_")] == []


@pytest.mark.parametrize("chosen", ["1", "my-conversation", HOSTILE, "x" * 100_000, "\0", "\ud800"])
def test_nobody_chooses_the_id_of_a_conversation(records, chosen):
    reply = records.keep_answer(Caller("api", chosen), answer(), [])
    assert reply.conversation != chosen
    assert records.conversation(chosen) is None


def test_a_conversation_goes_on_only_with_the_key_it_began_with(records):
    first = records.keep_answer(Caller("api", key="a"), answer(), [])
    other = records.keep_answer(Caller("api", first.conversation, key="b"), answer(), [])
    assert other.conversation != first.conversation
    assert len(records.conversation(first.conversation).answers) == 1


def test_one_lists_the_conversations_whose_ids_one_knows_and_no_others(records, clock):
    mine = [records.keep_answer(CHAT, answer(f"问题{n}"), []).conversation for n in range(3)]
    clock.move(hours=1)
    records.keep_answer(Caller("chat", mine[0]), answer("再问"), [])
    records.keep_answer(CHAT, answer("别人的"), [])
    listed = records.conversations([*mine, "unknown", "\0", "%"])
    assert [(line.id, line.title, line.count) for line in listed] == [
        (mine[0], "问题0", 2),
        (mine[2], "问题2", 1),
        (mine[1], "问题1", 1),
    ]
    assert records.conversations([]) == []


def test_a_shared_answer_is_read_by_its_own_id_until_it_is_taken_back(records):
    reply = records.keep_answer(CHAT, FULL, [])
    share = records.share(reply.id)
    assert records.share(reply.id) == share
    assert share not in (reply.id, reply.conversation)
    assert records.shared(share).answer == FULL
    assert records.shared(reply.id) is None
    assert records.answer(share) is None
    records.unshare(reply.id)
    assert records.shared(share) is None
    assert records.share("unknown") is None


def test_the_last_word_of_a_user_counts(records):
    reply = records.keep_answer(CHAT, answer(), [])
    assert records.keep_feedback(Feedback(reply.id, "like"))
    assert records.keep_feedback(Feedback(reply.id, "dislike", "应该是第三条", None, 3))
    assert records.answer(reply.id).vote == "dislike"
    with records.reading() as session:
        [row] = session.scalars(select(AnswerRow))
        said = row.feedback
        assert (said.reason, said.policy, said.clause) == ("应该是第三条", "demo", 3)


def test_feedback_on_an_answer_nobody_knows_is_not_kept(records):
    for unknown in ("", "unknown", HOSTILE, "\0", "\ud800"):
        assert not records.keep_feedback(Feedback(unknown, "like"))


@pytest.mark.parametrize(
    ("policy", "clause"), [(None, 0), (None, -1), (None, 2**40), ("x" * 65, 1), ("a\0", 1)]
)
def test_feedback_that_names_an_impossible_clause_is_refused(records, policy, clause):
    reply = records.keep_answer(CHAT, answer(), [])
    with pytest.raises(WrongFeedback):
        records.keep_feedback(Feedback(reply.id, "dislike", "", policy, clause))
    assert records.answer(reply.id).vote == ""


def test_personal_data_is_masked_in_all_that_a_user_typed(records, clock):
    typed = "我叫张三,电话13800138000"
    given = answer(typed, summary="您的电话13800138000已记下,咨询0531-86912345", resolved=typed)
    reply = records.keep_answer(CHAT, given, [typed, "a@b.cn"])
    records.keep_feedback(Feedback(reply.id, "dislike", "请回电13900139000"))
    with records.reading() as session:
        dump = []
        for table in ("conversations", "answers", "citations", "feedback"):
            dump += [str(row) for row in session.execute(text(f"SELECT * FROM {table}"))]
    written = "\n".join(dump)
    for personal in ("13800138000", "13900139000", "a@b.cn"):
        assert personal not in written
    assert "0531-86912345" in written  # the office's, not the user's
    assert reply.answer.question == typed


def test_what_a_database_cannot_hold_is_replaced(records):
    odd = "空\0字符和半个\ud83d字"
    reply = records.keep_answer(CHAT, answer(odd, summary=odd, resolved=odd), [odd])
    records.keep_feedback(Feedback(reply.id, "dislike", odd))
    kept = records.answer(reply.id).answer
    assert kept.question == kept.summary == "空\ufffd字符和半个\ufffd字"


def test_sql_and_markup_are_kept_as_the_text_they_are(records):
    reply = records.keep_answer(Caller("api", key=HOSTILE), answer(HOSTILE), [HOSTILE])
    records.keep_feedback(Feedback(reply.id, "dislike", HOSTILE))
    assert records.answer(reply.id).answer.question == HOSTILE
    assert records.answer(HOSTILE) is None
    assert count(records, AnswerRow) == 1


def test_a_forgotten_conversation_leaves_nothing(records):
    reply = records.keep_answer(CHAT, FULL, [])
    records.keep_feedback(Feedback(reply.id, "like"))
    kept = records.keep_answer(CHAT, answer(), [])
    assert records.forget(reply.conversation)
    assert not records.forget(reply.conversation)
    assert records.conversation(reply.conversation) is None
    assert records.answer(reply.id) is None
    assert count(records, CitationRow) == 1
    assert records.answer(kept.id)


def test_purging_deletes_what_is_older_and_nothing_else(records, clock):
    old = records.keep_answer(CHAT, answer("旧"), [])
    records.keep_feedback(Feedback(old.id, "like"))
    going_on = records.keep_answer(CHAT, answer("旧的开头"), [])
    clock.move(days=10)
    new = records.keep_answer(Caller("chat", going_on.conversation), answer("新"), [])
    clock.move(days=1)
    cutoff = new_time = records.answer(new.id).time
    assert records.purge(cutoff) == 2
    assert records.conversation(old.conversation) is None
    [left] = records.conversation(going_on.conversation).answers
    assert (left.id, left.time) == (new.id, new_time)
    assert count(records, ConversationRow) == 1


def test_more_than_one_batch_is_purged(records, clock):
    with records.writing() as session:
        conversation = ConversationRow(
            id="c", channel="chat", key="", began=clock.now, latest=clock.now
        )
        session.add(conversation)
        for n in range(1101):
            session.add(row_of(n, conversation, clock))
    clock.move(days=1)
    assert records.purge(clock.now) == 1101
    assert count(records, AnswerRow) == count(records, ConversationRow) == 0


def row_of(n, conversation, clock):
    return AnswerRow(
        id=f"a{n}", conversation=conversation, channel="chat", key="", policy="", question="q",
        turns=[], resolved="", status="chat", summary="", related=[], notices=[], retrieved=[],
        table={}, timings_ms={}, total_ms=1.0, index_version="", time=clock.now,
        day=clock.now.date(),
    )  # fmt: skip


def test_threads_and_connections_write_at_once_and_nothing_is_lost(open_again):
    ids: list[str] = []
    several = [open_again() for _ in range(3)]
    started = several[0].keep_answer(CHAT, answer(), [])

    def write(records):
        for _ in range(8):
            reply = records.keep_answer(Caller("chat", started.conversation), answer(), [])
            records.keep_feedback(Feedback(reply.id, "like"))
            ids.append(reply.id)

    threads = [threading.Thread(target=write, args=(r,)) for r in several for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = several[0].conversation(started.conversation).answers
    assert {k.id for k in kept} == {started.id, *ids}
    assert len(kept) == 49
    assert sum(k.vote == "like" for k in kept) == 48


def test_what_was_kept_is_there_when_the_database_is_opened_again(open_again):
    first = open_again()
    reply = first.keep_answer(CHAT, FULL, [])
    first.close()
    assert open_again().answer(reply.id).answer == FULL


def test_a_citation_without_a_clause_and_a_refusal_are_kept(records):
    reply = records.keep_answer(CHAT, refused("申报电话是多少"), [])
    kept = records.answer(reply.id).answer
    assert (kept.status, kept.citations) == ("refused", ())
    with records.reading() as session:
        assert session.scalars(select(AnswerRow.policy)).one() == "demo"


def test_a_list_with_many_citations_keeps_all_in_order(records):
    cited = tuple(citation(1 + n % 3) for n in range(60))
    reply = records.keep_answer(CHAT, Answer("有哪些", "answered", "共60条", cited), [])
    assert records.answer(reply.id).answer.citations == cited


def test_what_the_database_will_not_take_is_one_sentence(records):
    with records.writing() as session:
        session.execute(text("ALTER TABLE answers RENAME TO answers_away"))
    with pytest.raises(NotKept, match="记录暂时无法保存"):
        records.keep_answer(CHAT, answer(), [])
