"""Files of every kind we read, and every way in which one can be unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UnreadableDocument
from corpus.read import MAX_BYTES, read_text

POLICY = (
    "关于支持养老服务的若干措施\n一、建设补贴。每张床位补贴1万元。\n二、运营补贴。每月200元。\n"
)

NAVIGATION = """
<div class="top"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul>
<a href="/login">登录</a><span>无障碍</span></div>
"""
FOOTER = """
<div class="bottom"><p>主办单位:某市人民政府办公厅</p><p>网站标识码:4401000004</p>
<a href="/map">网站地图</a></div>
"""
ARTICLE = """
<p style="text-align:center">某府办规〔2024〕13号</p>
<p style="text-align:center">某市养老<span>服务</span>办法</p>
<p>　　<strong>第一条</strong>　为规范养老服务,制定本办法。</p>
<p>第二条&nbsp;本办法适用于本市。<br>市民政局负责解释。</p>
<p>第三条 对养老机构给予补贴:</p>
<p>(一)新建床位每张1万元;</p>
<p>(二)改建床位每张5000元。</p>
<p>第四条 本办法自印发之日起施行,有效期5年。</p>
"""
ARTICLE_LINES = [
    "某府办规〔2024〕13号",
    "某市养老服务办法",
    "第一条 为规范养老服务,制定本办法。",
    "第二条 本办法适用于本市。",
    "市民政局负责解释。",
    "第三条 对养老机构给予补贴:",
    "(一)新建床位每张1万元;",
    "(二)改建床位每张5000元。",
    "第四条 本办法自印发之日起施行,有效期5年。",
]


def page(body: str, *, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def read_page(folder: Path, html: str, *, encoding: str = "utf-8") -> list[str]:
    path = folder / "page.html"
    path.write_bytes(html.encode(encoding))
    return read_text(path).split("\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_text_file_is_read_whatever_chinese_encoding_it_is_in(tmp_path, encoding):
    path = tmp_path / "policy.txt"
    path.write_bytes(POLICY.encode(encoding))
    assert read_text(path) == POLICY


def test_windows_line_ends_become_plain_ones(tmp_path):
    path = tmp_path / "policy.TXT"
    path.write_bytes(POLICY.replace("\n", "\r\n").encode())
    assert read_text(path) == POLICY


def test_markdown_signs_do_not_stand_before_the_numbers(tmp_path):
    path = tmp_path / "policy.md"
    path.write_text("# 若干措施\n\n## 一、补贴\n\n**第一条** 每张5\\*2元。\n1\\. 新建\n", "utf-8")
    assert read_text(path) == "若干措施\n\n一、补贴\n\n第一条 每张5*2元。\n1. 新建\n"


def test_the_article_of_a_page_is_read_without_the_site_around_it(tmp_path):
    html = page(f"{NAVIGATION}<div class=x><div>{ARTICLE}</div></div>{FOOTER}")
    assert read_page(tmp_path, html) == ARTICLE_LINES


def test_a_page_that_declares_another_encoding_is_read_in_it(tmp_path):
    html = page("<p>第一條 為規範養老服務,制定本辦法。</p>", head='<meta charset="big5">')
    assert read_page(tmp_path, html, encoding="big5") == ["第一條 為規範養老服務,制定本辦法。"]


def test_title_and_publication_date_from_outside_the_article_come_first(tmp_path):
    head = (
        '<meta name="ArticleTitle" content="某市民政局关于养老补贴的通知">'
        '<meta name="PubDate" content="2025-05-30 11:19">'
    )
    html = page(f"{NAVIGATION}<h1>某网</h1><div>{ARTICLE}</div>{FOOTER}", head=head)
    lines = read_page(tmp_path, html)
    assert lines[:2] == ["发布时间:2025-05-30", "某市民政局关于养老补贴的通知"]
    assert lines[2:] == ARTICLE_LINES


def test_a_title_that_the_article_begins_with_is_not_repeated(tmp_path):
    head = "<title>(转载)某市养老服务办法 - 某市人民政府门户网站</title>"
    attributes = "<p>发表时间:2024-9-2 浏览次数:8</p>"
    html = page(f"{NAVIGATION}{attributes}<div>{ARTICLE}</div>{FOOTER}", head=head)
    assert read_page(tmp_path, html) == ["发布时间:2024-09-02", *ARTICLE_LINES]


def test_a_hidden_copy_of_the_article_is_not_read_twice(tmp_path):
    copy = f'<div style="Display : none">{ARTICLE}</div>'
    html = page(f"{NAVIGATION}{copy}<div>{ARTICLE}</div><div>{ARTICLE}</div>{FOOTER}")
    assert read_page(tmp_path, html) == ARTICLE_LINES


def test_an_article_that_only_a_script_would_show_is_read(tmp_path):
    html = page(f'{NAVIGATION}<div style="display:none">{ARTICLE}</div>')
    assert read_page(tmp_path, html) == ARTICLE_LINES


def test_an_article_in_two_halves_with_a_share_bar_between_is_read_whole(tmp_path):
    first, second = ARTICLE.split("<p>第三条")
    share = '<ul><li><a href="#">分享到微信</a></li></ul>'
    html = page(
        f"{NAVIGATION}<div><div>{first}</div>{share}<div><p>第三条{second}</div></div>{FOOTER}"
    )
    lines = read_page(tmp_path, html)
    assert [line for line in lines if line != "分享到微信"] == ARTICLE_LINES


def test_a_row_of_a_table_is_a_line_with_its_cells_apart(tmp_path):
    table = """<table><tr><th>项目</th><th>标准<br>(元)</th></tr>
    <tr><td><p>新建</p><p>床位</p></td><td>10000</td></tr><tr><td></td><td>5000</td></tr></table>"""
    html = page(f"{NAVIGATION}<div>{ARTICLE}{table}</div>{FOOTER}")
    lines = read_page(tmp_path, html)
    assert lines == [*ARTICLE_LINES, "项目 | 标准 (元)", "新建 床位 | 10000", " | 5000"]


def test_a_table_that_lays_out_the_page_is_no_table(tmp_path):
    html = page(
        f"<table><tr><td>{NAVIGATION}</td></tr><tr><td><table><tr><td>{ARTICLE}</td></tr></table>"
        f"</td></tr><tr><td>{FOOTER}</td></tr></table>"
    )
    assert read_page(tmp_path, html) == ARTICLE_LINES


def test_the_table_that_describes_a_document_is_left_out(tmp_path):
    labels = """<table><tr><td>索引号:</td><td>114401/2024-08</td><td>分类:</td><td></td></tr>
    <tr><td>名称:</td><td>某市民政局关于印发某市养老服务办法的通知</td></tr></table>"""
    html = page(f"{NAVIGATION}<div>{labels}<div>{ARTICLE}</div></div>{FOOTER}")
    assert read_page(tmp_path, html) == ARTICLE_LINES


def test_tags_that_were_never_closed_change_nothing(tmp_path):
    table = "<table><tr><td>新建<td>10000<tr><td>改建<td>5000</table>"
    html = page(f"{NAVIGATION}<div>{ARTICLE.replace('</p>', '')}{table}</div>{FOOTER}")
    assert read_page(tmp_path, html) == [*ARTICLE_LINES, "新建 | 10000", "改建 | 5000"]


@pytest.mark.parametrize("tag", ["p", "div", "font"])
def test_a_page_as_deep_as_it_is_long_is_read(tmp_path, tag):
    html = page("".join(f"<{tag}>第{n}条 补贴{n}元。<br>" for n in range(1, 2001)))
    lines = read_page(tmp_path, html)
    assert len(lines) == 2000
    assert lines[-1] == "第2000条 补贴2000元。"


def test_a_line_break_of_the_source_parts_no_chinese_word(tmp_path):
    html = page("<p>第一条 补贴养老\n    机构。</p><p>第二条 自 AI\n产业起。</p>")
    assert read_page(tmp_path, html) == ["第一条 补贴养老机构。", "第二条 自 AI 产业起。"]


def test_scripts_styles_and_comments_are_no_text(tmp_path):
    noise = "<script>var a='第九条。';</script><style>p{}</style><!-- 第八条。 -->"
    assert read_page(tmp_path, page(f"<div>{noise}{ARTICLE}</div>")) == ARTICLE_LINES


UNREADABLE = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (" \n\u3000\n".encode(), "holds no text"),
    "binary.txt": (b"PK\x03\x04\x14\x00\x06\x00", "is not a text file"),
    "noise.txt": (b"\xff\xff\xff\x81", "is not a text file"),
    "scan.pdf": (b"%PDF-1.7 ...", "wence reads .txt, .md, .html, .htm and .docx files"),
    "noname": ("一、".encode(), "wence reads .txt, .md, .html, .htm and .docx files"),
    "menu.html": (b"<html><body></body></html>", "holds no text"),
    "huge.txt": (b"1" * (MAX_BYTES + 1), "is larger than 20 MB"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_named_with_the_reason_in_one_sentence(tmp_path, name):
    data, reason = UNREADABLE[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument) as caught:
        read_text(path)
    message = str(caught.value)
    assert str(path) in message
    assert reason in message
    assert "\n" not in message and message.endswith(".")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(UnreadableDocument, match="does not exist"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(UnreadableDocument, match="is not a file"):
        read_text(tmp_path)
