"""Messages of a help desk: kept before they are acknowledged, one process at a time, in order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from kept_answers import answer

from bot.records.inbox import LEASE_S, KeptInbox, Message, Talk
from bot.records.tables import DeskMessageRow
from bot.service import Caller


@pytest.fixture
def opened(open_again, clock):
    """Opens the inbox as another process would."""
    return lambda desk="a": KeptInbox(open_again(), desk, clock=clock)


def message(id_, content="算力券最高补多少", conversation=7):
    return Message(1, id_, conversation, content)


def test_a_message_is_taken_once_whichever_process_it_is_delivered_to(opened):
    one, other = opened(), opened()
    taken = [inbox.take(message(5)) for inbox in (one, other, one)]
    one.finish(message(5), "", "")
    assert [*taken, other.take(message(5))] == [True, False, False, False]
    assert other.take(message(6)) and opened("b").take(message(5))


def test_what_a_process_that_ended_was_at_is_taken_up_by_one_other(opened, clock):
    ended, first, second = opened(), opened(), opened()
    ended.take(message(5, "电话13812345678"))
    ended.take(message(6))
    ended.finish(message(6), "", "")
    assert first.left([], 9) == []
    clock.move(seconds=LEASE_S + 1)
    [taken] = first.left([], 9)
    assert (taken.key, taken.claims) == ((1, 5), 2)
    assert taken.content.startswith("电话") and "12345678" not in taken.content
    assert second.left([], 9) == []


def test_what_a_process_says_it_is_at_stays_with_it(opened, clock):
    one, other = opened(), opened()
    one.take(message(5))
    for _ in range(3):
        clock.move(seconds=LEASE_S - 1)
        one.renew([(1, 5)])
        assert other.left([], 9) == []
    clock.move(seconds=LEASE_S + 1)  # it was busy with something else
    assert one.left([(1, 5)], 9) == []


def test_no_more_is_taken_up_than_there_is_room_for(opened, clock):
    for n in range(5):
        opened().take(message(n))
    clock.move(seconds=LEASE_S + 1)
    assert [taken.id for taken in opened().left([], 2)] == [0, 1]


def test_a_message_waits_for_the_earlier_ones_of_its_conversation(opened):
    one, other = opened(), opened()
    one.take(message(5))
    other.take(message(6))
    other.take(message(7, conversation=8))
    assert [other.is_next(message(n)) for n in (5, 6)] == [True, False]
    assert other.is_next(message(7, conversation=8))
    one.finish(message(5), "", "")
    assert other.is_next(message(6))


def test_earlier_questions_are_those_of_the_kept_conversation(opened, records):
    inbox = opened()
    assert inbox.talk(message(5), 8) == Talk()
    kept = ""
    for n, question in enumerate(("一", "二", "三")):
        inbox.take(message(n, question))
        kept = records.keep_answer(Caller("chatwoot", kept), answer(question), []).conversation
        inbox.finish(message(n), kept, question)
    assert opened().talk(message(5), 2) == Talk(kept, ("二", "三"))
    assert opened().talk(message(5, conversation=8), 2) == Talk()
    assert opened("b").talk(message(5), 2) == Talk()

    records.forget(kept)
    assert opened().talk(message(5), 2) == Talk()
    assert not inbox.take(message(2))


def test_the_text_of_a_message_goes_with_the_reply_and_the_rest_with_retention(
    opened, records, clock
):
    inbox = opened()
    inbox.take(message(5))
    inbox.finish(message(5), "", "")
    with records.reading() as session:
        assert session.query(DeskMessageRow).one().content == ""
    records.purge(clock.now + timedelta(days=1))
    with records.reading() as session:
        assert session.query(DeskMessageRow).count() == 0
