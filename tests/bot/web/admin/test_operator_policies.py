"""政策: upload, look, correct, publish, restore; and what people try with files."""

from __future__ import annotations

import threading

import pytest
from operator_desk import POLICY, UPLOAD_LIMIT

from corpus.errors import WenceError

SCRIPT = "<script>alert(1)</script>"


def draft_of(desk, path):
    return desk.publisher.draft(path.removeprefix("/drafts/"))


def texts(draft):
    return [clause.text.strip() for clause in draft.policy.clauses]


def test_an_upload_is_shown_clause_by_clause_before_it_is_published(desk):
    path = desk.upload()
    page = desk.get(path).text
    for shown in (
        "关于支持集市的若干措施",
        "临政办规〔2025〕7号",
        "2027-12-31",
        '<span class="label">二、</span>支持夜市',
        "牵头单位：市文旅局",
        "本措施有效期至2027年12月31日。",
    ):
        assert shown in page
    assert path in desk.get("/policies").text
    assert "集市" not in desk.client.get("/api/v1/policies").text


def test_script_tags_in_a_file_name_and_in_a_policy_are_text(desk):
    text = POLICY.replace("支持夜市。", f"支持夜市{SCRIPT}。").replace("集市的", f"集市{SCRIPT}的")
    path = desk.upload(text, f"{SCRIPT}.txt")
    for page in (desk.get(path).text, desk.get("/policies").text):
        assert SCRIPT not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "name, shown",
    [
        ("../../../../etc/cron.d/x.txt", "x.txt"),
        ("..\\..\\windows\\x.txt", "x.txt"),
        ("C:\\Users\\某人\\政策.txt", "政策.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
        ("evil\u202etxt.txt", "eviltxt.txt"),
        ("长" * 300 + ".txt", "长" * 110 + ".txt"),
    ],
)
def test_a_file_name_leads_to_no_folder(desk, name, shown):
    before = {path for path in desk.home.rglob("*") if path.parent.name != "drafts"}
    draft = draft_of(desk, desk.upload(name=name))
    assert draft.name == shown
    assert {path for path in desk.home.rglob("*") if path.parent.name != "drafts"} - before <= {
        desk.home / "drafts"
    }


def test_too_large_an_upload_is_refused_before_it_is_read(desk):
    said = desk.post("/drafts", files={"document": ("x.txt", b"x" * UPLOAD_LIMIT)})
    assert said.status_code == 413
    assert "64KB" in said.text
    assert desk.publisher.drafts() == []


@pytest.mark.parametrize(
    "name, data, sentence",
    [
        ("x.exe", b"MZ", "只能上传"),
        ("x.txt", b"", "空的"),
        ("x.txt", "今天天气很好".encode(), "没有找到编号的条款"),
        ("x.txt", b"\x00\x01\xff\xfe", "读不出来"),
        ("x.docx", b"PK\x03\x04 no archive", "读不出来"),
        ("", b"", "没有选择文件"),
    ],
)
def test_what_is_no_policy_is_refused_with_a_sentence(desk, name, data, sentence):
    said = desk.post("/drafts", files={"document": (name, data)})
    assert said.status_code == 400
    assert sentence in said.text
    assert desk.publisher.drafts() == []


def test_a_form_without_a_file_is_told_to_choose_one(desk):
    assert "没有选择文件" in desk.post("/drafts", document="no file").text


def test_clauses_are_merged_and_split_and_the_last_one_ended(desk):
    path = desk.upload()
    first, second, third = texts(draft_of(desk, path))

    at = draft_of(desk, path).policy.clauses[1].start
    said = desk.post(f"{path}/clauses", merge=at)
    assert said.headers["location"] == f"/admin{path}#c1"
    assert texts(draft_of(desk, path)) == [f"{first}\n{second}", third]

    said = desk.post(f"{path}/clauses", split=at)
    assert said.headers["location"] == f"/admin{path}#c2"
    assert texts(draft_of(desk, path)) == [first, second, third]

    stop = POLICY.index("本措施由市商务局解释")
    desk.post(f"{path}/clauses", end=stop)
    ended = draft_of(desk, path)
    assert texts(ended)[-1] == third.removesuffix("本措施由市商务局解释。")
    assert ended.policy.part_text("closing").startswith("本措施由市商务局解释。")

    desk.post(f"{path}/clauses", end=len(POLICY.rstrip()))
    assert texts(draft_of(desk, path))[-1].endswith("2027年12月31日。")


