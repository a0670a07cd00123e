"""The added policies in versions: one is in use, whole, and older ones can come back."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from corpus.errors import BrokenLibrary
from corpus.library import Library
from corpus.parse import parse
from corpus.stored import store
from corpus.versions import KEPT, UnknownVersion, Versions

TEXT = "某市{}办法\n第一条 为规范{},制定本办法。\n第二条 补贴1万元。\n"
BUNDLED = "sd-ai-2025"


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "policies")


def ids(tmp_path: Path) -> list[str]:
    return Library(tmp_path).ids()[1:]


def adding(name: str):
    policy = parse(TEXT.format(name, name), policy_id=name)
    return lambda folder: store(policy, folder)


def test_the_first_version_holds_what_was_added_before(tmp_path, versions):
    document = tmp_path / "养老.txt"
    document.write_text(TEXT.format("养老", "养老"), "utf-8")
    before = Library(tmp_path).add(document).id
    made = versions.make("发布《x》", adding("care"))
    assert (made.n, versions.current()) == (2, 2)
    first = versions.all()[1]
    assert (first.n, first.what, first.policies) == (1, "初始版本", ((before, "某市养老办法"),))
    assert ids(tmp_path) == sorted([before, "care"])
    assert not (tmp_path / "policies" / before).exists()


def test_going_back_makes_a_version_of_an_older_one(tmp_path, versions):
    versions.make("a", adding("care"))
    versions.make("b", adding("rent"))
    made = versions.make("恢复到第2版", lambda folder: None, like=2)
    assert ids(tmp_path) == ["care"]
    assert [(v.n, len(v.policies)) for v in versions.all()] == [(4, 1), (3, 2), (2, 1), (1, 0)]
    assert versions.all()[0] == made
    for n in (0, 5, -1):
        with pytest.raises(UnknownVersion, match=f"没有第{n}版"):
            versions.make("x", lambda folder: None, like=n)


def test_commands_make_versions_where_there_are_some(tmp_path, versions):
    versions.make("a", adding("care"))
    document = tmp_path / "租房.txt"
    document.write_text(TEXT.format("租房", "租房"), "utf-8")
    library = Library(tmp_path)
    added = library.add(document)
    assert (versions.current(), library.get(added.id)) == (3, added)
    library.remove("care")
    assert (versions.current(), ids(tmp_path)) == (4, [added.id])
    versions.make("恢复", lambda folder: None, like=2)
    assert ids(tmp_path) == ["care"]


def test_a_bundled_policy_stands_back_for_the_one_that_replaces_it(tmp_path, versions):
    policy = parse(TEXT.format("甲", "甲"), policy_id="new")
    versions.make("a", lambda folder: store(policy, folder, replaces=BUNDLED))
    library = Library(tmp_path)
    assert library.ids() == ["new"]
    library.remove("new")
    assert library.ids() == [BUNDLED]


def test_an_edit_that_fails_leaves_everything_as_it_was(tmp_path, versions):
    versions.make("a", adding("care"))

    def fail(folder: Path) -> None:
        adding("rent")(folder)
        raise KeyError

    with pytest.raises(KeyError):
        versions.make("b", fail)
    assert (versions.current(), ids(tmp_path)) == (2, ["care"])
    assert not list((tmp_path / "policies" / ".versions").glob(".new-*"))


def test_a_version_is_taken_back_only_while_it_is_in_use(tmp_path, versions):
    versions.make("a", adding("care"))
    versions.make("b", adding("rent"))
    versions.withdraw(2)
    assert versions.current() == 3
    versions.withdraw(3)
    assert (versions.current(), ids(tmp_path), len(versions.all())) == (2, ["care"], 2)
    assert versions.make("c", adding("rent")).n == 3


def test_what_was_never_finished_is_neither_shown_nor_kept(tmp_path, versions):
    versions.make("a", adding("care"))
    (versions.folder(3) / "rent").mkdir(parents=True)
    left = tmp_path / "policies" / ".versions" / ".new-x"
    left.mkdir()
    assert [version.n for version in versions.all()] == [2, 1]
    versions.tidy()
    assert not versions.folder(3).exists() and not left.exists()


def test_only_so_many_versions_are_kept(tmp_path, versions):
    for _ in range(KEPT + 3):
        versions.make("a", lambda folder: None)
    numbers = [version.n for version in versions.all()]
    assert numbers == list(range(KEPT + 4, 4, -1))
    with pytest.raises(UnknownVersion):
        versions.make("x", lambda folder: None, like=4)


def test_two_that_change_at_once_both_count(tmp_path, versions):
    names = [f"p{n}" for n in range(8)]
    threads = [threading.Thread(target=versions.make, args=(n, adding(n))) for n in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ids(tmp_path) == names
    assert versions.current() == 9


@pytest.mark.parametrize("damage", ["", "x", "7", "-1", "../../.."])
def test_a_damaged_pointer_is_named(tmp_path, versions, damage):
    versions.make("a", adding("care"))
    (tmp_path / "policies" / ".current").write_text(damage)
    with pytest.raises(BrokenLibrary, match="current does not name a version"):
        Library(tmp_path).ids()


def test_the_number_that_a_kill_kept_from_its_place_is_taken_away(tmp_path, versions):
    (tmp_path / "policies").mkdir()
    half = tmp_path / "policies" / "..current.4711"
    half.write_text("2")
    versions.tidy()
    assert not half.exists()
