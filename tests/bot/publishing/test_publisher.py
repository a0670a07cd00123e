"""Upload, look, put right, publish, ask, take back: with the real engine where it is asked."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest
from bot_answers import TODAY
from publishing_parts import PairCounter, loading, policy_docx, policy_text, publisher_at

from bot.answer import Answer
from bot.engine import Engine
from bot.publishing.publisher import (
    Publisher,
    UnknownDraft,
    UnknownVersion,
    UploadRefused,
    WrongSplits,
)
from bot.service import Service
from bot.settings import Settings
from corpus.errors import WenceError
from corpus.library import Library
from corpus.stored import BUNDLED as BUNDLED_FOLDER
from index.encoder import Encoder

BUNDLED = "sd-ai-2025"
QUESTION = "滑雪教练员取得证书补助多少钱?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def publisher(home: Path) -> Publisher:
    return publisher_at(home, PairCounter())[0]


def upload(publisher: Publisher, text: str, name: str = "措施.txt"):
    return publisher.upload(name, text.encode())


def added(home: Path) -> list[str]:
    return [id_ for id_ in Library(home).ids() if id_ != BUNDLED]


def third_clause_of(text: str) -> int:
    return text.index("(二)培训")


# --- the whole way -------------------------------------------------------------------------------


def test_a_word_document_is_uploaded_put_right_published_asked_and_taken_back(
    home: Path, encoder: Encoder, engine: Engine, index_folder: Path
):
    shutil.copytree(index_folder, home / "index")
    service = Service(engine)
    publisher = Publisher(Settings(home=home), service, load=loading(home, encoder))

    def ask(question: str) -> Answer:
        return service.engine.ask(question, today=TODAY)

    assert ask(QUESTION).status == "refused"
    draft = publisher.upload("冰雪措施.docx", policy_docx(policy_text()))
    assert (draft.name, draft.replaces, len(draft.policy.clauses)) == ("冰雪措施.docx", None, 2)
    source = draft.policy.source
    draft = publisher.correct(draft.id, [*draft.starts, third_clause_of(source)], draft.end)
    assert draft.policy.clauses[2].lead_agencies == ("市体育局",)
    assert ask(QUESTION).status == "refused"  # nothing is published yet

    made = publisher.publish(draft.id)
    assert (made.n, made.what, made.current) == (2, f"发布《{draft.policy.title}》", True)
    answer = ask(QUESTION)
    assert answer.status == "answered" and "3000元" in answer.summary
    assert [(c.policy, c.clause) for c in answer.citations] == [(draft.policy.id, 3)]
    assert publisher.drafts() == []
    assert Library(home).get(draft.policy.id) == draft.policy

    back = publisher.roll_back(1)
    assert (back.n, back.what, back.policies) == (3, "恢复到第1版", ())
    assert ask(QUESTION).status == "refused"
    assert [(v.n, v.current) for v in publisher.versions()] == [(3, True), (2, False), (1, False)]


# --- uploads -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "只能上传"),
        ("a", "一、甲。".encode(), "只能上传"),
        ("a.txt", b"", "是空的"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "读不出来"),
        ("a.docx", "第一条 甲。".encode(), "读不出来"),
        ("a.html", b"<html></html>", "读不出来"),
        ("a.txt", "床前明月光,疑是地上霜。".encode(), "没有找到编号的条款"),
        ("a.txt", b"1" * ((20 << 20) + 1), "超过了20 MB的上限"),
    ],
)
def test_a_file_that_cannot_be_published_is_refused_in_one_chinese_sentence(
    publisher, home, name, data, said
):
    with pytest.raises(UploadRefused, match=said) as caught:
        publisher.upload(name, data)
    assert str(caught.value).endswith("。") and str(home) not in str(caught.value)
    assert publisher.drafts() == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../../etc/cron.d/x.txt", "../../../../etc/cron.d/x.txt"),
        ("C:\\Windows\\x.txt", "C:\\Windows\\x.txt"),
        ("<script>alert(1)</script>.txt", "<script>alert(1)</script>.txt"),
        ("evil\u202etxt.\x00docx.txt", "eviltxt.docx.txt"),
        ("长" * 5000 + ".txt", "长" * 196 + ".txt"),
        ("x\n\r.TXT", "x.TXT"),
        ("~/.ssh/\udc80.txt", "~/.ssh/?.txt"),
    ],
)
def test_a_file_name_is_shown_and_leads_nowhere(publisher, home, name, shown):
    draft = upload(publisher, policy_text(), name)
    assert publisher.draft(draft.id).name == shown
    files = [path for path in home.parent.rglob("*") if path.is_file()]
    assert {path.name for path in files if path.parent.name == "drafts"} == {
        f"{draft.id}.json",
        ".lock",
    }
    assert all(path.parent.name in ("drafts", "home") or "index" in path.parts for path in files)


@pytest.mark.parametrize("id_", ["", "0" * 16, "../policies/x", "a/b", "0" * 16 + "\n", "*"])
def test_an_id_that_is_no_drafts_finds_nothing(publisher, id_):
    upload(publisher, policy_text())
    for use in (publisher.draft, publisher.discard, publisher.publish):
        with pytest.raises(UnknownDraft, match="没有这份草稿"):
            use(id_)


def test_drafts_survive_a_restart_with_their_corrections(publisher, home):
    first = upload(publisher, policy_text())
    second = upload(publisher, policy_text(yuan=80), "b.md")
    source = first.policy.source
    corrected = publisher.correct(first.id, [*first.starts, third_clause_of(source)], first.end)
    again, _ = publisher_at(home, PairCounter())
    assert again.drafts() == [second, corrected]
    again.discard(second.id)
    assert publisher.drafts() == [corrected]
    back = publisher.correct(first.id, first.starts, first.end)
    assert back == first


def test_a_damaged_draft_hides_no_other(publisher, home):
    kept = upload(publisher, policy_text())
    (home / "drafts" / ("0" * 16 + ".json")).write_text('{"name": ')
    assert publisher.drafts() == [kept]
    with pytest.raises(WenceError, match="已损坏"):
        publisher.draft("0" * 16)


def test_a_correction_that_parts_no_text_is_refused_and_changes_nothing(publisher):
    draft = upload(publisher, policy_text())
    for starts, end in (((), 9), ((5, 3), 20), ((0,), 10**9), ((3, 3), 20)):
        with pytest.raises(WrongSplits):
            publisher.correct(draft.id, starts, end)
    assert publisher.draft(draft.id) == draft


# --- what a policy takes the place of ------------------------------------------------------------


def test_a_new_text_of_the_same_number_takes_the_place_of_the_old(publisher, home):
    first = upload(publisher, policy_text(yuan=70))
    publisher.publish(first.id)
    second = upload(publisher, policy_text(yuan=90))
    assert second.replaces == first.policy.id != second.policy.id
    other = upload(publisher, policy_text().replace("冰雪", "滨海").replace("13号", "14号"))
    assert other.replaces is None
    publisher.publish(second.id)
    assert added(home) == [second.policy.id]
    publisher.publish(other.id)
    assert sorted(added(home)) == sorted([second.policy.id, other.policy.id])


def test_the_same_text_keeps_its_id_and_gets_its_corrections(publisher, home):
    first = upload(publisher, policy_text())
    publisher.publish(first.id)
    again = upload(publisher, policy_text())
    source = again.policy.source
    publisher.correct(again.id, [*again.starts, third_clause_of(source)], again.end)
    publisher.publish(again.id)
    assert added(home) == [first.policy.id]
    assert len(Library(home).get(first.policy.id).clauses) == 3


def test_the_bundled_policy_comes_back_when_its_successor_is_taken_back(publisher, home):
    text = (BUNDLED_FOLDER / BUNDLED / "source.txt").read_text("utf-8")
    draft = upload(publisher, text.replace("800万元", "900万元"))
    assert draft.replaces == BUNDLED
    publisher.publish(draft.id)
    assert Library(home).ids() == [draft.policy.id]
    successor = upload(publisher, text.replace("800万元", "950万元"))
    publisher.publish(successor.id)
    assert Library(home).ids() == [successor.policy.id]
    publisher.roll_back(1)
    assert Library(home).ids() == [BUNDLED]


# --- versions ------------------------------------------------------------------------------------


def test_what_cannot_be_loaded_is_taken_back_and_the_old_engine_answers(home):
    _, service = publisher_at(home, PairCounter())
    old = service.engine

    def fail():
        raise WenceError("没有空间。")

    publisher = Publisher(Settings(home=home), service, load=fail)
    draft = publisher.upload("a.txt", policy_text().encode())
    for change in (lambda: publisher.publish(draft.id), lambda: publisher.roll_back(1)):
        with pytest.raises(WenceError, match="没有空间"):
            change()
    assert service.engine is old
    assert added(home) == []
    assert [version.n for version in publisher.versions()] == [1]
    assert publisher.drafts() == [draft]


def test_a_version_that_is_not_there_is_not_gone_back_to(publisher):
    assert publisher.versions() == []
    with pytest.raises(UnknownVersion, match="没有第7版"):
        publisher.roll_back(7)


def test_policies_added_by_command_stay_through_a_publication(publisher, home, tmp_path):
    document = tmp_path / "滨海.txt"
    document.write_text(policy_text().replace("冰雪", "滨海").replace("13号", "14号"), "utf-8")
    by_command = Library(home).add(document)
    draft = upload(publisher, policy_text())
    publisher.publish(draft.id)
    assert sorted(added(home)) == sorted([by_command.id, draft.policy.id])
    publisher.roll_back(1)
    assert added(home) == [by_command.id]


def test_two_publications_at_once_come_one_after_the_other(publisher, home):
    texts = [policy_text(number=n).replace("冰雪", name) for n, name in enumerate("甲乙丙丁", 1)]
    drafts = [upload(publisher, text) for text in texts]
    threads = [threading.Thread(target=publisher.publish, args=(draft.id,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added(home)) == sorted(draft.policy.id for draft in drafts)
    assert [len(version.policies) for version in publisher.versions()] == [4, 3, 2, 1, 0]


# --- several processes ---------------------------------------------------------------------------


def served(service: Service) -> set[str]:
    return {policy.id for policy in service.engine.policies}


def test_another_process_notices_what_was_published_and_taken_back(publisher, home):
    other, service = publisher_at(home, PairCounter())
    other.follow(every_s=0.02)
    try:
        draft = upload(publisher, policy_text())
        for change, expected in (
            (lambda: publisher.publish(draft.id), {BUNDLED, draft.policy.id}),
            (lambda: publisher.roll_back(1), {BUNDLED}),
        ):
            change()
            deadline = time.monotonic() + 20
            while served(service) != expected:
                assert time.monotonic() < deadline
                time.sleep(0.02)
    finally:
        other.close()


def test_one_that_loaded_before_a_publication_it_did_not_see_catches_up(publisher, home):
    _, service = publisher_at(home, PairCounter())  # its engine is older than its publisher
    draft = upload(publisher, policy_text())
    publisher.publish(draft.id)
    late = Publisher(
        Settings(home=home), service, load=lambda: publisher_at(home, PairCounter())[1].engine
    )
    assert late.catch_up()
    assert served(service) == {BUNDLED, draft.policy.id}
    assert not late.catch_up()