def test_only_places_the_page_offers_are_taken(desk):
    path = desk.upload()
    before = draft_of(desk, path)
    middle = POLICY.index("早市摊位")
    wrong = [
        {"merge": before.starts[0]},
        {"merge": middle},
        {"split": middle},
        {"split": before.starts[1]},
        {"split": 10**8},
        {"end": middle},
        {"end": before.starts[-1]},
    ]
    for fields in wrong:
        said = desk.post(f"{path}/clauses", **fields)
        assert (said.status_code, "重新打开" in said.text) == (409, True), fields
    for fields in ({"split": "-1"}, {"merge": "x"}, {}):
        assert desk.post(f"{path}/clauses", **fields).status_code == 400
    assert draft_of(desk, path) == before


@pytest.mark.parametrize("path", ["/drafts/0123456789abcdef", "/policies/nothing"])
def test_what_is_not_there_is_told(desk, path):
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/drafts/..%2f..%2fetc", "/drafts/%2e%2e", "/files/..%2froutes.py"]
)
def test_an_address_leads_to_no_file(desk, path):
    said = desk.get(path)
    assert said.status_code in (404, 422)
    assert "import" not in said.text


def test_publishing_says_so_and_the_version_can_be_restored(desk, engine):
    path = desk.upload()
    said = desk.post(f"{path}/publish")
    assert said.status_code == 200
    assert "正在发布《关于支持集市的若干措施》" in said.text and "<progress" in said.text
    assert "完成了" in said.text and "发布《关于支持集市的若干措施》" in said.text
    made = next(version for version in desk.publisher.versions() if version.current)
    assert [title for _, title in made.policies] == ["关于支持集市的若干措施"]
    page = desk.get("/policies").text
    assert "现在用的" in page and path not in page
    assert f"/versions/{made.n - 1}/back" in page

    said = desk.post(f"/versions/{made.n - 1}/back")
    assert "完成了" in said.text and f"恢复到第{made.n - 1}版" in said.text
    assert next(version for version in desk.publisher.versions() if version.current).policies == ()


def test_what_cannot_be_published_says_why_and_changes_nothing(desk):
    def load():
        raise WenceError("磁盘满了，请清理后再试。")

    path = desk.upload()
    before = desk.publisher.versions(), desk.service.engine
    desk.load = load
    said = desk.post(f"{path}/publish").text
    assert "没有成功" in said and "磁盘满了" in said and "完成了" not in said
    current = [v for v in desk.publisher.versions() if v.current]
    assert [v for v in before[0] if v.current] in ([], current)
    assert desk.service.engine is before[1]
    assert path in desk.get("/policies").text


def test_a_fault_inside_is_logged_and_not_shown(desk, caplog):
    def load():
        raise RuntimeError("secret of the inside")

    path = desk.upload()
    desk.load = load
    said = desk.post(f"{path}/publish").text
    assert "程序出了错" in said and "secret" not in said
    assert "secret of the inside" in caplog.text


def test_only_one_thing_is_published_at_a_time(desk, engine):
    begun, go_on = threading.Event(), threading.Event()

    def load():
        begun.set()
        assert go_on.wait(30)
        return engine

    path, other = desk.upload(), desk.upload(POLICY.replace("集市的", "大集的"))
    desk.load = load
    said = []
    first = threading.Thread(target=lambda: said.append(desk.post(f"{path}/publish")))
    first.start()
    try:
        assert begun.wait(30)
        second = desk.post(f"{other}/publish")
    finally:
        go_on.set()
        first.join()
    assert second.status_code == 409 and "等它完成" in second.text
    assert "完成了" in said[0].text
